"""The SQL functions that mappings use: counts, times, lists, yes and no, as exports write them."""

import duckdb

from analysis.clean.exports.mapping import literal

# An X id from November 2010 on carries its millisecond: github.com/twitter-archive/snowflake
SNOWFLAKE_EPOCH = 1_288_834_974_657
MISSING = "|nan|none|null|na|n/a|-|-1(\\.0)?|undefined"
# Broken by a spreadsheet or by arithmetic: 1.18E+18, 1180000000000000000.0
ID_AS_NUMBER = r"\d+[.,]?\d*[eE]\+?\d+|\d{15,}[.,]\d*"
# Also as people and spreadsheets write them in the languages of the project; lower() makes the i of HAYIR a dotted one.
YES = (
    "yes", "true", "1", "1.0", "t", "y", "evet", "doğru", "да", "истина", "иә", "ақиқат", "ооба",
    "чын", "ha", "bəli", "həqiqət", "rost",
)  # fmt: skip
NO = (
    "no", "false", "0", "0.0", "f", "n", "hayır", "hayir", "yanlış", "yanliş", "нет", "ложь", "жоқ",
    "жалған", "жок", "жалган", "yoʻq", "yo‘q", "yo’q", "yo'q", "xeyr", "yox", "yalan", "yolgʻon",
)  # fmt: skip
LINK_TO_A_POST = r"(?:twitter|x)\.com/(\w+)/status(?:es)?/(\d{2,20})"
CUT = r"…(\s*https?://t\.co/\w+)*\s*$"  # how X ends a text that it has cut

MACROS = (
    # Nearly all counts are plain digits; below zero is a mark for a missing one.
    r"""count_of(x) AS coalesce(CASE WHEN NOT contains(x, '.') THEN try_cast(try_cast(x AS UBIGINT) AS BIGINT) END, CASE
        WHEN x IS NULL THEN NULL
        WHEN regexp_full_match(trim(x), '\d+\.0*') THEN try_cast(split_part(trim(x), '.', 1) AS BIGINT)
        WHEN regexp_full_match(trim(x), '\d{1,3}([.,''\x{A0}\x{202F} ]\d{3})+')
            THEN try_cast(regexp_replace(x, '\D', '', 'g') AS BIGINT)
        WHEN regexp_full_match(trim(x), '\d+(\.\d+)?[eE]\+?\d+')
            THEN try_cast(try_cast(trim(x) AS DOUBLE) AS BIGINT)
        END)""",
    # A pattern, since DuckDB makes a join of a list.
    f"""odd_count(x, n) AS CASE WHEN n IS NULL AND x IS NOT NULL
        AND NOT regexp_full_match(lower(trim(x)), '{MISSING}') THEN x END""",
    # A TIMESTAMP ignores the offset, and is fast; a TIMESTAMPTZ in a session set to UTC heeds it. Either would
    # take 9/3/24 for a day of the year 9.
    r"""time_of(x) AS CASE WHEN ends_with(x, 'Z') OR ends_with(x, '+00:00') THEN try_cast(x AS TIMESTAMP) ELSE coalesce(
        CASE WHEN try_cast(x[:4] AS SMALLINT) > 1000 THEN coalesce(try_cast(x AS TIMESTAMPTZ),
            try_cast(regexp_replace(x, ' ([+-]\d\d(:?\d\d)?)$', '\1') AS TIMESTAMPTZ))::TIMESTAMP END,
        try_strptime(x, '%a %b %d %H:%M:%S %z %Y')::TIMESTAMP,
        try_strptime(replace(x, 'GMT', '+0000'), '%a, %d %b %Y %H:%M:%S %z')::TIMESTAMP,
        CASE WHEN regexp_full_match(x, '\d{9,10}(\.\d*)?')
                 THEN make_timestamp((try_cast(x AS DOUBLE) * 1000000)::BIGINT)
             WHEN regexp_full_match(x, '\d{12,13}(\.\d*)?')
                 THEN make_timestamp((try_cast(x AS DOUBLE) * 1000)::BIGINT)
             WHEN regexp_full_match(x, '\d{15,16}') THEN make_timestamp(try_cast(x AS BIGINT)) END) END""",
    "sane(t) AS CASE WHEN t BETWEEN '1990-01-01' AND '2100-01-01' THEN t END",
    r"""has_zone(x) AS regexp_full_match(x, '\d{9,13}(\.\d*)?|\d{15,16}')
        OR regexp_matches(x, '\d:\d\d(:\d\d(\.\d+)?)? ?(Z|UTC|GMT|E[SD]T|[+-]\d\d(:?\d\d)?( \d{4})?)$')""",
    # CrowdTangle writes Eastern time by its abbreviation.
    "eastern(x) AS replace(replace(x, ' EDT', '-04:00'), ' EST', '-05:00')",
    f"""id_time(x) AS CASE WHEN length(x) BETWEEN 15 AND 19 AND try_cast(x AS BIGINT) > 0
        THEN epoch_ms((try_cast(x AS BIGINT) >> 22) + {SNOWFLAKE_EPOCH}) END""",
    f"""is_number(x) AS CASE WHEN contains(x, '.') OR contains(x, 'e') OR contains(x, 'E')
        THEN regexp_full_match(x, '{ID_AS_NUMBER}') ELSE false END""",
    "whole(x) AS CASE WHEN ends_with(x, '.0') THEN x[:-3] ELSE x END",
    f"""yes(x) AS CASE WHEN lower(trim(x)) IN ({", ".join(map(literal, YES))}) THEN true
        WHEN lower(trim(x)) IN ({", ".join(map(literal, NO))}) THEN false END""",
    # Nearly all are JSON's own.
    f"""no_flag(x) AS CASE WHEN x IS NULL OR x IN ('true', 'false') OR yes(x) IS NOT NULL THEN false
        ELSE NOT regexp_full_match(lower(trim(x)), '{MISSING}') END""",
    f"there(x) AS CASE WHEN NOT regexp_full_match(lower(trim(x)), '{MISSING}') THEN x END",
    # rtweet and people write a sign before an id, so that a spreadsheet leaves it as it is.
    r"bare_id(x) AS regexp_replace(trim(x), '^[x'']([0-9]+)$', '\1')",
    # trim() is slow, and takes away a space of any kind: there is none where all is ASCII without its own.
    "filled(x) AS nullif(CASE WHEN contains(x, ' ') OR strlen(x) <> length(x) THEN trim(x) ELSE x END, '')",
    "named(x) AS CASE WHEN starts_with(x, '@') THEN ltrim(x, '@') ELSE x END",
    # No platform's id begins or looks so, but a formula does, and ids go on into tables that spreadsheets open.
    "id_of(x) AS CASE WHEN filled(x)[1] IN ('=', '+', '@') OR contains(x, '|') THEN NULL ELSE filled(x) END",
    # A value of JSON that a table holds as text.
    "json_part(x, key) AS CASE WHEN json_valid(x) THEN json_extract_string(x, '$.' || key) END",
    "names(x) AS list_filter(list_transform(x, lambda s: ltrim(trim(s), '@#')), lambda s: s <> '')",
    "given(x) AS list_filter(x, lambda s: s <> '')",
    "split_at(x, mark) AS CASE WHEN x IS NOT NULL THEN string_split(x, mark) END",
    # A link may hold a comma; the next one starts with http.
    """links_of(x) AS CASE WHEN x IS NOT NULL THEN list_transform(string_split(x, ',http'),
        lambda s, i: CASE WHEN i > 1 THEN 'http' || s ELSE s END) END""",
    """json_items(x) AS CASE WHEN starts_with(ltrim(x), '[') AND json_valid(x)
        THEN from_json(x, '["VARCHAR"]') END""",
    r"""any_list(x) AS CASE
        WHEN x IS NULL THEN NULL
        WHEN regexp_matches(x, '^\s*\[\s*\{')
            THEN regexp_extract_all(x, '[''"](?:screen_name|username|acct|tag|text|expanded_url)[''"]: ?[''"]([^''"]*)', 1)
        WHEN starts_with(ltrim(x), '[') THEN coalesce(json_items(x), list_transform(
            regexp_extract_all(x, '''[^'']*''|"[^"]*"'), lambda s: s[2:-2]))
        WHEN contains(x, 'http') THEN links_of(replace(replace(x, '|http', ',http'), ';http', ',http'))
        ELSE regexp_split_to_array(trim(x), '\s*[|;,]\s*|\s+') END""",
    """kinds(x) AS list_transform(x, lambda s: CASE lower(s) WHEN 'image' THEN 'photo' WHEN 'picture' THEN 'photo'
        WHEN 'gifv' THEN 'animated_gif' WHEN 'gif' THEN 'animated_gif' ELSE lower(s) END)""",
    "times(kind, n) AS list_transform(range(coalesce(n, 0)::BIGINT), lambda i: kind)",
    "unescaped(x) AS replace(replace(replace(x, '&lt;', '<'), '&gt;', '>'), '&amp;', '&')",
    f"id_in(url) AS nullif(regexp_extract(url, '{LINK_TO_A_POST}', 2), '')",
    f"handle_in(url) AS nullif(nullif(regexp_extract(url, '{LINK_TO_A_POST}', 1), ''), 'i')",
    f"is_cut(x) AS CASE WHEN contains(x, '…') THEN length(x) >= 130 AND regexp_matches(x, '{CUT}') ELSE false END",
)


def add_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Defines the functions of this module in `connection`, whose session must be set to UTC."""
    for macro in MACROS:
        connection.execute(f"CREATE OR REPLACE MACRO {macro}")
