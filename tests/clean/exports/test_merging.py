"""Captures of one post brought together, and posts written as Parquet parts."""

import json

import pandas as pd
import pytest

from analysis.clean.exports import merging, read_posts, write_posts

BASE = 1839968290206646279


def post(number: int, *, likes: int, collected: str | None, **more) -> dict:
    record = {"id": str(BASE + number), "text": f"t{number}", "author_id": "11", "created_at": "2024-09-28T10:00:00.000Z",
              "public_metrics": {"like_count": likes}, "author": {"username": "mfa"}}  # fmt: skip
    return record | ({"__twarc": {"retrieved_at": collected}} if collected else {}) | more


def lines(*posts: dict) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in posts)


def test_the_latest_capture_stays_whatever_its_file_is_called(read_all):
    exports = read_all(
        {
            "a.jsonl": lines(
                post(1, likes=9, collected="2024-10-05T00:00:00Z"), post(2, likes=1, collected=None)
            ),
            "b.jsonl": lines(
                post(1, likes=3, collected="2024-10-01T00:00:00Z"), post(3, likes=1, collected=None)
            ),
        }
    )
    assert exports.posts[["text", "likes", "file"]].values.tolist() == [
        ["t1", 9, "a.jsonl"],
        ["t2", 1, "a.jsonl"],
        ["t3", 1, "b.jsonl"],
    ]
    report = exports.report.set_index("file")
    assert report.loc["b.jsonl", ["rows_read", "kept", "set_aside"]].tolist() == [2, 1, 1]
    assert report.loc["b.jsonl", "reasons"] == {"an earlier capture of a post, superseded by a later one": 1}


def test_without_times_of_capture_the_last_file_and_row_stay(read_all):
    exports = read_all(
        {
            "a.jsonl": lines(post(1, likes=1, collected=None), post(1, likes=2, collected=None)),
            "b.jsonl": lines(post(1, likes=3, collected=None), post(1, likes=4, collected=None)),
        }
    )
    assert exports.posts[["likes", "file", "row"]].values.tolist() == [[4, "b.jsonl", 2]]


def test_a_later_capture_without_any_count_gives_way_to_one_with_counts(read_all):
    bare = post(1, likes=0, collected="2024-10-05T00:00:00Z")
    bare["public_metrics"] = {}
    exports = read_all(
        {"a.jsonl": lines(post(1, likes=3, collected="2024-10-01T00:00:00Z")), "b.jsonl": lines(bare, post(2, likes=1, collected=None))}
    )  # fmt: skip
    assert exports.posts[["text", "likes", "file"]].values.tolist() == [
        ["t1", 3, "a.jsonl"],
        ["t2", 1, "b.jsonl"],
    ]


def test_a_whole_text_is_kept_from_an_earlier_capture(read_all):
    cut = "сөз " * 40 + "…"
    exports = read_all(
        {
            "a.jsonl": lines(post(1, likes=1, collected="2024-10-01T00:00:00Z", text="сөз " * 80)),
            "b.jsonl": lines(post(1, likes=2, collected="2024-10-02T00:00:00Z", text=cut)),
        }
    )
    assert exports.posts[["text", "text_truncated", "likes"]].values.tolist() == [["сөз " * 80, False, 2]]
    assert (
        "1 cut text: taken in full from an earlier capture"
        in exports.report.set_index("file").loc["b.jsonl", "warnings"]
    )


@pytest.mark.parametrize("compared", [1, 7, 1_000])
def test_captures_compared_a_few_at_a_time_are_all_found(read_all, monkeypatch, compared):
    monkeypatch.setattr(merging, "COMPARED", compared)
    days = {"a.jsonl": "2024-10-01T00:00:00Z", "b.jsonl": "2024-10-02T00:00:00Z"}
    exports = read_all(
        {name: lines(*(post(n, likes=n, collected=day) for n in range(20))) for name, day in days.items()}
    )
    assert exports.posts["file"].tolist() == ["b.jsonl"] * 20
    assert exports.posts["likes"].tolist() == list(range(20))


def test_of_several_whole_texts_the_latest_is_kept(read_all):
    cut = "сөз " * 40 + "…"
    exports = read_all(
        {
            "a.jsonl": lines(post(1, likes=1, collected="2024-10-01T00:00:00Z", text="бір " * 80)),
            "b.jsonl": lines(post(1, likes=2, collected="2024-10-02T00:00:00Z", text="екі " * 80)),
            "c.jsonl": lines(post(1, likes=3, collected="2024-10-03T00:00:00Z", text=cut)),
        }
    )
    assert exports.posts[["text", "likes"]].values.tolist() == [["екі " * 80, 3]]


def test_rows_kept_and_set_aside_make_up_the_rows_read(read_all):
    exports = read_all(
        {"a.jsonl": lines(*(post(n % 7, likes=n, collected=None) for n in range(20))) + "{broken\n"}
    )
    report = exports.report.iloc[0]
    assert report["rows_read"] == report["kept"] + report["set_aside"] == 21
    assert report["kept"] == len(exports.posts) == 7


def test_posts_are_written_as_parts_in_place_of_older_ones(read_all, tmp_path):
    exports = read_all({"a.jsonl": lines(post(1, likes=1, collected=None))})
    folder = tmp_path / "processed" / "posts"
    folder.mkdir(parents=True)
    (folder / "part-00009.parquet").write_bytes(b"old")
    parts = write_posts(exports, folder)
    assert (
        [part.name for part in parts]
        == [path.name for path in sorted(folder.iterdir())]
        == ["part-00000.parquet"]
    )
    pd.testing.assert_frame_equal(read_posts(parts), exports.posts)
    assert read_posts(parts, ["post_id", "text"]).values.tolist() == [[str(BASE + 1), "t1"]]


def test_the_same_exports_give_the_same_parts(read_all, tmp_path):
    files = {f"{name}.jsonl": lines(*(post(n, likes=n, collected=None) for n in range(5))) for name in "ab"}
    written = [write_posts(read_all(files), tmp_path / str(at))[0].read_bytes() for at in range(2)]
    assert written[0] == written[1]


def test_progress_is_told_by_file(read_all):
    told: list[tuple] = []
    read_all({"a.jsonl": lines(post(1, likes=1, collected=None)), "b.jsonl": lines(post(2, likes=1, collected=None))},
             on_progress=lambda *step: told.append(step))  # fmt: skip
    assert told == [(0, 2, "a.jsonl"), (1, 2, "b.jsonl")]
