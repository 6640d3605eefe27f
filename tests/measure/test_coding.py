"""The coder: what a word is, what meets an indicator, and that the fast way, the plain way and others agree."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import duckdb
import mortal
import numpy as np
import pandas as pd
import pytest
import yaml
from made_posts import PlainCoder, plain_words, posts

from analysis.measure import coding, matcher
from analysis.measure.codebook import ANY, Codebook, checked, codebook_of
from analysis.measure.coding import code, code_parts, evidence
from analysis.measure.dictionaries import as_quanteda
from analysis.measure.tokens import Folded, boundaries, folded, indicators, words
from analysis.study import StudyError, read_study

ROOT = Path(__file__).resolve().parents[2]


def book(*themes: tuple[str, dict], parents: dict[str, str] | None = None, **settings) -> Codebook:
    """A codebook from (id, indicators by language)."""
    rows = [
        {"id": name, "label": {"en": name}, "indicators": lists, "parent": (parents or {}).get(name)}
        for name, lists in themes
    ]
    return checked({"themes": rows} | settings, "here")


def meets(text: str, *patterns: str, language: str = "en", **settings) -> bool:
    return bool(code([text], book(("theme", {language: list(patterns)}), **settings), [language])[0])


@pytest.fixture(scope="module")
def shipped() -> Codebook:
    return codebook_of(read_study("turkic-2024", ROOT))


@pytest.fixture(scope="module")
def rows(shipped) -> list[tuple[str, str, str, bool]]:
    return [
        (theme.id, language, phrase, counts)
        for theme in shipped.themes
        for lists, counts in ((theme.indicators, True), (theme.exclusions, False))
        for language, phrases in lists.items()
        for phrase in phrases
    ]


# Folding and words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("İSTANBUL Iğdır ısı i̇ş", "istanbul iğdir isi iş"),
        ("ҚАЗАҚСТАН Өзбекстан ІЛЕ", "қазақстан өзбекстан іле"),
        ("O‘zbek o’zbek o'zbek o`zbek oʻzbek oʼzbek o´zbek", " ".join(["oʼzbek"] * 7)),
        ("'quoted' 'tog‘'", "'quoted' 'tog''"),
        ("#BM’nin BM’nin#BM #oʻzb'ek'i #5’in", "#bm'nin bmʼnin#bm #oʼzb'ekʼi #5'in"),
        ("a \t\n\u00a0\u2028b\u200bc", "a b c"),
        ("со\u00adюз до\u0301говор ❤\ufe0f", "союз договор ❤"),
        ("и\u0306од э\u0306 и\u0308", "йод э\u0306 ӥ"),
        ("Ə ǝ Ə", "ə ə ə"),
        ("", ""),
    ],
)
def test_letters_are_folded(text, plain):
    assert folded(text) == plain


def test_an_apostrophe_after_a_letter_of_an_indicator_is_a_letter():
    assert indicators(["tog'", "bm'*", "o`zbek*", "'x"]) == ["togʼ", "bmʼ*", "oʼzbek*", "'x"]
    assert indicators([]) == []


WORDS = [
    ("BM’nin kararı, Türkiye'ye", ["bmʼnin", "karari", ",", "türkiyeʼye"]),
    ("the ministers' 'talks'", ["the", "ministers", "'", "'", "talks", "'"]),
    ("бизнес-форум БҰҰ-ның — иә -жоқ", ["бизнес-форум", "бұұ-ның", "—", "иә", "-", "жоқ"]),
    ("#COP29 #Бір_екі, (#үш)", ["#cop29", "#бір_екі", ",", "(", "#үш", ")"]),
    ("#a#b#c", ["#a#", "b", "#c"]),
    (".@MFA_KZ: @ x@y", [".", "@mfa_kz", ":", "@", "x", "@y"]),
    ("(https://mfa.gov.kz/a?b=visit#c) www.un.org, t.co", ["(", "https://mfa.gov.kz/a?b=visit#c", ")", "www.un.org", ",", "t.co"]),
    ("Info@mfa.gov.kz!", ["info@mfa.gov.kz", "!"]),
    ("Источник:МИД т.е.", ["источник", ":", "мид", "т.е", "."]),
    ("3,5 млн. 1.2 a,b 2024-2025 x_y", ["3,5", "млн", ".", "1.2", "a", ",", "b", "2024-2025", "x_y"]),
    ("🇰🇿🇺🇿 👍🏽🤝", ["🇰🇿", "🇺🇿", "👍🏽", "🤝"]),
    ("@мид мид@un x@ мид@мид.kz @'юж", ["@мид", "мид", "@un", "x@", "мид@мид.kz", "@'юж"]),
    ('צה"ל "שלום" ג׳ון', ['צה"ל', '"', "שלום", '"', "ג׳ון"]),
    ("1،5 2٫5 a، b", ["1،5", "2٫5", "a", "،", "b"]),
    ("AI모델 2024년 x서울", ["ai", "모델", "2024", "년", "x", "서울"]),
    ("🅿🅰rk ⓐb ՀՀ՚ն", ["🅿🅰rk", "ⓐb", "հհ՚ն"]),
    ("a\uf8ffb c \u2063 d\U000f0000e", ["a", "b", "c", "d", "e"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words_are_those_of_quanteda(text, expected):
    assert words(text) == expected


def test_a_name_is_split_from_its_sign_only_where_it_begins_a_word():
    assert words("@un2024-го x@y @мид (@un)", split_tags=True) == [
        "@", "un2024-го", "x@y", "@мид", "(", "@", "un", ")",
    ]  # fmt: skip


def test_tags_and_hyphens_can_be_split():
    assert words("#COP29 @un e-gov", split_tags=True, split_hyphens=True) == [
        "#",
        "cop29",
        "@",
        "un",
        "e",
        "-",
        "gov",
    ]


def test_word_boundaries_are_those_of_icu_for_every_letter_and_sign():
    """Not compared: scripts without spaces, for which ICU needs a dictionary, and : and @, on which versions differ."""
    breakers = pytest.importorskip("icu4py.breakers", reason="the package icu4py is not installed")
    blocks = [
        (0x21, 0x300),
        (0x370, 0x590),
        (0x5D0, 0x600),
        (0x606, 0x6DD),
        (0x1E00, 0x2000),
        (0x2010, 0x2028),
    ]
    blocks += [(0x2030, 0x2D00), (0xA700, 0xA800), (0x1F100, 0x1F1E6), (0x1F600, 0x1F650)]
    signs = [chr(point) for begin, end in blocks for point in range(begin, end)]
    for sign in (
        sign
        for sign in signs
        if sign.isprintable() and unicodedata.is_normalized("NFC", sign) and sign not in "¸:@"
    ):
        for text in (f"a{sign}a", f"1{sign}1", f"a{sign}", f"_{sign}_"):
            ends = np.cumsum([len(piece) for piece in breakers.WordBreaker(text, "en")])
            points = Folded(np.array([ord(one) for one in text]), np.array([0]))
            own = boundaries(points, split_tags=True, split_hyphens=True)
            assert np.flatnonzero(own).tolist() == [0, *ends], (text, hex(ord(sign)))


# What meets an indicator --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("visit", "A VISIT.", True),
        ("visit", "visits", False),
        ("visit*", "Visiting", True),
        ("visit*", "revisit", False),
        ("visit*", "#visit", False),
        ("visit*", "@visit", False),
        ("visit*", "https://visit.kz/visit", False),
        ("visit*", "visit-card", True),
        ("visit", "visit-card", False),
        ("card*", "visit-card", False),
        ("visit", "«visit»", True),
        ("visit", "visit's", False),
        ("*ship", "friendship!", True),
        ("m?n", "men", True),
        ("m?n", "mn", False),
        ("*is*t*", "a visitor", True),
        ("state visit*", "state\n  visits", True),
        ("state visit*", "state, visits", False),
        ("state visit*", "state-visits", False),
        ("state visit*", "estate visits", False),
        ("foreign minist* met", "Foreign Ministers met", True),
        ("foreign minist* met", "Foreign Ministers, met", False),
        ("foreign * met", "the foreign envoys met", True),
        ("foreign * met", "foreign met", False),
        ("#cop29", "#COP29", True),
        ("#cop*", "the #COP30!", True),
        ("cop29", "#COP29", False),
        ("外交部", "中华人民共和国外交部发言人", True),
        ("外交部*", "外交部长会见", True),
        ("外交部", "#外交部", False),
        ("外交部", "外交长", False),
        ("外交部", "外 交部", False),
        ("กระทรวง", "กระทรวงการต่างประเทศ", True),
        ("외교부*", "외교부는", True),
        ("외교부", "외교부는", False),
        ("ai", "AI모델", True),
        ("ai모델", "AI모델", True),
        ("🇰🇿", "🇺🇿🇰🇿", True),
        ("🇿🇰", "🇺🇿🇰🇿", False),
        ("e-gov*", "e-government", True),
    ],
)
def test_an_indicator_is_met_as_a_glob_by_whole_words(pattern, text, expected):
    assert meets(text, pattern) is expected


@pytest.mark.parametrize(
    ("language", "pattern", "text", "expected"),
    [
        ("tr", "dışişleri bakan*", "DIŞİŞLERİ BAKANLIĞI", True),
        ("tr", "dışişleri bakan*", "Dışişleri Bakanımız", True),
        ("tr", "ilişki*", "İlişkiler", True),
        ("tr", "bm'*", "BM’nin", True),
        ("tr", "bm", "BM’nin", False),
        ("az", "iqtisad*", "İQTİSADİYYAT", True),
        ("az", "qırğız*", "QIRĞIZISTAN", True),
        ("kk", "кездес*", "КЕЗДЕСТІ", True),
        ("kk", "бұұ*", "БҰҰ-ның", True),
        ("ky", "иш-чара*", "Иш-чаралар", True),
        ("uz", "koʻrgazma*", "Ko'rgazmasi", True),
        ("uz", "koʻrgazma*", "KO`RGAZMA", True),
        ("uz", "tog'", "baland togʻ.", True),
        ("uz", "togʻ", "baland tog’.", True),
        ("uz", "togʻ", "“tog'”", True),
        ("uz", "togʻ", "togʻlar", False),
        ("uz", "togʻ*", "tog'lar", True),
        ("uz", "togʻ*", "tog", False),
        ("uz", "bogʻ yoʻl*", "bog' yo’li", True),
        ("uz", "bogʻ", "bog'bon", False),
        ("uz", "маъно*", "Маъноси", True),
        ("ru", "министр* иностранн* дел", "Министру\nиностранных дел", True),
        ("ru", "партн?р*", "партнёрство", True),
    ],
)
def test_suffixes_dotted_i_and_apostrophes_of_the_languages(language, pattern, text, expected):
    assert meets(text, pattern, language=language) is expected


def test_a_tag_is_met_as_a_word_where_tags_are_split():
    assert meets("#visit", "visit*", split_tags=True)
    assert meets("бизнес-форум", "форум*", split_hyphens=True)


def test_indicators_of_a_language_are_for_its_posts_and_for_undecided_ones():
    codebook = book(("un", {"en": ["un"], "any": ["unesco"]}), ("ship", {"tr": ["gemi"]}))
    texts = ["un unesco gemi"] * 5
    assert code(texts, codebook, ["en", "tr", "", None, "fr"]) == [
        {"un"},
        {"un", "ship"},
        {"un", "ship"},
        {"un", "ship"},
        {"un"},
    ]
    assert code(["un", "gemi"], codebook, ["tr", "en"]) == [set(), set()]
    assert code(["un"], codebook, ["und"]) == [{"un"}]


def test_a_language_is_needed_for_each_post():
    with pytest.raises(ValueError, match="2 posts, but 1 languages"):
        code(["a", "b"], book(("x", {"en": ["a"]})), ["en"])


def test_an_exclusion_cancels_only_what_lies_inside_it_and_only_for_its_theme():
    codebook = checked(
        {
            "themes": [
                {"id": "security", "label": {"en": "S"}, "indicators": {"en": ["security"], "ru": ["security"]},
                 "exclusions": {"en": ["social security"]}},
                {"id": "words", "label": {"en": "W"}, "indicators": {"en": ["security", "security council"]},
                 "exclusions": {"en": ["the security"]}},
            ]
        },
        "here",
    )  # fmt: skip
    assert code(
        ["social security", "social security and security", "the security council"], codebook, ["en"] * 3
    ) == [
        {"words"},
        {"security", "words"},
        {"security", "words"},
    ]
    assert code(["social security"], codebook, ["ru"]) == [{"security"}]


def test_a_stem_as_exclusion_cancels_to_the_end_of_its_word():
    codebook = checked(
        {"themes": [{"id": "visits", "label": {"tr": "Z"}, "indicators": {"tr": ["ziyaret*"]}, "exclusions": {"tr": ["ziyaretçi*"]}}]},
        "here",
    )  # fmt: skip
    assert code(["ziyaretçilerimiz", "ziyaretçi ve ziyaret"], codebook) == [set(), {"visits"}]


def test_a_post_has_the_themes_above_its_own():
    codebook = book(("a", {}), ("b", {}), ("c", {"en": ["x"]}), parents={"c": "b", "b": "a"})
    assert code(["x", "y"], codebook) == [{"a", "b", "c"}, set()]


def test_evidence_names_the_indicator_and_the_post():
    codebook = book(("a", {"en": ["visit*", "state visit"]}), ("b", {"ru": ["визит*"]}))
    found = evidence(["none", "State visit, visits", "визиты"], codebook)
    assert {tuple(row) for row in found.itertuples(index=False)} == {
        (1, "a", "en", "visit*"),
        (1, "a", "en", "state visit"),
        (2, "b", "ru", "визит*"),
    }
    assert found["post"].tolist() == [1, 1, 2]


def test_nothing_to_code_and_nothing_to_look_up():
    assert code([], book(("a", {"en": ["x"]}))) == []
    assert code(["", None, " "], book(("a", {"en": ["x"]}))) == [set(), set(), set()]
    assert code(["x"], Codebook(themes=[])) == [set()]
    assert code(["x"], book(("a", {}))) == [set()]
    assert evidence(["y"], book(("a", {"en": ["x"]}))).empty


def test_a_post_cannot_reach_into_the_next_one():
    codebook = book(("a", {"en": ["state visit"]}), ("b", {"en": ["* visit"]}))
    assert code(["state", "visit", " visit", "\x00state\x00visit"], codebook) == [
        set(),
        set(),
        set(),
        {"a", "b"},
    ]


def test_more_than_255_different_letters_are_looked_up_too():
    many = [chr(point) + "x" for point in range(0xAC00, 0xAC00 + 400)] + ["visit*"]
    codebook = book(("a", {"any": ["가x"]}), ("b", {"any": many}))
    assert code(["가x", "visits", "가"], codebook) == [{"a", "b"}, {"b"}, set()]


def test_links_without_end_are_coded_in_time():
    began = time.perf_counter()
    code(
        ["www." + "a." * 50_000, "a" * 50_000 + "@" + "b" * 50_000, "http://" + "x" * 100_000],
        book(("a", {"en": ["a"]})),
    )
    assert time.perf_counter() - began < 5


# Other ways to the same result --------------------------------------------------------------------------------


def test_the_fast_coder_agrees_with_a_plain_one_on_a_hundred_thousand_posts(shipped, rows):
    made = list(posts([(language, phrase) for _, language, phrase, _ in rows], 100_000, seed=20_24))
    plain = PlainCoder(rows, {theme.id: theme.parent for theme in shipped.themes})
    coded = code([text for text, _ in made], shipped, [language for _, language in made])
    wrong = [
        (text, language)
        for (text, language), themes in zip(made, coded)
        if plain.themes(text, language) != themes
    ]
    assert wrong == []
    assert 0.3 < sum(map(bool, coded)) / len(coded) < 0.9  # the posts are not all of one kind


def test_wildcards_everywhere_agree_with_the_plain_coder():
    patterns = [
        "*лар",
        "о?а*",
        "?? a*",
        "* visit",
        "*gʻ*",
        "ıl*k",
        "*-*",
        "#*",
        "o'z*",
        "tog'",
        "a*b*c",
        "*?и",
    ]
    themes = [(f"t{number}", ANY, pattern, True) for number, pattern in enumerate(patterns)]
    codebook = book(*((name, {ANY: [pattern]}) for name, _, pattern, _ in themes))
    fillers = ["visit", "ola bog' ILIK e-gov abc", "State visit", "балалар", "оʻзб", "oʻz", "#visit лари"]
    made = [text for text, _ in posts([("uz", pattern) for pattern in [*patterns, *fillers]], 5_000, seed=7)]
    plain = PlainCoder(themes, {name: None for name, *_ in themes})
    coded = code(made, codebook)
    assert [text for text, found in zip(made, coded) if plain.themes(text, "") != found] == []


def test_neither_the_batch_nor_the_order_changes_a_result(shipped, rows, monkeypatch):
    made = list(posts([(language, phrase) for _, language, phrase, _ in rows], 2_000, seed=3))
    texts, languages = map(list, zip(*made))
    at_once = code(texts, shipped, languages)
    assert [code([text], shipped, [language])[0] for text, language in made[:200]] == at_once[:200]
    assert code(texts[::-1], shipped, languages[::-1])[::-1] == at_once
    monkeypatch.setattr(matcher, "BATCH", 500)
    assert code(texts, shipped, languages) == at_once
    numbered = evidence(texts, shipped, languages).groupby("post")["theme"].agg(set)
    above = shipped.above()
    for number, themes in enumerate(at_once):
        own = numbered.get(number, set())
        assert themes == own.union(*(above[name] for name in own))


def test_words_of_made_posts_are_those_of_the_plain_way(rows):
    made = posts([(language, phrase) for _, language, phrase, _ in rows], 3_000, seed=11)
    for text, _ in made:
        assert words(text) == [word for word in plain_words(text) if word != " "], text


@pytest.fixture
def quanteda(tmp_path) -> Callable[..., str]:
    """Runs a script of R on the texts given it as `texts`, and returns what it wrote to out.txt."""
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed: no Rscript")
    asked = "stopifnot(packageVersion('quanteda') >= '4', requireNamespace('jsonlite'))"
    if subprocess.run(["Rscript", "-e", asked], capture_output=True).returncode:
        pytest.skip("R is here, but not the packages quanteda, version 4, and jsonlite")

    def run(texts: list[str], script: str) -> str:
        (tmp_path / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
        begin = """
            Sys.setlocale("LC_ALL", "C.UTF-8"); suppressMessages(library(quanteda))
            texts <- jsonlite::fromJSON("texts.json")
        """
        subprocess.run(["Rscript", "-e", begin + script], cwd=tmp_path, check=True, timeout=300)
        return (tmp_path / "out.txt").read_text(encoding="utf-8")

    return run


def test_quanteda_cuts_folded_posts_into_the_same_words(rows, quanteda):
    made = [text for text, _ in posts([(row[1], row[2]) for row in rows], 5_000, seed=13)]
    texts = [folded(text) for text in [*made, *(text for text, _ in WORDS)]]
    cut = quanteda(
        texts,
        """cut <- vapply(as.list(tokens(texts)), paste, "", collapse = "\\x1f")
        writeLines(cut, "out.txt", useBytes = TRUE)""",
    ).split("\n")
    assert len(cut) == len(texts) + 1
    assert [(text, line) for text, line in zip(texts, cut) if "\x1f".join(words(text)) != line] == []


def test_quanteda_finds_the_same_themes(shipped, rows, quanteda, tmp_path):
    """Folded posts and indicators, so that only the look-up is compared; exclusions are no part of quanteda's."""
    flat = Codebook(
        themes=[
            theme.model_copy(
                update={
                    "parent": None,
                    "exclusions": {},
                    "indicators": {
                        "any": list(dict.fromkeys(indicators(sum(theme.indicators.values(), []))))
                    },
                }
            )
            for theme in shipped.themes
        ]
    )
    texts = [folded(text) for text, _ in posts([(row[1], row[2]) for row in rows], 20_000, seed=5)]
    (tmp_path / "dictionary.yml").write_text(
        yaml.safe_dump(as_quanteda(flat), allow_unicode=True, default_style='"'), encoding="utf-8"
    )
    found = quanteda(
        texts,
        """found <- tokens_lookup(tokens(texts), dictionary(file = "dictionary.yml"), valuetype = "glob")
        writeLines(vapply(as.list(found), function(x) paste(unique(x), collapse = " "), ""), "out.txt")""",
    )
    themes = [set(line.split()) for line in found.splitlines()]
    assert len(themes) == len(texts)
    own = code(texts, flat)
    assert [text for text, one, other in zip(texts, own, themes) if one != other] == []


# Parts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def parts(rows, tmp_path) -> list[Path]:
    """Twenty-four parts of 250 posts each, as the cleaning writes them."""
    folder = tmp_path / "posts"
    folder.mkdir()
    paths = [folder / f"part-{number:02}.parquet" for number in range(24)]
    for number, path in enumerate(paths):
        made = [text for text, _ in posts([(row[1], row[2]) for row in rows], 250, seed=number)]
        write_part(path, made, first=number * 250)
    return paths


def write_part(path: Path, texts: list[str | None], first: int = 0, **columns: list) -> None:
    numbers = [str(1_800_000_000_000_000_000 + first + number) for number in range(len(texts))]
    frame = pd.DataFrame({"platform": "twitter", "post_id": numbers, "text": texts} | columns)
    with duckdb.connect() as connection:
        connection.from_df(frame).write_parquet(str(path))


def read_part(path: Path) -> list[tuple]:
    with duckdb.connect() as connection:
        return connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


VISITS = book(("visits", {"en": ["visit*"], "ru": ["визит*"]}), ("b", {"any": ["#b"]}))


def test_a_part_has_its_posts_in_their_order_with_language_and_themes(tmp_path):
    write_part(
        tmp_path / "part-0.parquet",
        ["They are on a visit of the city #b", None, "Визит министра и поездка в Баку"],
    )
    [row] = code_parts([tmp_path / "part-0.parquet"], VISITS, tmp_path / "out").to_dict("records")
    assert (row["part"], row["posts"], row["coded"]) == ("part-0.parquet", 3, 2)
    assert read_part(tmp_path / "out" / "part-0.parquet") == [
        ("twitter", "1800000000000000000", "en", ["visits", "b"]),
        ("twitter", "1800000000000000001", "", []),
        ("twitter", "1800000000000000002", "ru", ["visits"]),
    ]


def test_the_language_of_a_post_is_kept_where_the_cleaning_has_decided_it(tmp_path):
    write_part(tmp_path / "part-0.parquet", ["a visit", "a visit", "a visit"], language=["ru", "en", None])
    code_parts([tmp_path / "part-0.parquet"], VISITS, tmp_path / "out")
    coded = read_part(tmp_path / "out" / "part-0.parquet")
    assert [row[2:] for row in coded] == [("ru", []), ("en", ["visits"]), ("", ["visits"])]


def test_a_part_without_posts_is_a_part_without_posts(tmp_path):
    write_part(tmp_path / "part-0.parquet", [])
    assert code_parts([tmp_path / "part-0.parquet"], VISITS, tmp_path / "out")["posts"].tolist() == [0]
    assert read_part(tmp_path / "out" / "part-0.parquet") == []


def test_what_is_left_of_an_earlier_run_is_removed(tmp_path):
    write_part(tmp_path / "part-0.parquet", ["visit"])
    write_part(tmp_path / "part-1.parquet", ["visit"])
    both = [tmp_path / "part-0.parquet", tmp_path / "part-1.parquet"]
    code_parts(both, VISITS, tmp_path / "out")
    code_parts(both[:1], VISITS, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["part-0.parquet"]


def test_two_parts_of_one_name_are_refused(tmp_path):
    with pytest.raises(StudyError, match="p.parquet: two parts of one name"):
        code_parts([tmp_path / "a" / "p.parquet", tmp_path / "b" / "p.parquet"], VISITS, tmp_path / "out")


def test_a_part_that_is_no_part_of_posts_says_what_is_missing(tmp_path):
    with duckdb.connect() as connection:
        connection.from_df(pd.DataFrame({"post_id": ["1"]})).write_parquet(str(tmp_path / "p.parquet"))
    with pytest.raises(
        StudyError, match="p.parquet: no column platform, text; expected a part of tidy posts"
    ):
        code_parts([tmp_path / "p.parquet"], VISITS, tmp_path / "out")


def test_a_part_that_is_not_what_its_worker_wrote_is_noticed(tmp_path, monkeypatch):
    write_part(tmp_path / "part-0.parquet", ["visit"])
    forged = coding.CodedPart("part-0.parquet", 1, 1, "0" * 64)
    monkeypatch.setattr(coding, "code_part", lambda path, codebook, out: (out / path.name).touch() or forged)
    with pytest.raises(StudyError, match="part-0.parquet: not what the worker wrote"):
        code_parts([tmp_path / "part-0.parquet"], VISITS, tmp_path / "out")


def test_two_processes_write_the_bytes_that_one_writes(parts, shipped, tmp_path):
    alone = code_parts(parts[:4], shipped, tmp_path / "alone")
    pair = code_parts(parts[:4], shipped, tmp_path / "pair", workers=2)
    assert pair.equals(alone) and alone["posts"].sum() == 1_000


def test_a_process_that_dies_changes_nothing(tmp_path):
    paths = [tmp_path / f"part-{number}" for number in range(4)]
    assert [part.part for part in coding._in_processes(mortal.dies_once, paths, 2)] == [
        path.name for path in paths
    ]
    assert (tmp_path / "part-1.died").exists()


def test_processes_that_always_die_end_in_words(tmp_path):
    with pytest.raises(
        StudyError, match="part-0: not coded, the processes died 3 times; is there memory enough"
    ):
        coding._in_processes(mortal.always_dies, [tmp_path / "part-0"], 2)


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler, and its two workers: processes of their own on this machine."""
    pytest.importorskip("distributed", reason="the package distributed is not installed (extra cluster)")
    file = tmp_path / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "DASK_TEMPORARY_DIRECTORY": str(tmp_path)}
    common = ["--scheduler-file", str(file), "--host", "127.0.0.1", "--no-dashboard"]
    started = []

    def start(module: str, *options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *common, *options]
        with (tmp_path / f"{module}-{len(started)}.log").open("w") as log:
            process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
        started.append(process)
        return process

    try:
        start("dask_scheduler", "--port", "0")
        waited_for(file.exists)
        workers = [start("dask_worker", "--no-nanny", "--nthreads", "1") for _ in range(2)]
        yield yaml.safe_load(file.read_text())["address"], workers
    finally:
        for process in reversed(started):
            process.kill()
            process.wait(timeout=30)


def waited_for(happened, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_whose_worker_is_killed_gives_the_same_bytes(cluster, parts, shipped, tmp_path):
    from distributed import Client

    address, (doomed, other) = cluster
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    result: dict[str, pd.DataFrame] = {}
    run = threading.Thread(
        target=lambda: result.update(far=code_parts(parts, shipped, tmp_path / "far", scheduler=address))
    )
    run.start()
    waited_for(lambda: len(list((tmp_path / "far").glob("*.parquet"))) >= 4)
    doomed.send_signal(signal.SIGKILL)
    done = len(list((tmp_path / "far").glob("*.parquet")))
    assert done < len(parts), "the worker was killed too late for the test to show anything"
    run.join(timeout=120)
    assert doomed.wait(timeout=10) == -signal.SIGKILL and other.poll() is None
    assert result["far"].equals(code_parts(parts, shipped, tmp_path / "near"))


def test_a_scheduler_without_the_package_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(
        StudyError, match="tcp://127.0.0.1:1: needs the package `distributed`; install the extra `cluster`"
    ):
        code_parts([tmp_path / "p.parquet"], VISITS, tmp_path / "out", scheduler="tcp://127.0.0.1:1")
