"""The formats as data: each is known by its own keys, and its SQL can be run."""

import pytest

from analysis.clean.exports import staging
from analysis.clean.exports.database import connect
from analysis.clean.exports.format import Format, key_paths, nearest_format, recognised
from analysis.clean.exports.mapping import arguments, duck_type, json_sql, places, table_sql, tree
from analysis.clean.exports.opening import Opened
from analysis.clean.exports.profiles import ACCOUNT
from analysis.clean.exports.registry import FORMATS
from analysis.clean.exports.relation import Source, accounts_sql
from analysis.clean.exports.tidy import MAPPED, Cures

NAMES = [known.name for known in FORMATS]


def test_the_arguments_of_a_function_in_a_mapping_are_found():
    text = "coalesce(yes({a}), NOT yes(coalesce({b}, lower({c}))), eyes({d}), false)"
    assert arguments("yes", text) == ["{a}", "coalesce({b}, lower({c}))"]


def test_each_format_has_a_name_of_its_own():
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("known", FORMATS, ids=NAMES)
def test_a_mapping_names_tidy_columns_only(known: Format):
    assert set(known.posts) <= set(MAPPED)
    assert set(known.accounts.columns if known.accounts else ()) <= set(ACCOUNT)
    assert known.posts or known.accounts


@pytest.mark.parametrize("known", FORMATS, ids=NAMES)
def test_the_sql_of_a_format_runs_on_a_file_that_lacks_everything(known: Format, tmp_path):
    path = tmp_path / "nothing"
    path.write_text('{"~row": 1}\n')
    header = (
        tuple(dict.fromkeys(place for place in places([*known.posts.values()])))
        if known.kind == "table"
        else ()
    )
    opened = Opened(Source("nothing", path, "numbered", header=header), known, "utf-8")
    with connect(tmp_path / "spilled") as connection:
        if known.posts:
            assert len(connection.execute(staging.tidy_sql(opened, Cures())).fetchall()) == 1
        if known.accounts:
            connection.execute(accounts_sql(opened.source, known)).fetchall()


def test_a_format_is_known_by_all_of_its_keys_and_the_one_with_more_keys_wins():
    few = Format("few", "twitter", "json", ("id",))
    many = Format("many", "twitter", "json", ("id", "user.name|user.handle"))
    table = Format("table", "twitter", "table", ("id",))
    found = key_paths([{"id": 1}, {"user": {"handle": "a"}}])
    assert recognised(found, "json", [few, many, table]) is many
    assert recognised({"id"}, "json", [few, many, table]) is few
    assert recognised({"name"}, "json", [few, many, table]) is None


def test_the_nearest_format_is_named_with_what_is_missing():
    many = Format("many", "twitter", "json", ("id", "text", "user.name"))
    assert nearest_format({"id", "text"}, "json", [many]) == (
        "the nearest known format is many (found id, text; missing user.name)"
    )
    assert nearest_format({"other"}, "json", [many]) == (
        "none of its keys belongs to a known format (keys found: other)"
    )


def test_key_paths_go_through_lists_and_name_each_key_anywhere():
    found = key_paths([{"a": [{"b": {"c": 1}}]}])
    assert found == {"a", "a[].b", "a[].b.c", "**.a", "**.b", "**.c"}


def test_places_become_a_schema_and_sql():
    paths = places(["coalesce({a.b}, {c})", "{d[].e}", "{f[].g[].h}", "{d[]}"])
    assert paths == ["a.b", "c", "d[].e", "f[].g[].h", "d[]"]
    nodes = tree(paths)
    assert nodes == {
        "a": {"b": None},
        "c": None,
        "d": {"[]": {"e": None}},
        "f": {"[]": {"g": {"[]": {"h": None}}}},
    }
    assert duck_type(nodes["d"]) == 'STRUCT("e" VARCHAR)[]'
    assert json_sql("{a.b}") == '"a"."b"'
    assert json_sql("{/a.b}") == '"/a"."b"'
    assert json_sql("{d[].e}") == 'list_transform("d", lambda item0: item0."e")'
    assert json_sql("{f[].g[].h}") == (
        'flatten(list_transform("f", lambda item0: list_transform(item0."g", lambda item1: item1."h")))'
    )
    assert table_sql("{Page Name} || {gone}", {"Page Name": "c0"}) == "c0 || NULL::VARCHAR"


def test_a_place_cannot_be_a_value_and_have_parts():
    with pytest.raises(ValueError, match="cannot have parts"):
        tree(["a", "a.b"])
    with pytest.raises(ValueError, match="cannot be a value"):
        tree(["a.b", "a"])
