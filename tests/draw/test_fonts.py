"""Which fonts a language is drawn and set in, and what is said where none has its letters."""

from pathlib import Path

import pytest
from projects import OWN_STUDIES

from analysis.draw import fonts, style
from analysis.draw.words import Words
from analysis.study import StudyError


@pytest.fixture
def words(study):
    """The words of a language from the study cairo-tokyo-2025, for a study of which a test may change the folder."""

    def read(language: str) -> Words:
        file = study.folder / "words" / f"{language}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        own = OWN_STUDIES / "cairo-tokyo-2025" / "study" / "words" / f"{language}.yaml"
        file.write_bytes(own.read_bytes())
        return Words(language, study)

    return read


@pytest.fixture
def bare_machine(monkeypatch):
    """A machine without any font of its own."""
    monkeypatch.setattr(fonts, "_of_machine", tuple)


def test_latin_and_cyrillic_need_no_font_of_the_machine(bare_machine):
    for language in ("en", "kk", "tr", "ru", "az", "uz", "ky"):
        assert fonts.of_figures(Words(language)) == fonts.of_text(Words(language)) == fonts.Fonts()


def test_chinese_without_a_font_stops_and_says_what_to_install(words, bare_machine):
    with pytest.raises(StudyError) as refused:
        style.of_language(words("zh"))
    told = str(refused.value)
    assert "no font on this machine has letters that 'zh' needs" in told
    assert "Noto Sans CJK SC (on Debian and Ubuntu: apt install fonts-noto-cjk" in told
    assert "studies/small/fonts/" in told
    with pytest.raises(StudyError, match="Noto Serif CJK SC"):
        fonts.of_text(words("zh"))


def test_arabic_without_a_font_is_set_in_dejavu_and_says_so(words, bare_machine):
    arabic = words("ar")
    assert fonts.of_figures(arabic) == fonts.of_text(arabic) == fonts.Fonts()
    assert fonts.advice(arabic).startswith(
        "the PDF in 'ar' is set in DejaVu Sans, for want of Noto Naskh Arabic; install"
    )


def test_a_font_in_the_study_s_folder_comes_first(words, study, bare_machine):
    import matplotlib

    folder = study.folder / "fonts"
    folder.mkdir(parents=True)
    dejavu = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"
    (folder / "own.ttf").write_bytes(dejavu.read_bytes())
    assert fonts.of_figures(Words("en", study)) == fonts.Fonts(("DejaVu Serif",), (folder / "own.ttf",))


def test_a_letter_that_no_font_has_stops_the_figure_and_is_named(study):
    figure = style.new_figure(1)
    figure.text(0.5, 0.5, "外")
    with pytest.raises(
        StudyError, match=r"no font of the figures has 外 \(U\+5916\): .*studies/small/fonts/"
    ):
        style.svg(figure, Words("en", study))


def test_a_file_that_is_no_font_is_passed_over(words, study, bare_machine):
    folder = study.folder / "fonts"
    folder.mkdir(parents=True)
    (folder / "broken.ttf").write_bytes(b"no font")
    with pytest.raises(StudyError, match="apt install fonts-noto-cjk"):
        fonts.of_figures(words("zh"))


def test_every_script_of_the_table_has_what_messages_name():
    for script, known in fonts._table().items():
        assert known["text"] and known["figures"] and known["package"].startswith("fonts-"), script
