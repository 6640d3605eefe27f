"""Big files are read in one pass, and come out as if they had been examined."""

import csv
import io
import json

import duckdb
import pandas as pd
import pytest

from analysis.clean.exports import merging, opening, rewriting, staging, stretches
from analysis.clean.exports.rewriting import has_blank_rows, has_long_line, line_count

BASE = 1839968290206646279


def records(count: int) -> list[dict]:
    return [
        {"id": str(BASE + at * 2**22), "text": f"Кездесу {at}\n\n&amp; #достық", "author_id": str(at % 3),
         "created_at": "2024-09-28T10:00:00.000Z", "public_metrics": {"like_count": at, "impression_count": 10 * at + 1},
         "author": {"username": f"mfa{at % 3}", "public_metrics": {"followers_count": 100 + at % 3, "tweet_count": 5}},
         "__twarc": {"retrieved_at": "2024-10-01T00:00:00+00:00"}}
        for at in range(count)
    ]  # fmt: skip


def as_lines(posts: list[dict]) -> str:
    return "".join(json.dumps(post, ensure_ascii=False) + "\n" for post in posts)


def as_table(posts: list[dict]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        [
            "id",
            "timestamp_utc",
            "user_screen_name",
            "text",
            "like_count",
            "retweet_count",
            "collection_time",
            "user_followers",
        ]
    )
    for at, post in enumerate(posts):
        writer.writerow(
            [
                post["id"],
                1727517600 + at // 1000,
                post["author"]["username"],
                post["text"],
                at,
                0,
                "2024-10-01T00:00:00",
                100,
            ]
        )
    return text.getvalue()


@pytest.fixture
def in_one_pass(monkeypatch):
    """Makes every file a big one, and tells whether the one pass was enough."""
    for module in (opening, staging):
        monkeypatch.setattr(module, "BIG", 0)
    outcomes: list[bool] = []
    one_pass = staging._in_one_pass

    def watched(*args):
        staged = one_pass(*args)
        outcomes.append(staged is not None)
        return staged

    monkeypatch.setattr(staging, "_in_one_pass", watched)
    return outcomes


@pytest.mark.parametrize("form", [as_lines, as_table], ids=["lines", "table"])
def test_one_pass_gives_what_a_closer_look_gives(read, form, in_one_pass, monkeypatch):
    content = form(records(2_000))
    quick = read(content)
    assert in_one_pass == [True]
    monkeypatch.setattr(opening, "BIG", 2**40)
    monkeypatch.setattr(staging, "BIG", 2**40)
    careful = read(content)
    assert in_one_pass == [True]
    pd.testing.assert_frame_equal(quick.posts, careful.posts)
    pd.testing.assert_frame_equal(quick.accounts, careful.accounts)
    assert quick.report.to_dict() == careful.report.to_dict()
    assert quick.posts["row"].tolist() == list(range(1, 2_001) if form is as_lines else range(2, 2_002))


CHANGED = {
    "a broken line": lambda lines: [*lines[:5], lines[5][:40] + "\n", *lines[6:]],
    "a blank line": lambda lines: [*lines[:5], "\n", *lines[5:]],
    "zero views": lambda lines: [
        line.replace('"impression_count": 71', '"impression_count": 0') for line in lines
    ],
    "a damaged text": lambda lines: [line.replace("Кездесу 7", "ÐšÐµÐ·Ð´ÐµÑ\u0081Ñƒ 7") for line in lines],
    "a wrong time": lambda lines: [*lines[:5], lines[5].replace("T10:", "T15:"), *lines[6:]],
    "an id as a number": lambda lines: [
        *lines[:5],
        lines[5].replace(f'"{BASE + 5 * 2**22}"', "1.84e18"),
        *lines[6:],
    ],
    "half an emoji": lambda lines: [*lines[:5], lines[5].replace("Кездесу", "\\ud83d"), *lines[6:]],
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_anything_to_report_leads_to_a_closer_look_with_the_same_result(
    read, change, in_one_pass, monkeypatch
):
    content = "".join(change(as_lines(records(50)).splitlines(keepends=True)))
    quick = read(content)
    assert in_one_pass == [False]
    monkeypatch.setattr(staging, "BIG", 2**40)
    careful = read(content)
    pd.testing.assert_frame_equal(quick.posts, careful.posts)
    assert quick.report.to_dict() == careful.report.to_dict()


def test_a_blank_row_of_a_table_moves_no_row(read, in_one_pass):
    lines = as_table(records(3)).split("\r\n")
    exports = read("\r\n".join([lines[0], lines[1], "", *lines[2:]]))
    assert in_one_pass == [False]
    assert exports.posts["row"].tolist() == [2, 4, 5]


def test_a_table_against_the_rules_is_read_cell_by_cell(read, in_one_pass):
    exports = read(as_table(records(3)) + "short,row\r\n")
    assert in_one_pass == [False]
    assert len(exports.posts) == 3


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a\nb\nc\n", 3),
        ("a\nb\nc", 3),
        ("a\n\nb\n", 3),
        ("a\n\n\n  \n", 1),
        ("a", 1),
        ("a\nb\n" + "\n" * 9000, 2),
    ],
)
def test_lines_are_counted_up_to_the_last_with_text(tmp_path, text, count, monkeypatch):
    path = tmp_path / "text"
    path.write_text(text)
    assert line_count(path) == count
    monkeypatch.setattr(rewriting, "BLOCK", 2)
    assert line_count(path) == count


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ('a,b\n1,"x\n\ny"\n', False),
        ('a,b\n1,"x"\n\n2,y\n', True),
        ('a,b\n1,"x ""q""\n\n"\n', False),
        ("a,b\r\n1,x\r\n\r\n2,y\r\n", True),
        ("a,b\n1,x\n\n\n", False),
    ],
)
def test_blank_rows_are_told_from_blank_lines_in_a_cell(tmp_path, text, blank, monkeypatch):
    path = tmp_path / "table"
    path.write_bytes(text.encode())
    assert has_blank_rows(path) is blank
    monkeypatch.setattr(rewriting, "BLOCK", 3)
    assert has_blank_rows(path) is blank


def test_a_long_line_is_found_without_reading_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(rewriting, "LONGEST_LINE", 10)
    path = tmp_path / "lines"
    for text, found in (
        ("123456789\n" * 4, False),
        ("123\n12345678901\n1\n", True),
        ("1\n" + "x" * 11, True),
    ):
        path.write_text(text)
        assert has_long_line(path) is found


@pytest.mark.parametrize("form", [as_lines, as_table], ids=["lines", "table"])
def test_stretches_read_side_by_side_give_what_the_whole_file_gives(read, form, in_one_pass, monkeypatch):
    content = form(records(5_000))
    whole = read(content)
    monkeypatch.setattr(merging, "WHOLE_PART", 0)
    monkeypatch.setattr(stretches, "PART", 600)
    monkeypatch.setattr(stretches, "BLOCK", 10_000)
    cut = read(content)
    assert in_one_pass == [True, True]
    assert (len(whole.parts), len(cut.parts) > 5) == (1, True)
    pd.testing.assert_frame_equal(cut.posts, whole.posts)
    pd.testing.assert_frame_equal(cut.accounts, whole.accounts)
    assert cut.report.to_dict() == whole.report.to_dict()


def test_of_an_account_in_many_stretches_the_last_capture_of_a_day_stays(read, in_one_pass, monkeypatch):
    monkeypatch.setattr(stretches, "PART", 10)
    monkeypatch.setattr(stretches, "BLOCK", 1_000)
    posts = records(100)
    captures = {
        5: ("2024-10-01T09:00:00Z", 7),
        50: ("2024-10-01T10:00:00Z", 8),
        95: ("2024-10-02T08:00:00Z", 9),
    }
    for at, post in enumerate(posts):
        when, followers = captures.get(at, ("2024-10-01T08:00:00Z", 5))
        post["author"] = {"id": "1", "username": "mfa", "public_metrics": {"followers_count": followers}}
        post["__twarc"] = {"retrieved_at": when}
    found = read(as_lines(posts)).accounts
    assert in_one_pass == [True]
    assert found[["captured_on", "followers", "row"]].values.tolist() == [
        ["2024-10-01", 8, 51],
        ["2024-10-02", 9, 96],
    ]


@pytest.fixture
def looks(monkeypatch) -> list[str]:
    """The layout of each source in which accounts are looked for: `numbered` for the lines of last captures."""
    layouts: list[str] = []
    profiles_in = staging.profiles_in

    def watched(connection, opened):
        layouts.append(opened.source.layout)
        return profiles_in(connection, opened)

    monkeypatch.setattr(staging, "profiles_in", watched)
    return layouts


def with_authors(posts: list[dict], counts: dict[int, int | None]) -> str:
    """Posts of two authors in turn, captured one an hour; an author's followers at each, none where `counts` says None."""
    for at, post in enumerate(posts):
        followers = counts.get(at, 5)
        metrics = {} if followers is None else {"public_metrics": {"followers_count": followers}}
        post["author_id"] = str(at % 2)
        post["author"] = {"id": str(at % 2), "username": f"mfa{at % 2}"} | metrics
        post["__twarc"] = {"retrieved_at": f"2024-10-01T{at:02}:00:00Z"}
    return as_lines(posts)


def test_accounts_are_read_only_beside_the_last_captures(read, in_one_pass, looks, monkeypatch):
    monkeypatch.setattr(stretches, "PART", 5)
    monkeypatch.setattr(stretches, "BLOCK", 1_000)
    found = read(with_authors(records(20), {18: 7, 19: 8})).accounts
    assert (in_one_pass, looks) == ([True], ["numbered"])
    assert found[["handle", "followers", "row"]].values.tolist() == [["mfa0", 7, 19], ["mfa1", 8, 20]]


def test_where_a_last_capture_has_no_counts_an_earlier_one_stands(read, in_one_pass, looks, monkeypatch):
    monkeypatch.setattr(stretches, "PART", 5)
    monkeypatch.setattr(stretches, "BLOCK", 1_000)
    found = read(with_authors(records(20), {17: 7, 18: 8, 19: None})).accounts
    assert (in_one_pass, looks) == ([True], ["numbered", "lines"])
    assert found[["handle", "followers", "row"]].values.tolist() == [["mfa1", 7, 18], ["mfa0", 8, 19]]


def test_a_blank_line_between_stretches_moves_no_row(read, in_one_pass, monkeypatch):
    monkeypatch.setattr(stretches, "PART", 10)
    monkeypatch.setattr(stretches, "BLOCK", 1_000)
    lines = as_lines(records(60)).splitlines(keepends=True)
    exports = read("".join([*lines[:40], "\n", *lines[40:]]))
    assert in_one_pass == [False]
    assert exports.posts["row"].tolist() == [*range(1, 41), *range(42, 62)]


def test_parts_are_of_a_size_that_one_process_codes(read, in_one_pass, monkeypatch):
    monkeypatch.setattr(merging, "WHOLE_PART", 0)
    monkeypatch.setattr(stretches, "PART", 2_000)
    monkeypatch.setattr(stretches, "BLOCK", 10_000)
    exports = read(as_lines(records(5_000)))
    with duckdb.connect() as connection:
        sizes = [
            connection.execute("SELECT count(*) FROM read_parquet(?)", [str(part)]).fetchone()[0]
            for part in exports.parts
        ]
    assert len(sizes) == 3
    assert sum(sizes) == 5_000
    assert all(2_000 <= size < 2_050 for size in sizes[:2])


def test_a_flag_that_is_neither_yes_nor_no_leads_to_a_closer_look(read, in_one_pass, report):
    item = {"created_at": "Sat Sep 28 10:00:00 +0000 2024", "full_text": "a", "user": {"screen_name": "mfa"}}
    lines = [item | {"id_str": str(BASE + at * 2**22), "is_quote_status": "perhaps"} for at in range(2)]
    exports = read("".join(json.dumps(line) + "\n" for line in lines))
    assert in_one_pass == [False]
    assert any(said.startswith("is_quote: 2 posts with a value") for said in report(exports)["warnings"])
