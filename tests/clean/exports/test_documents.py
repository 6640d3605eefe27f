"""JSON documents of any size, read in pages of the same shape."""

import json

import pytest

from analysis.clean.exports import documents
from analysis.clean.exports.documents import BrokenDocument, pages


@pytest.fixture
def cut(tmp_path, monkeypatch):
    """The pages of a document, of which no more than so many characters are held at once."""

    def _cut(content: object, *, held: int, around: tuple[str, ...] = ()) -> list[dict]:
        path = tmp_path / "document"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        for name, value in {"WHOLE": 0, "PIECE": held, "BLOCK": 8}.items():
            monkeypatch.setattr(documents, name, value)
        return list(pages(path, "utf-8", around=around))

    return _cut


def test_a_long_list_is_cut_and_each_page_has_what_stands_before_it(cut):
    messages = [{"id": at, "text": "x" * 20} for at in range(5)]
    found = cut({"name": "a", "type": {"kind": "x"}, "messages": messages}, held=100)
    # Two items of 41 characters are longer than the 47 before them, one is not.
    assert [page.pop("messages") for page in found] == [messages[:2], messages[2:4], messages[4:]]
    assert found == [{"name": "a", "type": {"kind": "x"}}] * 3


def test_lists_within_lists_are_cut_and_keep_what_is_around_them(cut):
    chats = [
        {"name": "small", "messages": [{"id": 1}]},
        {"name": "large", "messages": [{"id": at, "text": "x" * 20} for at in range(4)]},
        {"name": "last", "messages": [{"id": 9}]},
    ]
    document = {"about": "b", "chats": {"about": "c", "list": chats}, "left_chats": {"list": chats[:1]}}
    found = cut(document, held=80)
    listed = [chat for page in found if "chats" in page for chat in page["chats"]["list"]]
    assert [(chat["name"], [message["id"] for message in chat["messages"]]) for chat in listed] == [
        ("small", [1]),
        ("large", [0, 1]),
        ("large", [2, 3]),
        ("last", [9]),
    ]
    assert all(page["about"] == "b" for page in found)
    assert all(page["chats"]["about"] == "c" for page in found if "chats" in page)
    assert [page["left_chats"] for page in found if "left_chats" in page] == [{"list": chats[:1]}]


def test_what_stands_behind_the_last_list_comes_in_a_page_of_its_own(cut):
    long = [{"id": at, "text": "x" * 20} for at in range(3)]
    found = cut({"a": 1, "long": long, "short": [{"id": 9}], "b": 2}, held=50)
    assert sum((page.get("long", []) for page in found), []) == long
    assert found[-1] == {"a": 1, "short": [{"id": 9}], "b": 2}


def test_many_short_parts_are_not_all_held(cut):
    found = cut({str(at): [at] * 10 for at in range(6)}, held=70)
    assert [sorted(page) for page in found] == [["0", "1"], ["2", "3"], ["4", "5"]]


def test_a_large_item_of_a_list_is_cut_into_pages(cut):
    items = [{"id": 1}, {"page": 2, "data": [{"id": at, "text": "x" * 20} for at in range(3)]}, {"id": 3}]
    found = cut(items, held=50)
    assert found[0] == {"id": 1} and found[-1] == {"id": 3}
    assert [one["id"] for page in found[1:-1] for one in page["data"]] == [0, 1, 2]
    assert all(page["page"] == 2 for page in found[1:-1])


@pytest.mark.parametrize(
    "broken",
    ['{"a": [1, 2', '{"a": [1 2]}', '{"a" 1}', '{"a": 1} x'],
    ids=["end", "comma", "colon", "more"],
)
def test_what_breaks_is_refused_however_it_is_read(cut, broken):
    for held in (3, 1_000):
        with pytest.raises(BrokenDocument):
            cut(broken, held=held)


@pytest.mark.parametrize("held", [3, 1_000])
def test_documents_one_behind_the_other_are_read_as_jq_prints_them(cut, held):
    content = '{\n  "id": 1\n}\n{\n  "id": 2\n}\n[{"id": 3}]\n[{"id": 4}]\n'
    assert [page["id"] for page in cut(content, held=held)] == [1, 2, 3, 4]


def test_what_is_wanted_around_the_records_comes_with_each_page_though_it_stands_behind(cut):
    data = [{"id": at, "text": "x" * 30} for at in range(4)]
    document = {"meta": {"n": 4}, "data": data, "includes": {"users": [{"id": 1}]}, "errors": [{"id": 9}]}
    found = cut(document, held=60, around=("includes",))
    assert sum((page.get("data", []) for page in found), []) == data
    assert all(page["includes"] == {"users": [{"id": 1}]} for page in found)
    assert [page["errors"] for page in found if "errors" in page] == [[{"id": 9}]]
