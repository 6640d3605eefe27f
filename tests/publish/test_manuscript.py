import json
import re

import pytest
from publish.pair import CLAIMS, HOSTILE, ledger

from analysis.draw.words import Words
from analysis.publish.header import ManuscriptError
from analysis.publish.literal import escape
from analysis.publish.manuscript import Manuscript
from analysis.publish.manuscript import fill as fill_in


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1.8 million (1.75–1.9 million)"),
        ("kk", "1,8 миллион (1,75–1,9 миллион)"),
        ("tr", "1,8 milyon (1,75–1,9 milyon)"),
    ],
)
def test_a_value_is_written_the_way_of_the_language_and_keeps_its_name(fill, language, written):
    text = fill('{{ value("mfa-tur.followers", interval=True) }}', language)
    assert unescaped(text).replace("\xa0", " ") == f'[{written}]{{.value name="mfa-tur.followers"}}'


def test_a_missing_value_is_a_dash_and_not_zero(fill):
    assert fill('{{ value("mfa-ind.followers") }}') == '[—]{.value name="mfa-ind.followers"}'


def test_what_a_screen_showed_is_printed_letter_by_letter(fill):
    assert fill('{{ shown("mfa-tur.followers") }}') == r'[1\.8M]{.value name="mfa-tur.followers"}'


def test_the_day_of_a_computed_value_is_that_of_the_rows_behind_it(fill):
    assert "28 қыркүйек" in fill('{{ day("mfa-kaz.followers_per_1000") }}', "kk")
    both = unescaped(fill('{{ day("ministries.ratio") }}'))
    assert "[28 September 2024 and 1 October 2024]" in both


def test_text_from_data_is_escaped_wherever_it_is_printed(fill):
    escaped = escape(HOSTILE)
    assert not re.search(r"(?<!\\)[<>*$`\[\]{}@:]", escaped)
    for asked in (
        'account("mfa-kaz").handle',
        'accounts("ministries") | map(attribute="handle") | first',
        '(accounts("ministries") | map(attribute="handle") | join("")).split("MFATurkiye")[0]',
        'account("mfa-kaz").handle ~ ""',
        'account("mfa-kaz").handle | string',
    ):
        assert fill("{{ " + asked + " }}") == escaped, asked
    assert fill('{{ account("mfa-kaz").handle | upper }}') == escape(HOSTILE.upper())
    assert fill('{% macro m() %}{{ account("mfa-kaz").handle }}{% endmacro %}{{ m() }}') == escaped


def test_text_from_data_is_compared_and_looked_up_as_it_is(fill):
    assert fill('{{ account("mfa-kaz").country == "KAZ" }}') == "True"
    text = fill(
        '{% for each in ranked("followers", "ministries") %}{{ value(each.account ~ ".followers") }} {% endfor %}'
    )
    assert re.findall('name="([^"]+)"', text) == ["mfa-tur.followers", "mfa-kaz.followers"]


def test_a_group_has_the_compared_countries_or_all(fill):
    listed = '{% for each in accounts("ministries"ALL) %}{{ each.account }} {% endfor %}'
    assert unescaped(fill(listed.replace("ALL", ""))) == "mfa-kaz mfa-tur "
    assert unescaped(fill(listed.replace("ALL", ", compared=False"))) == "mfa-kaz mfa-tur mfa-ind "


def test_an_account_without_the_value_is_not_ranked(fill):
    text = fill(
        '{% for each in ranked("followers", "ministries", compared=False) %}{{ each.country }} {% endfor %}'
    )
    assert text == "TUR KAZ "


def test_a_holder_is_named_in_the_language_or_as_the_table_has_it(fill):
    assert fill('{{ holder("mfa-kaz") }}', "kk") == "Қазақстан министрлігі"
    assert fill('{{ holder("mfa-ind") }}', "kk") == "Ministry of India"
    assert fill('{{ country("TUR") }}', "kk") == "Түркия"
    assert (
        fill('{{ country("GBR", article=True) }} {{ country("TUR", article=True) }}')
        == "the United Kingdom Türkiye"
    )


def test_a_condition_can_ask_what_there_is(fill):
    asked = (
        '"mfa-kaz.followers"',
        '"mfa-ind.followers"',  # missing
        '"mfa-kaz.likes"',
        '"fig-one"',
        '"tbl-reach"',
        '"first"',
        '"ministries"',
        '"leaders"',
        '"followers", "ministries"',
        '"population", "ministries"',  # of the country of one of them
        '"posts", "ministries"',
    )
    text = fill("".join("{{ has(" + each + ") | int }}" for each in asked))
    assert text == "10011110110"


def test_a_condition_can_ask_what_is_certain(fill):
    below_its_own = {"mfa-tur.followers": ledger()["values"]["mfa-tur.followers"] | {"low": 52_000.0}}
    assert fill('{{ exact("KAZ.population") }} {{ exact("mfa-kaz.followers") }}') == "True False"
    asked = '{{ above("mfa-tur.followers", "mfa-kaz.followers") }} {{ above("mfa-kaz.followers", "mfa-tur.followers") }}'
    assert fill(asked) == "True False"
    assert fill(asked, values=ledger()["values"] | below_its_own) == "False False"


def test_groups_are_named_in_their_order(fill):
    assert fill("{{ groups() }}") == "['ministries']"


def test_platforms_have_their_accounts_by_followers_and_the_days(fill):
    text = fill(
        '{% for p in platforms("ministries") %}{{ p.id }} {{ p.name }} {{ p.n }}: '
        '{{ p.accounts | map(attribute="country") | join(" ") }}, {{ p.days | join("; ") }}{% endfor %}'
    )
    assert unescaped(text) == "twitter Twitter (X) 2: TUR KAZ, 28 September 2024"
    assert fill('{{ platforms("ministries") }}', values={}) == "[]"


@pytest.mark.parametrize(("language", "word"), [("en", "and"), ("tr", "ve")])
def test_items_are_listed_with_the_word_of_the_language(fill, language, word):
    assert fill('{{ listed(["one", "two"]) }}', language) == f"one {word} two"
    handles = fill('{{ listed(accounts("ministries") | map(attribute="handle") | list) }}', language)
    assert handles == f"{escape(HOSTILE)} {word} MFATurkiye"


def test_many_days_are_written_as_the_first_and_the_last(fill):
    value = ledger()["values"]["mfa-kaz.followers"]
    cells = [value["origin"][0] | {"day": f"2024-10-0{day}"} for day in (3, 1, 4, 2)]
    text = fill('{{ day("mfa-kaz.followers") }}', values={"mfa-kaz.followers": value | {"origin": cells}})
    assert unescaped(text).startswith("[1 October 2024 – 4 October 2024]")


def test_sentences_follow_the_claims(fill):
    text = '{% if holds("first") %}first{% endif %}{% if holds("equal") %} equal{% endif %} {{ claim("first").text }} {{ require("first") }}'
    assert fill(text) == r"first Türkiye is \<b\>first\<\/b\> "
    assert fill('{{ verdict("first") }}') == '[holds]{.verdict .holds claim="first"}'
    assert fill('{{ count_of("holds") }} {{ count_of("unchecked") }}') == (
        '[1]{.value name="claims.holds"} [0]{.value name="claims.unchecked"}'
    )
    assert (
        fill("{% for each in claims() %}{{ each.number }}{{ each.verdict }} {% endfor %}") == "1holds 2fails "
    )


def test_a_required_claim_that_fails_stops_the_build_with_its_line(fill):
    with pytest.raises(
        ManuscriptError,
        match=r"studies/pair/paper\.en\.md, line 3: the sentence needs the claim 'equal'.*fails",
    ):
        fill('One.\n\n{{ require("equal") }}They are level.')
    assert fill('{{ require("equal", "fails") }}') == ""


def test_every_unknown_name_is_told_at_once_with_line_and_nearest(fill):
    with pytest.raises(ManuscriptError) as error:
        fill(
            '{{ value("mfa-tur.folowers") }}\n{{ figure("fig-oen") }}\n\n{{ table("tbl-none") }} {{ claim("frist").text }}\n'
            '{{ country("XXQ") }}{{ holder("mfa-xyz") }}{{ accounts("leaders") | length }}'
        )
    told = str(error.value).splitlines()
    assert [re.search(r"line (\d)", line)[1] for line in told] == ["1", "2", "4", "4", "5", "5", "5"]
    assert "no value 'mfa-tur.folowers'; did you mean 'mfa-tur.followers'" in told[0]
    assert "no notebook made the figure 'fig-oen'; did you mean 'fig-one'" in told[1]
    assert "no notebook made the table 'tbl-none'; there are tbl-reach" in "\n".join(told)
    assert "no claim 'frist'; did you mean 'first'?" in "\n".join(told)
    assert "there is no group 'leaders'; there are ministries" in "\n".join(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '\n{{ valu("x") }}',
            "line 2: 'valu' is none of the functions of a manuscript; did you mean 'value'?",
        ),
        ('\n\n{{ value("x" }}', "line 3: unexpected '}'"),
        ("{{ value() }}", "line 1: value() missing 1 required positional argument: 'name'"),
        (
            '{{ account("mfa-tur").handel }}',
            "line 1: neither an account nor a claim has 'handel'; did you mean 'handle'?",
        ),
        (
            '{{ shown("ministries.ratio") }}',
            "line 1: the value 'ministries.ratio' was computed and not shown anywhere",
        ),
        ('{{ day("KAZ.population") }}', "line 1: no raw row behind the value 'KAZ.population' has a day"),
        (
            '{{ ranked("likes", "ministries") }}',
            "line 1: no account of the group 'ministries' has the measure 'likes'",
        ),
        ("---\ntitle: x\n---\n", "the header has title; only keywords stand there"),
        ("---\nkeywords: [a\n---\n", "line 3: the header is not YAML"),
        ('{{ "".__class__.__mro__ }}', "unsafe"),
    ],
    ids=lambda case: case[:20],
)
def test_a_slip_in_the_manuscript_is_explained(fill, text, told):
    with pytest.raises(ManuscriptError) as error:
        fill(text)
    assert told in str(error.value)


def test_a_figure_without_the_language_is_told(fill):
    figures = {"fig-one": ledger()["figures"]["fig-one"] | {"alt": {"en": "only English"}}}
    with pytest.raises(
        ManuscriptError, match="the figure 'fig-one' has no alt in 'kk'; the notebook gave en"
    ):
        fill('{{ figure("fig-one") }}', "kk", figures=figures)


def test_tags_and_comments_alone_on_a_line_leave_no_gap(fill):
    text = 'One\n<!-- a note\nover two lines -->\n{% if holds("first") %}\ntwo\n{% endif %}\nthree {% if true %}four{% endif %}\nfive <!-- x -->\nsix'
    assert fill(text) == "One\ntwo\nthree four\nfive \nsix"


def test_the_ledger_lists_what_is_used_and_what_that_was_made_from(fill):
    text = fill('{{ ledger_appendix() }}\n\n{{ value("mfa-kaz.followers_per_1000") }}')
    for name in ("mfa-kaz.followers_per_1000", "mfa-kaz.followers", "KAZ.population"):
        assert f'"anchor": "{name}"' in text
    assert '"anchor": "mfa-tur.followers"' not in text
    assert "2.6020526 [2.5995932; 2.6069714)" in text
    assert "snapshots.csv, row 2, followers_shown: “52.9K” (seen, 28 September 2024)" in text
    assert "javascript" not in text


def test_years_are_not_grouped_in_the_ledger(fill):
    assert '[{"text": "2011"}]' in fill('{{ value("mfa-kaz.joined") }}{{ ledger_appendix() }}')


def test_an_open_end_is_infinite(fill):
    values = {
        "x.people": ledger()["values"]["KAZ.population"]
        | {"name": "x.people", "exact": False, "high": None, "open_end": True}
    }
    assert "[20,330,104; ∞)" in fill('{{ value("x.people") }}{{ ledger_appendix() }}', values=values)


def test_environment_and_choices_become_tables(fill):
    assert '[{"text": "pandas"}], [{"text": "3.1.1"}]' in fill("{{ environment_appendix() }}")
    assert fill("{{ parameters() }}") == escape("No choice was set otherwise than in the study's settings.")
    assert '[{"text": "rule"}], [{"text": "floor"}]' in fill(
        "{{ parameters() }}", parameters={"rule": "floor"}
    )


def test_fill_gives_the_text(study):
    words = Words("en", study)
    assert fill_in("---\nkeywords: [a]\n---\nText", ledger(), study, words) == "\n\n\nText"
    assert Manuscript("---\nkeywords: [a]\n---\n", ledger(), study, words).keywords == ["a"]


def test_a_table_shows_the_words_of_a_verdict(fill):
    assert f'"claim": "first", "verdict": "{CLAIMS["first"]["verdict"]}"' in fill('{{ table("tbl-reach") }}')


def test_the_page_lists_all_values_and_print_those_of_the_text_with_the_place_of_the_others(fill):
    text = '{{ value("mfa-kaz.followers") }}\n\n{{ table("tbl-reach") }}\n\n{{ ledger_appendix() }}'
    blocks = [json.loads(block) for block in re.findall(r"```{.table}\n(.*)\n```", fill(text))]
    ledgers = {block["only"]: block for block in blocks if block["id"] == "tbl-ledger"}
    anchors = {only: [row[0][0]["anchor"] for row in block["rows"]] for only, block in ledgers.items()}
    # The table shows mfa-kaz.followers too, and its claim rests on mfa-tur.followers.
    assert anchors == {"page": ["mfa-kaz.followers", "mfa-tur.followers"], "print": ["mfa-kaz.followers"]}
    assert ledgers["page"]["note"] == ""
    assert ledgers["print"]["note"].startswith(
        "Not listed here are values that only tables show (1). All values with their origin stand in "
        "data/processed/pair/ledger.csv;"
    )


def test_a_ledger_that_leaves_nothing_out_has_no_note(fill):
    assert "Not listed here" not in fill('{{ value("mfa-kaz.followers") }}{{ ledger_appendix() }}')
