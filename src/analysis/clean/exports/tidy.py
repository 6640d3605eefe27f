"""The tidy table of posts: its columns, and the SQL that makes them from what a mapping found."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.clean.exports.mapping import arguments, literal

# In the order of the file; what a row means stands in the README's data dictionary.
POST_COLUMNS = {
    "post_id": "VARCHAR",
    "platform": "VARCHAR",
    "account": "VARCHAR",
    "handle": "VARCHAR",
    "author_id": "VARCHAR",
    "created_at": "TIMESTAMP",
    "text": "VARCHAR",
    "lang_platform": "VARCHAR",
    "likes": "BIGINT",
    "reposts": "BIGINT",
    "replies": "BIGINT",
    "quotes": "BIGINT",
    "views": "BIGINT",
    "bookmarks": "BIGINT",
    "media_types": "VARCHAR[]",
    "mentions": "VARCHAR[]",
    "hashtags": "VARCHAR[]",
    "urls": "VARCHAR[]",
    "is_repost": "BOOLEAN",
    "is_quote": "BOOLEAN",
    "is_reply": "BOOLEAN",
    "is_self_reply": "BOOLEAN",
    "is_pinned": "BOOLEAN",
    "text_truncated": "BOOLEAN",
    "reply_to_handle": "VARCHAR",
    "conversation_id": "VARCHAR",
    "collected_at": "TIMESTAMP",
    "source_format": "VARCHAR",
    "file": "VARCHAR",
    "row": "BIGINT",
}
COUNTS = ("likes", "reposts", "replies", "quotes", "views", "bookmarks")
LISTS = ("media_types", "mentions", "hashtags", "urls")
FLAGS = ("is_repost", "is_quote", "is_reply", "is_pinned", "text_truncated")
# What a mapping may name: tidy columns as they stand, and four that only help to make others.
HELPERS = ("url", "reply_to_id", "platform")
MAPPED = {
    **dict.fromkeys(("post_id", "handle", "author_id", "created_at", "text", "lang_platform"), "VARCHAR"),
    **dict.fromkeys(COUNTS, "VARCHAR"),
    **dict.fromkeys(LISTS, "VARCHAR[]"),
    **dict.fromkeys(FLAGS, "BOOLEAN"),
    **dict.fromkeys(("reply_to_handle", "conversation_id", "collected_at", *HELPERS), "VARCHAR"),
}
ACCOUNT_COLUMNS = (
    *("platform", "handle", "author_id", "name", "followers", "following", "posts"),
    *("created_at", "captured_on", "file", "row", "source_format"),
)


AS_NUMBER = "is_number(post_id)"


@dataclass(frozen=True, slots=True)
class Cures:
    """What is done to the columns of one file, as its symptoms showed; nothing, for most files."""

    damaged_ids: str = AS_NUMBER  # SQL: is this id damaged
    created: str = "time_of($time)"  # SQL: when a post was made, from the file's time (or from $id_time)
    line_breaks: bool = False
    mend: str = ""  # SQL function that mends a text
    mend_where: str = ""  # pattern of the texts that it looks at

    def time_in(self, column: str, post_id: str) -> str:
        """The SQL of `created` for the times in `column` of posts with these ids."""
        return self.created.replace("$time", column).replace("$id_time", f"id_time({post_id})")


def raw_select(mapped: Mapping[str, str], records: str, platform: str) -> str:
    """SQL: one row per record, with each mapped column as it stands in the file."""
    columns = [f"({mapped.get(name, 'NULL')})::{kind} AS {name}" for name, kind in MAPPED.items()]
    if "platform" not in mapped:
        columns[list(MAPPED).index("platform")] = f"{literal(platform)} AS platform"
    columns += [f"{_neither(mapped.get(flag, ''))} AS odd_{flag}" for flag in FLAGS]
    return f'SELECT "row", problem, {", ".join(columns)} FROM ({records})'


def _neither(mapping: str) -> str:
    """SQL: what a flag's mapping asks whether it is a yes, and that is neither yes nor no; else NULL."""
    asked = [f"WHEN no_flag({value}) THEN {value}" for value in arguments("yes", mapping)]
    return f"CASE {' '.join(asked)} END" if asked else "NULL::VARCHAR"


def tidy_select(raw: str, *, text: str, file: str, name: str, table: bool, cures: Cures) -> str:
    """SQL: one row per record with the tidy columns, and `problem`: why a row is set aside, else NULL."""
    odd = ", ".join(f"odd_count(read_{count}, {count}) AS odd_{count}" for count in COUNTS)
    return f"""
    SELECT * REPLACE (CASE WHEN views = 0 AND likes > 0 THEN NULL ELSE views END AS views), {odd}, CASE
        WHEN read_problem IS NOT NULL THEN read_problem
        WHEN read_id IS NULL AND text = '' THEN 'neither an id nor a text'
        WHEN read_time IS NULL AND created_at IS NULL THEN 'no time'
        WHEN created_at IS NULL OR created_at < '2004-01-01' OR created_at >= '2100-01-01'
            THEN 'a time that cannot be read: write it as 2024-09-28 10:00' END AS problem
    FROM (SELECT {_columns(file, name, table)} FROM ({_texts(raw, text, cures)}))"""


def _texts(raw: str, text: str, cures: Cures) -> str:
    """The columns on which others depend: id, time, text, and whether the post is a repost."""
    return f"""
    SELECT * REPLACE (
        coalesce(filled(handle), handle_in(url), '') AS handle,
        CASE WHEN is_repost AND starts_with(text, 'RT @')
            THEN regexp_replace(text, '^RT @[\\w.]+:?\\s*', '') ELSE text END AS text)
    FROM (SELECT * REPLACE (
            {_text(text, cures)} AS text,
            CASE WHEN platform = 'twitter' THEN coalesce(is_repost, starts_with(text, 'RT @')) ELSE is_repost END
                AS is_repost,
            {_post_id(cures)} AS post_id,
            coalesce({cures.time_in("created_at", "post_id")}, CASE WHEN platform = 'twitter' THEN id_time(post_id) END) AS created_at),
        post_id AS read_id, created_at AS read_time, text AS read_text
    FROM (SELECT * REPLACE (id_of(post_id) AS post_id, filled(created_at) AS created_at) FROM ({raw})))"""


def _post_id(cures: Cures) -> str:
    content = "'text-' || left(md5(concat_ws('|', handle, url, created_at, text)), 20)"
    damaged = f"post_id IS NULL OR {cures.damaged_ids}"
    return f"CASE WHEN {damaged} THEN coalesce(id_in(url), {content}) ELSE whole(post_id) END"


def _text(text: str, cures: Cures) -> str:
    value = "coalesce(text, '')"
    if cures.mend:
        value = f"CASE WHEN regexp_matches({value}, '{cures.mend_where}') THEN {cures.mend}({value}) ELSE {value} END"
    if cures.line_breaks:
        value = f"replace(replace({value}, '\\n', chr(10)), '\\r', '')"
    if text == "x":
        return f"CASE WHEN contains({value}, '&') THEN unescaped({value}) ELSE {value} END"
    if text == "html":
        return f"from_html({value})"
    return value


def _columns(file: str, name: str, table: bool) -> str:
    made = {
        "account": "''",
        "author_id": "coalesce(whole(filled(author_id)), '')",
        "handle": "named(handle)",
        "lang_platform": "filled(lang_platform)",
        **{count: f"count_of({count})" for count in COUNTS},
        **{listed: f"{'names' if table else 'given'}({listed})" for listed in ("mentions", "hashtags")},
        "media_types": "kinds(given(media_types))",
        "urls": "given(urls)",
        "is_reply": "CASE WHEN is_repost THEN false ELSE is_reply END",
        "is_self_reply": """CASE WHEN is_repost OR NOT is_reply THEN false
            WHEN reply_to_id <> '' AND author_id <> '' THEN reply_to_id = author_id
            WHEN is_reply AND reply_to_handle <> '' THEN lower(named(reply_to_handle)) = lower(named(handle))
            END""",
        "is_quote": "CASE WHEN is_repost THEN false ELSE is_quote END",
        "text_truncated": "CASE WHEN platform = 'twitter' THEN coalesce(text_truncated, false) OR is_cut(text)"
        " ELSE text_truncated END",
        "reply_to_handle": """CASE WHEN is_repost OR NOT is_reply THEN '' WHEN reply_to_id <> '' AND reply_to_id = author_id
            THEN named(handle) ELSE coalesce(named(filled(reply_to_handle)), '') END""",
        "conversation_id": "CASE WHEN is_number(conversation_id) THEN '' ELSE coalesce(filled(conversation_id), '') END",
        "collected_at": "sane(time_of(collected_at))",
        "source_format": literal(name),
        "file": literal(file),
        "row": '"row"',
    }
    columns = [f'({made.get(column, column)})::{kind} AS "{column}"' for column, kind in POST_COLUMNS.items()]
    helpers = ["read_id", "read_time", "read_text", "problem AS read_problem", "url"]
    helpers += [f"{count} AS read_{count}" for count in COUNTS] + [f"odd_{flag}" for flag in FLAGS]
    return ", ".join([*columns, *helpers])
