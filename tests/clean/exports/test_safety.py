"""Files that are not safe, or no exports: refused with the reason, or named as not read."""

import gzip
import io
import json
import stat
import tempfile
import zipfile
from pathlib import Path

import pytest

from analysis.clean.exports import ExportError, documents, read_exports, relation, rewriting, unpacking

POST = {"id": "1839968290206646279", "text": "a", "author_id": "11", "created_at": "2024-09-28T10:00:00.000Z",
        "public_metrics": {"like_count": 5}, "author": {"username": "mfa"}}  # fmt: skip
LINES = "".join(
    json.dumps(POST | {"id": str(1839968290206646279 + at), "text": f"t{at}"}) + "\n" for at in range(3)
)


def zipped(files: dict[str, bytes], mode: int | None = None) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            if mode:
                member.external_attr = mode << 16
            archive.writestr(member, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "name", ["../evil.jsonl", "/etc/evil.jsonl", "a/../../evil.jsonl", "..\\evil.jsonl", "C:\\evil.jsonl"]
)
def test_a_path_in_a_zip_is_refused(read, name):
    with pytest.raises(ExportError, match="leads out of the folder"):
        read(zipped({name: LINES.encode()}), name="posts.zip")


def test_a_link_in_a_zip_is_refused(read):
    with pytest.raises(ExportError, match="holds a link instead of a file"):
        read(zipped({"posts.jsonl": b"/etc/passwd"}, mode=stat.S_IFLNK | 0o777), name="posts.zip")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(read):
    with pytest.raises(ExportError, match="times its size, as a zip bomb does"):
        read(zipped({"posts.jsonl": b"0" * (64 * 2**20)}), name="posts.zip")


def test_a_gzip_bomb_is_refused_while_it_is_unpacked(read):
    with pytest.raises(ExportError, match="as a bomb does"):
        read(gzip.compress(b"0" * (64 * 2**20)), name="posts.gz")


def test_a_zip_that_unpacks_to_too_much_is_refused(read, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_BYTES", 100)
    with pytest.raises(ExportError, match="unpacks to more than"):
        read(zipped({"posts.jsonl": LINES.encode()}), name="posts.zip")


def test_a_zip_in_a_zip_is_refused_and_named(read_all):
    inner = zipped({"posts.jsonl": LINES.encode()})
    with pytest.raises(ExportError) as error:
        read_all({"outer.zip": zipped({"inner.zip": inner, "posts.jsonl": LINES.encode()})})
    assert [problem.file for problem in error.value.problems] == ["outer.zip/inner.zip"]
    assert "unpack it by hand" in str(error.value)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:40], lambda data: data.replace(b"PK\x05\x06", b"PK\x00\x00")]
)
def test_a_damaged_zip_is_refused(read, damage):
    with pytest.raises(ExportError, match="a damaged zip"):
        read(damage(zipped({"posts.jsonl": LINES.encode()})), name="posts.zip")


def test_a_damaged_gzip_file_is_refused(read):
    with pytest.raises(ExportError, match="a damaged gzip file"):
        read(gzip.compress(LINES.encode())[:-9], name="posts.gz")


@pytest.mark.parametrize("magic", [b"BZh9", b"\xfd7zXZ\x00", b"Rar!\x1a", b"7z\xbc\xaf\x27"])
def test_other_packings_are_refused_by_name(read, magic):
    with pytest.raises(ExportError, match="packed in a way that is not read"):
        read(magic + b"\x00" * 300, name="posts.bin")


def test_zip_and_gzip_are_read_and_leave_nothing_beside_them(read_all, tmp_path):
    exports = read_all(
        {"a.zip": zipped({"deep/posts.jsonl": LINES.encode()}), "b.gz": gzip.compress(LINES.encode())}
    )
    assert sorted(exports.posts["file"].unique()) == ["b.gz"]  # the same posts, the later file
    assert exports.report["rows_read"].tolist() == [3, 3]
    assert sorted(path.name for path in (tmp_path / "posts").rglob("*")) == ["a.zip", "b.gz"]


@pytest.mark.parametrize(
    "name", ["posts[1]*?.jsonl", 'it\'s "quoted".jsonl', "a;b'--.csv", "..jsonl", "x%s{0}.jsonl"]
)
def test_a_name_is_never_a_pattern_or_code(read, name):
    exports = read(LINES, name=name)
    assert exports.posts["file"].tolist() == [name] * 3


def test_texts_and_columns_are_never_code(read):
    evil = "'); DROP TABLE x; -- ${HOME} {{7*7}} <script>"
    exports = read([POST | {"text": evil}])
    assert exports.posts["text"].tolist() == [evil]
    header = '"id""; SELECT 1",author,"body\'",when\n'
    columns = {
        "post_id": 'id"; SELECT 1',
        "handle": "author",
        "text": "body'",
        "created_at": "when",
        "platform": "twitter",
    }
    table = header + "7,mfa,=HYPERLINK(1),2024-09-28T10:00:00Z\n"
    assert read(table, name="t.csv", columns=columns).posts["text"].tolist() == ["=HYPERLINK(1)"]


def test_a_very_long_line_is_set_aside_and_the_others_are_kept(read, report, monkeypatch):
    for module in (relation, rewriting):
        monkeypatch.setattr(module, "LONGEST_LINE", 2**16)
    monkeypatch.setattr(rewriting, "TOO_LONG", "a line longer than 16 MB")
    long = json.dumps(POST | {"text": "x" * 2**18}) + "\n"
    first, second, third = LINES.splitlines(keepends=True)
    exports = read(first + second + long + third)
    assert exports.posts["row"].tolist() == [1, 2, 4]
    assert report(exports)["reasons"] == {"a line longer than 16 MB": 1}


def test_one_endless_value_is_refused_without_being_read(read, monkeypatch):
    for limit in ("WHOLE", "PIECE", "LONGEST_LINE"):
        monkeypatch.setattr(documents, limit, 2**16)
    with pytest.raises(ExportError, match="one value is longer than"):
        read('{"messages": [{"id": "' + "x" * 2**22 + '"}]}')


def test_json_that_is_nested_too_deeply_is_refused_or_set_aside(read, report):
    deep = "[" * 100_000 + "]" * 100_000
    with pytest.raises(ExportError):
        read(deep)
    exports = read(LINES + '{"id": ' + deep + "}\n", name="lines")
    assert exports.report.iloc[0]["kept"] == 3


def test_a_document_that_breaks_in_the_middle_is_refused_with_the_place(read):
    with pytest.raises(ExportError, match="not readable as JSON"):
        read("[" + json.dumps(POST) + ', {"id": ')


def test_text_behind_a_script_is_not_read(read_all):
    tweet = {
        "tweet": {
            "id_str": "1839968290206646279",
            "full_text": "a",
            "created_at": "Sat Sep 28 10:00:00 +0000 2024",
        }
    }
    with pytest.raises(ExportError, match="more text behind the JSON"):
        read_all({"tweets.js": "window.YTD.tweets.part0 = " + json.dumps([tweet]) + "; alert('run')"})


def test_a_workbook_that_is_none_is_refused(read):
    with pytest.raises(ExportError, match="a workbook that cannot be read"):
        read(zipped({"xl/workbook.xml": b"<nothing>", "[Content_Types].xml": b"<x"}), name="posts.xlsx")


def test_an_unknown_format_names_the_nearest_and_what_is_missing(read):
    with pytest.raises(ExportError) as error:
        read([{"uri": "at://x", "author": {"handle": "a"}, "like": 1}])
    assert str(error.value) == (
        "export: an unknown export: the nearest known format is Bluesky post (found uri|post.uri, "
        "author.handle|post.author.handle; missing record|post.record); if it holds no posts, move it out of the folder; if it "
        "does, its tool may have changed: save its records as a table, whose columns you name under `posts: columns:` in study.yaml"
    )


def test_all_files_are_tried_before_the_refused_ones_are_named(read_all):
    with pytest.raises(ExportError) as error:
        read_all({"a.json": [{"x": 1}], "b.jsonl": LINES, "c.zip": zipped({"../x": b"y"})})
    assert [problem.file for problem in error.value.problems] == ["a.json", "c.zip"]
    report = error.value.report.set_index("file")
    assert report.loc["b.jsonl", "kept"] == 3
    assert report.loc["c.zip", "format"] == "refused"


def test_what_is_no_export_is_named_and_left(read_all):
    exports = read_all(
        {
            "README.md": "# x, y",
            "photo.jpg": b"\xff\xd8\xff\x00\x01",
            "empty.csv": "",
            ".DS_Store": b"\x00",
            "b.jsonl": LINES,
        }
    )
    assert exports.report.set_index("file")["warnings"].to_dict() == {
        "README.md": ["not read: neither JSON nor a table"],
        "b.jsonl": [],
        "empty.csv": ["not read: empty"],
        "photo.jpg": ["not read: neither JSON nor a table"],
    }


@pytest.mark.parametrize(
    "page",
    ["<!DOCTYPE html>\n<html lang='en'><body>Sorry, {", "<?xml version='1.0'?>\n<!-- a,b -->\n<HTML>, \n"],
)
def test_a_web_page_saved_as_an_export_is_said_to_be_one(read_all, page):
    exports = read_all({"tweets.json": page, "tweets.csv": page, "about.html": page})
    said = "not read: a web page (HTML) in place of an export: download the export again"
    assert exports.report.set_index("file")["warnings"].to_dict() == {
        "about.html": ["not read: neither JSON nor a table"],
        "tweets.csv": [said],
        "tweets.json": [said],
    }


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"errors": [{"message": "Rate limit exceeded", "code": 88}]}, "Rate limit exceeded"),
        ({"title": "Unauthorized", "status": 401, "errors": [{"detail": "x"}]}, "x"),
        ({"error": {"code": 403, "message": "quota"}}, "quota"),
        ({"error": "InvalidRequest", "message": "m"}, "InvalidRequest"),
        ({"errors": [{"code": 1}]}, "unnamed"),
    ],
)
def test_an_error_message_of_a_service_is_said_to_be_one(read, answer, said):
    with pytest.raises(
        ExportError,
        match=f"an error message of the service in place of posts \\('{said}'\\); export it again",
    ):
        read(answer)


def test_an_answer_whose_error_is_ok_is_not_said_to_be_an_error(read):
    answer = {
        "data": {"videos": [{"id": 7, "create_time": 1725271200}]},
        "error": {"code": "ok", "message": ""},
    }
    with pytest.raises(ExportError, match="an unknown export"):
        read(answer)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        {"feed": [], "cursor": "x"},
        {"meta": {"result_count": 0}},
        {"kind": "k", "items": [], "pageInfo": {"totalResults": 0}},
    ],
)
def test_an_answer_without_any_record_is_said_to_be_empty_and_stops_nothing(read_all, answer):
    exports = read_all({"empty.json": answer, "posts.jsonl": LINES})
    report = exports.report.set_index("file")
    assert report.loc["empty.json", "warnings"] == ["not read: no record in it"]
    assert report.loc["posts.jsonl", "kept"] == 3


def test_lines_of_which_none_can_be_read_are_no_empty_answer(read):
    with pytest.raises(ExportError, match="not readable as JSON"):
        read("{bad\n{worse\n")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a file of old Office programs"),
        (
            zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
            "an OpenDocument file",
        ),
        (b"PAR1" + b"\0" * 300, "a Parquet file"),
        (b"SQLite format 3\0" + b"\1" * 300, "a database"),
    ],
    ids=["XLS", "ODS", "Parquet", "SQLite"],
)
def test_a_table_in_a_form_that_is_not_read_is_refused_with_a_way_out(read, content, what):
    with pytest.raises(ExportError, match=f"{what}.*: if it holds posts, save them as XLSX or CSV"):
        read(content)


def test_an_empty_folder_has_no_posts(read_all, tmp_path):
    (tmp_path / "posts").mkdir()
    exports = read_exports(tmp_path / "posts")
    assert (len(exports.posts), len(exports.accounts), len(exports.report)) == (0, 0, 0)
    assert exports.posts["likes"].dtype == "Int64"


def test_nothing_is_left_in_the_temporary_folder(read, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    exports = read(LINES)
    assert len(exports.posts) == 3
    del exports
    with pytest.raises(ExportError):
        read([{"x": 1}], name="unknown")
    assert list(Path(folder).iterdir()) == []


@pytest.mark.parametrize("target", ["../secret.json", "nowhere.json", ".."])
def test_a_link_in_the_folder_is_refused_wherever_it_leads(tmp_path, target):
    (tmp_path / "posts").mkdir()
    (tmp_path / "secret.json").write_text(json.dumps([POST]), encoding="utf-8")
    (tmp_path / "posts" / "link.json").symlink_to(target)
    with pytest.raises(ExportError, match="link.json: a link instead of a file"):
        read_exports(tmp_path / "posts")


def test_a_line_with_a_nul_is_set_aside_and_the_others_are_read(read, report):
    spoilt = LINES.encode().replace(b't1"', b't\x001"')
    exports = read(spoilt, "posts.jsonl")
    assert exports.posts["text"].tolist() == ["t0", "t2"]
    assert list(report(exports)["reasons"]) == ["not readable as JSON (Invalid control character at)"]


@pytest.mark.parametrize(("year", "kept"), [("1970", 0), ("2024", 1), ("2100", 0)])
def test_a_year_in_which_no_post_was_made_is_set_aside(read, report, year, kept):
    exports = read([POST | {"created_at": f"{year}-01-01T00:00:00.000Z"}])
    assert len(exports.posts) == kept
    assert report(exports)["reasons"] == (
        {} if kept else {"a time that cannot be read: write it as 2024-09-28 10:00": 1}
    )


def test_a_record_that_is_set_aside_is_not_said_to_have_got_an_id(read, report):
    exports = read(LINES + '{"meta": {}}\n')
    assert report(exports)["reasons"] == {"neither an id nor a text": 1}
    assert not [warning for warning in report(exports)["warnings"] if "without an id" in warning]


@pytest.mark.parametrize(
    "formula", ["=HYPERLINK(1)", "=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-1+cmd|' /C calc'!A0"]
)
def test_a_formula_in_place_of_an_id_does_not_get_into_shared_tables(read, report, formula):
    exports = read([POST | {"id": formula}])
    assert exports.posts["post_id"].str.fullmatch("text-[0-9a-f]{20}").tolist() == [True]
    assert "1 post without an id: one was made of its account, time and text" in report(exports)["warnings"]


def test_an_id_may_begin_with_a_hyphen(read):
    video = {
        "id": "-abc123XYZ_",
        "snippet": {"title": "t", "channelTitle": "c", "publishedAt": "2024-09-28T10:00:00Z"},
    }
    assert read({"items": [video | {"statistics": {"viewCount": "1"}}]}).posts["post_id"].tolist() == [
        "-abc123XYZ_"
    ]
