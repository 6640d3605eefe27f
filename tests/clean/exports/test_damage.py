"""What spreadsheets and programs do to exports: ids, texts, lines, counts."""

import json

import pandas as pd
import pytest

from analysis.clean.exports import ExportError
from analysis.clean.exports.texts import from_html, mended, mended_plain

COLUMNS = {"post_id": "id", "url": "link", "handle": "who", "created_at": "when", "text": "body", "likes": "likes",
           "platform": "twitter"}  # fmt: skip
HEADER = "id,link,who,when,body,likes\n"


def test_ids_that_a_spreadsheet_made_numbers_are_taken_from_the_links(read, report, ids):
    link = f"https://x.com/mfa/status/{ids['sep28']}"
    exports = read(HEADER + f"1.83997E+18,{link},mfa,2024-09-28T10:00:00Z,a,1\n", columns=COLUMNS)
    assert exports.posts["post_id"].tolist() == [ids["sep28"]]
    assert report(exports)["warnings"] == [
        "1 post with an id that a spreadsheet made a number (like 1.18E+18; row 2): the id in the post's link was taken instead"
    ]


def test_broken_ids_without_a_link_do_not_make_two_posts_one(read, report):
    lines = "1.84E+18,,mfa,2024-09-28T10:00:00Z,a,1\n1.84E+18,,mfa,2024-09-28T11:00:00Z,b,1\n"
    exports = read(HEADER + lines, columns=COLUMNS)
    assert len(set(exports.posts["post_id"])) == 2
    assert exports.posts["post_id"].str.startswith("text-").all()
    assert report(exports)["warnings"][0].startswith("2 posts with an id that a spreadsheet made a number")


@pytest.mark.parametrize("zeros", [2, 4], ids=["JavaScript", "Excel"])
def test_ids_rounded_to_zeros_are_recognised_by_the_column(read, report, ids, zeros):
    keys = ["sep28", "sep29", "sep30", "oct1"]
    rows = [
        f"{ids[key][:-zeros] + '0' * zeros},https://twitter.com/mfa/status/{ids[key]},mfa,{time}T10:00:00Z,{key},1\n"
        for key, time in zip(keys, ["2024-09-28", "2024-09-29", "2024-09-30", "2024-10-01"])
    ]
    exports = read(HEADER + "".join(rows), columns=COLUMNS)
    assert exports.posts["post_id"].tolist() == [ids[key] for key in keys]
    assert "4 posts with an id rounded to zeros at its end" in report(exports)["warnings"][0]


def test_an_id_that_happens_to_end_in_zeros_is_left_alone(read, ids):
    natural = ids["sep29"][:-2] + "00"
    rows = [f"{post_id},,mfa,2024-09-29T10:00:00Z,{post_id},1\n" for post_id in
            [natural, *(str(int(ids["sep29"]) + n) for n in range(1, 8))]]  # fmt: skip
    assert natural in read(HEADER + "".join(rows), columns=COLUMNS).posts["post_id"].tolist()


def test_a_number_of_json_keeps_all_its_digits(read, row):
    post = {"id": 1839968290206646279, "date": "2024-09-28T10:00:00+00:00", "rawContent": "a", "likeCount": 1, "retweetCount": 0,
            "user": {"username": "mfa", "id": 11}}  # fmt: skip
    assert row(read([post]), "post_id", "author_id") == ["1839968290206646279", "11"]


# What was written, and what a program made of it.
DAMAGED = {
    "UTF-8 as Windows-1252": ("Görüşme ışık", "GÃ¶rÃ¼ÅŸme Ä±ÅŸÄ±k"),
    "UTF-8 as Windows-1251": ("Мәлімдеме", "Мәлімдеме".encode().decode("cp1251", errors="replace")),
    "UTF-8 as Latin-1": ("Қазақстан", "Қазақстан".encode().decode("latin-1")),
    "printed bytes": ("Қазақ it's", 'b"\\xd2\\x9a\\xd0\\xb0\\xd0\\xb7\\xd0\\xb0\\xd2\\x9b it\'s"'),
    "quotation marks": (
        "O‘zbekiston “salom”",
        "O‘zbekiston “salom”".encode().decode("cp1252", errors="replace"),
    ),
}


@pytest.mark.parametrize(("written", "damaged"), [pair for pair in DAMAGED.values() if "�" not in pair[1]],
                         ids=[name for name, pair in DAMAGED.items() if "�" not in pair[1]])  # fmt: skip
def test_a_damaged_text_is_mended_and_said(read, row, report, written, damaged):
    cell = '"' + damaged.replace('"', '""') + '"'
    exports = read(HEADER + f"7,,mfa,2024-09-28T10:00:00Z,{cell},1\n", columns=COLUMNS)
    assert row(exports, "text") == [written]
    assert any("text" in warning for warning in report(exports)["warnings"])


@pytest.mark.parametrize(
    "text",
    [
        "Рёбра",
        "São Paulo Ã",
        "déjà vu — “x”",
        "Größe für Öl",
        "İstanbul’da °C",
        "Ñandú ¿qué?",
        "b'",
        "plain",
        "O‘zbekiston",
    ],
)
def test_a_sound_text_stays_as_it_is(text):
    assert mended(text) == text


def test_html_entities_of_a_plain_table_become_characters(read, row):
    exports = read(HEADER + '7,,mfa,2024-09-28T10:00:00Z,"Q&amp;A &quot;x&quot; &#39;",1\n', columns=COLUMNS)
    assert row(exports, "text") == ['Q&A "x" \'']
    assert mended_plain("GÃ¶r &amp; ok") == "Gör & ok"


def test_line_breaks_that_were_written_out_become_line_breaks(read, row, report):
    exports = read(HEADER + "7,,mfa,2024-09-28T10:00:00Z,one\\ntwo,1\n", columns=COLUMNS)
    assert row(exports, "text") == ["one\ntwo"]
    assert "1 post with line breaks written as \\n: made line breaks" in report(exports)["warnings"]


def test_line_breaks_written_out_beside_real_ones_are_the_authors(read):
    exports = read(
        HEADER + '7,,mfa,2024-09-28T10:00:00Z,C:\\new,1\n8,,mfa,2024-09-28T10:00:00Z,"a\nb",1\n',
        columns=COLUMNS,
    )
    assert exports.posts["text"].tolist() == ["C:\\new", "a\nb"]


def test_from_html_keeps_paragraphs():
    assert from_html("<p>a<br>b</p><p>c &lt;3</p>") == "a\nb\n\nc <3"


def post(post_id: str, **more) -> dict:
    return {"id": post_id, "text": "a", "author_id": "11", "created_at": "2024-09-28T10:00:00.000Z",
            "public_metrics": {"like_count": 5}, "author": {"username": "mfa"}, **more}  # fmt: skip


def test_a_broken_line_is_counted_and_named_and_the_others_are_kept(read, report, ids):
    sound = json.dumps(post(ids["sep28"]))
    exports = read(
        sound + "\n" + sound[:50] + "\n\n" + json.dumps(post(ids["sep28"], text="b", id="9")) + "\n"
    )
    assert exports.posts["row"].tolist() == [1, 4]
    reason = "not readable as JSON (Unterminated string starting at)"
    assert [report(exports)[name] for name in ("rows_read", "kept", "set_aside")] == [3, 2, 1]
    assert list(report(exports)["reasons"]) == [reason] or "not readable as JSON" in next(
        iter(report(exports)["reasons"])
    )
    assert any("row 2" in warning for warning in report(exports)["warnings"])


def test_a_first_line_that_is_broken_does_not_hide_the_format(read, ids):
    exports = read('{"id": "1", "te\n' + json.dumps(post(ids["sep28"])) + "\n")
    assert exports.posts["row"].tolist() == [2]


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\n\n"], ids=["BOM", "blank lines"])
def test_marks_and_blank_lines_before_json_lines_move_no_row(read, mark, ids):
    data = mark + (json.dumps(post(ids["sep28"])) + "\n").encode() + json.dumps(post("8", text="b")).encode()
    first = 1 + mark.count(b"\n")
    assert read(data).posts["row"].tolist() == [first, first + 1]


def test_utf_16_lines_are_read(read, ids):
    text = "".join(
        json.dumps(post(key, text="Қазақ"), ensure_ascii=False) + "\n" for key in (ids["sep28"], "8")
    )
    assert read(text.encode("utf-16")).posts["text"].tolist() == ["Қазақ", "Қазақ"]


def test_half_an_emoji_and_nan_do_not_lose_a_post(read, row, ids):
    line = (
        json.dumps(post(ids["sep28"]))
        .replace('"a"', '"half \\ud83d"')
        .replace('"like_count": 5', '"like_count": NaN')
    )
    exports = read(line + "\n" + json.dumps(post("8")) + "\n")
    assert row(exports, "text", "likes") == ["half �", None]
    assert exports.report.iloc[0]["warnings"] == [
        "1 post with letters that were lost (�; row 1): the file, or what wrote it, is not UTF-8 there; export it again, or save it again as UTF-8"
    ]


def test_a_byte_that_is_not_utf_8_does_not_lose_a_line(read, ids):
    line = json.dumps(post(ids["sep28"], text="bad X")).encode().replace(b"X", b"\xff")
    assert read(line + b"\n" + line + b"\n").posts["text"].tolist()[0].startswith("bad ")


def test_a_table_that_is_not_utf_8_is_refused_with_the_line_and_the_mend(read):
    table = HEADER + "7,,mfa,2024-09-28T10:00:00Z,Мәлімдеме,1\n"
    with pytest.raises(
        ExportError, match=r"line \d or soon after: not UTF-8 .* save it again as “CSV UTF-8”"
    ):
        read(table.replace("ә", "е").encode("cp1251"), columns=COLUMNS)


def test_an_open_quotation_mark_is_refused_with_the_line(read):
    with pytest.raises(ExportError, match="a quotation mark is open or misplaced"):
        read(HEADER + '7,,mfa,2024-09-28T10:00:00Z,"open,1\n', columns=COLUMNS)


def test_counts_that_are_no_counts_are_left_out_and_said(read, report):
    rows = "".join(
        f"{at},,mfa,2024-09-28T10:00:00Z,t{at},{likes}\n"
        for at, likes in enumerate(["1.2K", "nan", "3.0", '"1,234"', "-1"], start=1)
    )
    exports = read(HEADER + rows, columns=COLUMNS)
    assert exports.posts["likes"].astype(object).tolist() == [pd.NA, pd.NA, 3, 1234, pd.NA]
    assert (
        "likes: 1 post with a value that is no count, such as '1.2K': left out" in report(exports)["warnings"]
    )


def test_a_row_with_too_many_cells_is_set_aside(read, report):
    exports = read(
        HEADER + "7,,mfa,2024-09-28T10:00:00Z,a, b,1\n8,,mfa,2024-09-28T10:00:00Z,b,1\n", columns=COLUMNS
    )
    assert exports.posts["row"].tolist() == [3]
    assert report(exports)["reasons"] == {"more cells than the header's 6": 1}


def test_times_with_a_zone_that_disagree_with_the_ids_are_kept_and_said(read, row, report, ids):
    exports = read(HEADER + f"{ids['sep28']},,mfa,2024-09-28T15:00:00Z,a,1\n", columns=COLUMNS)
    assert row(exports, "created_at") == [pd.Timestamp("2024-09-28 15:00", tz="UTC")]
    assert report(exports)["warnings"] == [
        "1 of 1 time differs from the times in their ids (mostly by +5 h): look at the file"
    ]


def test_an_id_with_a_decimal_comma_is_a_broken_id_too(read, report, ids):
    link = f"https://x.com/mfa/status/{ids['sep28']}"
    exports = read(
        HEADER.replace(",", ";") + f"1,83997E+18;{link};mfa;2024-09-28T10:00:00Z;a;1\n", columns=COLUMNS
    )
    assert exports.posts["post_id"].tolist() == [ids["sep28"]]


def test_sound_kazakh_and_uzbek_texts_are_not_taken_for_misread_ones(read, report):
    lines = "1,,mfa,2024-09-28T10:00:00Z,Тіл және Кіріспе,1\n2,,mfa,2024-09-28T11:00:00Z,Тўлиқ матн ТІЛ,1\n"
    assert report(read(HEADER + lines, columns=COLUMNS))["warnings"] == []
