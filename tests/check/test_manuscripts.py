import json
import os
import shutil

import pytest
from mini import SETTINGS

from analysis.check.study import check

MACRO = r"{% macro author(text) %}**\[To be written by the author: {{ text }}\]**{% endmacro %}" + "\n"
BIB = "@book{known2020, title = {A}}\n@article{ other2021 ,\n title = {B}}\n"
TWO_LANGUAGES = SETTINGS.replace('["en"]', '["en", "tr"]').replace(
    '{en: "Two ministries"}', '{en: "A", tr: "B"}'
)


def test_places_of_the_author_are_missing_each_with_its_line(told):
    text = f'{MACRO}\nFirst {{{{ author("why `these`") }}}} and\n\n**\\[To be\ntranslated\\]**\n<!-- **\\[no place\\]** -->\n'
    assert [line for line in told("missing", {"paper.en.md": text}) if "paper" in line] == [
        "paper.en.md | line 3 | yours to write: why `these`",
        "paper.en.md | line 5 | yours to write: To be translated",
    ]


def test_a_place_under_a_condition_is_left_to_the_build(told):
    text = (
        MACRO
        + '{% if has("claims.all") %}\n{{ author("what the verdicts mean") }}\n**\\[or this\\]**\n{% endif %}\n'
    )
    assert not any("paper" in line for line in told("missing", {"paper.en.md": text}))


def test_what_is_cited_stands_in_the_references(told):
    text = (
        "As @known2020, @wilson1927 and [see @other2021, p. 3; -@nobody1999] say.\n"
        "a@mail.org, `@code`, {{ '@jinja' }}, [text](https://x.com/@page) and <https://x.com/@me>.\n"
        "@{known2021} again\n"
    )
    first, second = told("wrong", {"paper.en.md": text, "references.bib": BIB})
    assert first.startswith(
        "paper.en.md | line 1 | @nobody1999 | cited, and references.bib has no such entry; there are "
    )
    assert {"known2020", "other2021", "wilson1927"} <= set(first.partition("; there are ")[2].split(", "))
    assert second == (
        "paper.en.md | line 3 | @known2021 | cited, and references.bib has no such entry; did you mean 'known2020' or 'brown2001'?"
    )


def test_a_section_that_is_referred_to_has_its_id(told):
    text = "# Data {#sec-data}\n\n@sec-data, @sec-methods and @eq-one\n\n[$$x$$]{#eq-one}\n"
    assert told("wrong", {"paper.en.md": text}) == [
        "paper.en.md | line 3 | @sec-methods | nothing in the paper has this id; there are eq-one, sec-data"
    ]


def test_sections_that_all_papers_share_have_ids_of_their_own(told):
    text = '{{ section("content") }}\n\n@sec-content\n'
    assert told("wrong", {"paper.en.md": text}) == []
    assert told("wrong", {"paper.en.md": '{{ section("contents") }}\n'}) == [
        "paper.en.md | line 1 | contents | there is no such section; did you mean 'content'?"
    ]


def test_a_section_that_is_not_in_the_language_is_missing_and_english_stands_in(told):
    files = {
        "study.yaml": SETTINGS.replace('["en"]', '["sv"]').replace('{en: "Two', '{sv: "Two'),
        "paper.en.md": None,
        "paper.sv.md": '{{ section("content") }}\n{% if has("x") %}{{ section("content") }}{% endif %}\n@sec-content\n',
    }
    assert not any("paper" in line for line in told("wrong", files))
    assert [line for line in told("missing", files) if "section" in line] == [
        "paper.sv.md | line 1 | content | said in English, since there is no sections/content.sv.md; translate it there"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{{ valu("a.b") }}', "line 1 | valu | none of the functions of a manuscript; did you mean 'value'?"),
        ('{{ holder("mfa-kza") }}', "line 1 | mfa-kza | there is no such account; did you mean 'mfa-kaz' or 'mfa-nam'?"),
        ('{{ ranked("followers", "ministrys") }}', "line 1 | ministrys | there is no such group; did you mean 'ministries'?"),
        ('{{ verdict("first") }}', "line 1 | first | there is no such claim; there are none"),
        ("text\n{% if x %}\n", "line 2 | {% if … %} begins here and never ends; write {% endif %} where it ends"),
        ("{% if has('x') %}\n{% for a in claims() %}\n{% endfor %}\ntext\n", "line 1 | {% if … %} begins here and never ends; write {% endif %} where it ends"),
        ("{{ value(“a.b”) }}", 'line 1 | unexpected char \'“\': between {{ }} names stand in straight quotation marks, "…"'),
        ("{{ value(country) + seen }}", 'line 1 | seen | not a function of a manuscript; what a function is given stands in quotation marks: value("mfa-nor.followers")'),
        ('{{ value("mfa-kaz.folowers") }}', "line 1 | mfa-kaz.folowers | there is no such value; did you mean 'mfa-kaz.followers' or 'mfa-kaz.followers_rank' or 'mfa-kaz.followers_per_post'?"),
        ('{{ value("mfa-nam.posts") }}', 'line 1 | mfa-nam.posts | has no value, since what it is computed from is not given: fill that in, take the sentence out, or write it between {% if has("mfa-nam.posts") %} and {% endif %}'),
        ('{% if holds("first") %}text{% endif %}', "line 1 | first | there is no such claim; there are none"),
        ('{% if above("KAZ.population", "KAZ.populaton") %}text{% endif %}', "line 1 | KAZ.populaton | there is no such value; did you mean 'KAZ.population' or 'KAZ.population_census_2023'?"),
        ('{{ value("KAZ.population", digit=1) }}', "line 1 | value | value() got an unexpected keyword argument 'digit'; it takes: name, interval, digits"),
        ("{{ value() }}", "line 1 | value | value() is missing a required argument: 'name'; it takes: name, interval, digits"),
        ("As @fig-reach shows.", "line 1 | @fig-reach | nothing in the paper has this id; there are none"),
        ("::: note\ntext\n", "line 1 | a block that begins with ::: never ends; write ::: where it ends"),
        ("![A map](map.png)\n", "line 1 | map.png | not made by a notebook; show pictures by {{ figure(…) }}"),
        ("# A {#sec-a}\n\n# B {#sec-a}\n", "line 3 | #sec-a | this id stands twice; every section and equation needs its own"),
        ("{{ 'a' | rond }}", "line 1 | No filter named 'rond'."),
        ("---\ntitle: A\n---\n", "the header has title; only keywords stand there. Title, subtitle, authors and date stand in study.yaml, the abstract in `::: abstract`"),
    ],
)  # fmt: skip
def test_names_that_do_not_exist_are_wrong(told, text, said):
    assert told("wrong", {"paper.en.md": text}) == [f"paper.en.md | {said}"]


def test_names_under_a_condition_and_what_notebooks_compute_are_left_to_the_build(told):
    text = (
        '{% if has("x") %}{{ holder("nobody") }}{{ value("mfa-kaz.unknown") }}{% endif %}'
        '{{ value("mfa-kaz.followers_growth_share") }} {{ value("robustness.choices") }} {{ value("claims.all") }}\n'
    )
    assert told("wrong", {"paper.en.md": text}) == []


def test_figures_and_tables_are_those_of_the_notebooks_and_stand_once(report, tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "2-reach.ipynb").write_text('"paper.figure(\\n", "    \\"fig-reach\\", draw)"')
    text = '{{ figure("fig-rech") }}\n{{ figure("fig-reach") }} @fig-reach\n{{ table("tbl-data") }}\n{{ figure("fig-reach") }}\n'
    found = [(each.rows, each.value, each.mend) for each in report({"paper.en.md": text}).of("wrong")]
    assert found[0] == ((1,), "fig-rech", "no notebook makes this figure; did you mean 'fig-reach'?")
    assert [(rows, value) for rows, value, _ in found[1:]] == [((2, 4), "fig-reach")]


def test_a_number_typed_by_hand_is_odd(told):
    text = 'Norway has 98,600 followers, {{ value("mfa-kaz.posts", digits=1) }} posts, [COVID-19]{.name}.\n'
    assert [line.rpartition(" | ")[0] for line in told("odd", {"paper.en.md": text}) if "paper" in line] == [
        "paper.en.md | line 1 | 98,600"
    ]


def test_references_can_be_read_and_each_key_stands_once(told):
    twice = "@book{known2020, title = {A}}\n\n@book{known2020, title = {B}}\n"
    assert told("odd", {"references.bib": twice})[-1].startswith(
        "references.bib | line 3 | known2020 | stands in line 1 too"
    )
    broken = "@book{known2020, title = {A}\n\n@book{other2021, title = {B}}\n"
    [said] = told("wrong", {"references.bib": broken})
    assert said.startswith("references.bib | line 3 | unexpected '@'")


def test_references_that_are_not_utf8_are_told(report, tmp_path):
    report({})
    file = tmp_path / "studies" / "mini" / "references.bib"
    file.write_bytes("@book{a, title = {Ä}}".encode("latin-1"))
    [found] = check("mini", tmp_path).of("wrong")
    assert (found.file, found.mend) == ("references.bib", "byte 19 is not UTF-8; save it as UTF-8")


def test_names_that_a_manuscript_sets_itself_are_known(told):
    text = (
        "{% set x = 1 %}{% for each in accounts('ministries') %}{{ loop.index ~ each.account ~ x }}{% endfor %}"
        "{% macro m(y) %}{{ y }}{% endmacro %}{{ m(range(2)) }}\n"
    )
    assert told("wrong", {"paper.en.md": text}) == []


def test_a_study_without_any_manuscript_cannot_be_built(told):
    assert [line.partition(":")[0] for line in told("wrong", {"paper.en.md": None})] == [
        "paper.en.md | not there"
    ]


def test_a_language_without_a_manuscript_is_missing_beside_another(told):
    files = {"study.yaml": TWO_LANGUAGES}
    assert told("wrong", files) == []
    assert "paper.tr.md | not there; write it, or take the language out of study.yaml" in told(
        "missing", files
    )


def test_a_manuscript_in_a_language_that_the_settings_do_not_list_is_wrong(told):
    assert told("wrong", {"paper.tr.md": "Metin\n"}) == [
        "paper.tr.md | a language that study.yaml does not list; add it there, with its title"
    ]


def test_once_the_paper_was_built_conditions_are_judged_until_the_data_change(report, tmp_path):
    text = '{% if has("x") %}{% else %}{{ accounts("ministries")[0].holdr }}{% endif %}\n'
    assert [each.mend for each in report({"paper.en.md": text}).of("wrong")] == []
    ledger = tmp_path / "build" / "mini" / "ledger.json"
    ledger.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(tmp_path / "data" / "raw" / "mini", tmp_path / "data" / "processed" / "mini")
    empty = {name: {} for name in ("values", "figures", "tables", "claims", "parameters")}

    def judged(ledger_is_newer_by: int) -> list[str]:
        data = tmp_path / "data" / "raw" / "mini" / "accounts.csv"
        ledger.write_text(json.dumps(empty))
        later = max(path.stat().st_mtime for path in tmp_path.rglob("*") if path.is_file()) + 100
        os.utime(ledger, (later, later))
        os.utime(data, (later - ledger_is_newer_by, later - ledger_is_newer_by))
        return [each.mend for each in check("mini", tmp_path).of("wrong")]

    assert judged(10) == ["neither an account nor a claim has 'holdr'; did you mean 'holder'?"]
    assert judged(-10) == []
