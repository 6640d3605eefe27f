import json
import re
from html import unescape
from types import SimpleNamespace

import pytest
from publish.pair import HOSTILE, said

from analysis.draw.words import languages
from analysis.publish.index import write_index
from analysis.publish.terms import terms
from analysis.publish.what_if import write_page
from analysis.study import StudyError


def choice(kind: str, *values: str, params: str = "") -> dict:
    return {"id": ":".join([kind, *values]), "kind": kind, "values": list(values), "params": params}


RULE = choice("rule", "floor", params="rule=floor")
PAIR = choice("pair", "floor", "bank 2024", params="rule=floor population='bank 2024'")
LEFT = choice("without", "KAZ")
DAY = choice("as_of", "2024-09-01", params="as_of=2024-09-01")
SAMPLE = choice("sample", "50", params="sample=50")


def statement(name: str, number: int, own: str, *under: str, of_posts: str = "") -> dict:
    """A statement with its own verdict and those under the rule, the pair, what is left out, the day, and other posts."""
    ids = [each["id"] for each in (RULE, PAIR, LEFT, DAY)]
    return {
        "id": name,
        "number": number,
        "text": said(f"Text of {name}", f"{name} мәтіні"),
        "own": own,
        "under": dict(zip(ids, under)) | {SAMPLE["id"]: of_posts or own},
    }


def place(account: str, own: list[int], under: dict, measure: str = "followers", **more) -> dict:
    return {"measure": measure, "platform": "twitter", "account": account, "own": own, "under": under} | more


def moved(own: list[int], other: list[int]) -> dict:
    return {"own": own, "place": other}


@pytest.fixture
def pages(study):
    """Writes what was computed, with changes to it, and gives the page of a language."""
    stays = moved([1, 1], [1, 1])
    found = {
        "study": "pair",
        "own": {"rule": "platform", "population": "bank 2023", "as_of": "2024-09-28", "method": "last", "sample": "100",
                "reposts": "no", "pinned": "no"},
        "accounts": [{"account": "mfa-kaz", "country": "KAZ", "platform": "twitter"},
                     {"account": "mfa-tur", "country": "TUR", "platform": "twitter"}],
        "of_counts": [RULE, PAIR, LEFT, DAY],
        "of_posts": [SAMPLE],
        "statements": [
            statement("falls", 1, "holds", "holds", "within_rounding", "does_not_apply", "fails"),
            statement("stays", 2, "unchecked", "unchecked", "unchecked", "does_not_apply", "unchecked"),
        ],
        "orders": [
            place("mfa-tur", [1, 1], {RULE["id"]: stays, PAIR["id"]: moved([1, 1], [1, 2]), LEFT["id"]: stays, DAY["id"]: moved([1, 1], [2, 2])}),
            place("mfa-kaz", [2, 2], {RULE["id"]: moved([2, 2], [2, 2]), PAIR["id"]: moved([2, 2], [1, 2]), LEFT["id"]: None, DAY["id"]: moved([2, 2], [1, 1])}),
        ],
        "themes": [place("mfa-tur", [1, 2], {SAMPLE["id"]: moved([1, 2], [1, 2])}, "trade", label={"en": HOSTILE})],
    }  # fmt: skip

    def page(language: str = "en", **changes) -> str:
        (study.build / "what-if.json").write_text(json.dumps(found | changes), encoding="utf-8")
        return write_page(study, language).read_text("utf-8")

    return page


def text_of(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)))


def rows_of(html: str, label: str) -> list[list[str]]:
    """The cells of each row with this label, with its own verdict or place first."""
    rows = [row for row in re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL) if f">{label}<" in row]
    return [[text_of(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows]


def test_the_first_sentence_counts_the_statements_that_stay_and_names_those_that_fall(pages):
    html = pages()
    first = re.search(r'<p class="lead">(.*?)</p>', html)[1]
    assert first.startswith("Statements whose verdict is the same under every other choice: 1 of 2.")
    fallen = re.search(r'<ul class="fallen">(.*?)</ul>', html, re.DOTALL)[1]
    assert text_of(fallen).strip() == (
        "1. Text of falls holds → holds within rounding (Rounding rule · Population: cut off · bank 2024) "
        "holds → fails (Last day counted: 1 September 2024)"
    )


def test_a_statement_stands_beside_its_verdict_under_each_choice(pages):
    assert rows_of(pages(), "1. Text of falls") == [
        ["✓ holds", "✓ holds", "– does not apply", "✓ → ≈ holds within rounding", "✓ → ✗ fails", "✓ holds"]
    ]


def test_a_statement_about_posts_stands_beside_its_verdict_under_another_choice_of_posts(pages):
    html = pages(
        statements=[statement("talks", 1, "holds", "holds", "holds", "holds", "holds", of_posts="undecided")]
    )
    assert rows_of(html, "1. Text of talks")[0][-1] == "✓ → ± not settled"
    assert "holds → not settled (Posts per account: 50)" in text_of(html)


def test_a_correction_of_theme_shares_is_a_choice_with_its_command(pages):
    corrected = choice("correction", "rogan_gladen", params="correction=rogan_gladen")
    row = statement("talks", 1, "fails", "fails", "fails", "fails", "fails")
    row["under"][corrected["id"]] = "undecided"
    html = pages(of_posts=[SAMPLE, corrected], statements=[row], themes=[])
    heads = [text_of(head) for head in re.findall(r'<th scope="col" class="choice[^>]*>(.*?)</th>', html)]
    assert (
        'Theme shares corrected (Rogan–Gladen) make paper STUDY=pair PARAMS="correction=rogan_gladen"'
        in heads
    )


def test_a_changed_place_is_led_to_from_the_studys_own(pages):
    assert rows_of(pages(), "Kazakhstan") == [["2", "2", "–", "2 → 1–2", "2 → 1"]]


def test_a_place_that_is_surely_another_is_told_from_one_that_is_less_certain(pages):
    html = pages()
    assert re.search(r'<td class="wavers changed">2 → 1–2</td>', html)
    assert re.search(r'<td class="moved changed">2 → 1</td>', html)
    assert "Places by counts that are the same under every other choice: 0 of 2. Surely another place under some choice: 2." in html  # fmt: skip


def test_each_head_says_the_choice_and_the_command_that_builds_the_paper_under_it(pages):
    heads = [text_of(head) for head in re.findall(r'<th scope="col" class="choice[^>]*>(.*?)</th>', pages())]
    assert heads[:4] == [
        'Rounding rule cut off make paper STUDY=pair PARAMS="rule=floor"',
        "Left out Kazakhstan",
        "Rounding rule · Population cut off · bank 2024 "
        """make paper STUDY=pair PARAMS="rule=floor population='bank 2024'\"""",
        'Last day counted 1 September 2024 make paper STUDY=pair PARAMS="as_of=2024-09-01"',
    ]


def test_rows_and_columns_without_a_change_are_marked_for_the_filter(pages):
    html = pages()
    assert re.search(r'<tr class="same"><th scope="row">2\. Text of stays', html)
    assert re.search(r'<tr><th scope="row">1\. Text of falls', html)
    assert re.search(r'<th scope="col" class="choice still"><span class="kind">Rounding rule</span>', html)
    assert re.search(r'<th scope="col" class="choice"><span class="kind">Last day counted</span>', html)


def test_many_choices_are_spread_over_tables_that_fit_on_a_page(pages):
    days = [choice("as_of", f"2024-09-{day:02}") for day in range(1, 21)]
    row = {
        "id": "s",
        "number": 1,
        "text": said("T", "T"),
        "own": "holds",
        "under": {d["id"]: "holds" for d in days},
    }
    html = pages(of_counts=days, of_posts=[], statements=[row], orders=[], themes=[])
    assert [len(cells) for cells in rows_of(html, "1. T")] == [9, 9, 5]
    assert re.findall(r"<caption[^>]*>(.*?)</caption>", html) == [
        "Last day counted",
        "Last day counted (2)",
        "Last day counted (3)",
    ]


def test_accounts_of_one_country_are_told_apart_where_they_stand_together(pages):
    accounts = [
        {"account": f"kaz-{platform}-{n}", "country": "KAZ", "platform": platform}
        for platform, n in (("twitter", 1), ("twitter", 2), ("vk", 1))
    ]
    orders = [place(each["account"], [1, 1], {}) | {"platform": each["platform"]} for each in accounts]
    html = pages(accounts=accounts, orders=orders, themes=[], of_counts=[], statements=[])
    assert "There is no other choice to compare with." in html
    under = {RULE["id"]: moved([1, 1], [1, 1])}
    orders = [row | {"under": under} for row in orders]
    html = pages(accounts=accounts, orders=orders, themes=[], of_counts=[RULE], statements=[])
    assert re.findall(r'<th scope="row">(.*?)</th>', html) == [
        "Kazakhstan, kaz-twitter-1",
        "Kazakhstan, kaz-twitter-2",
        "Kazakhstan",
    ]
    assert "Followers · Twitter (X)" in html and "Followers · VK" in html


def test_themes_and_texts_of_authors_stay_text(pages, study):
    html = pages()
    assert HOSTILE not in html
    assert "<script>alert" not in html


def test_the_page_runs_only_its_own_script_and_asks_for_nothing(pages):
    html = pages()
    assert "default-src 'none'" in html
    assert not re.search(r'(?:src|href)="https?:', html)


def test_a_study_without_statements_says_so(pages):
    html = pages(statements=[])
    assert "The study has no statements to be tested." in html
    assert "2 → 1" in html


@pytest.mark.parametrize(
    ("language", "first"),
    [("kk", "Басқа таңдаулардың бәрінде"), ("tr", "Öteki seçimlerin hiçbirinde")],
)
def test_the_page_comes_in_the_languages_of_the_paper_and_leads_to_the_others(pages, language, first):
    html = pages(language)
    assert f'<html lang="{language}" dir="ltr">' in html and first in html
    assert 'href="what-if.en.html" lang="en" hreflang="en"' in html
    assert (
        f'href="what-if.{language}.html" lang="{language}" hreflang="{language}" aria-current="page"' in html
    )


def test_a_language_written_from_right_to_left_has_its_page_and_its_arrows_that_way(pages, study):
    (study.folder / "words").mkdir()
    (study.folder / "words" / "ar.yaml").write_text("verdict: {holds: يصح, fails: لا يصح}", encoding="utf-8")
    arabic = study.model_copy(update={"languages": ["ar"], "title": {"ar": "وزارتان"}})
    row = statement("s", 1, "holds", "holds", "holds", "holds", "fails") | {
        "text": {"en": "Text", "ar": "نص"}
    }
    pages(statements=[row], themes=[])
    html = write_page(arabic, "ar").read_text("utf-8")
    assert '<html lang="ar" dir="rtl">' in html
    assert "✓ ← ✗" in html and "2 ← 1" in html


def test_the_same_bytes_come_twice(pages):
    assert pages() == pages()


def test_a_page_before_its_numbers_is_told_in_words(study):
    with pytest.raises(StudyError, match="run `make what-if STUDY=pair`"):
        write_page(study, "en")


def test_the_index_leads_to_the_page_where_there_is_one(pages, study):
    assert "what-if.en.html" not in write_index(study).read_text("utf-8")
    pages()
    assert 'href="what-if.en.html"' in write_index(study).read_text("utf-8")


@pytest.mark.parametrize("language", languages())
def test_every_language_that_comes_along_has_the_words_of_the_page(language):
    own = terms(SimpleNamespace(language=language, has=lambda key: False))
    english = terms(SimpleNamespace(language="en", has=lambda key: False))
    mine = {key: text for key, text in own.items() if key.startswith("what_if.")}
    assert len(mine) > 30
    if language != "en":
        assert [key for key, text in mine.items() if text == english[key]] == []
    for key, text in mine.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", english[key])), key
