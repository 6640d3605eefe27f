import hashlib
import json
import re
import shutil
import signal
import subprocess
import time
import zipfile
from pathlib import Path

import pytest
from projects import copy_project, make
from pypdf import PdfReader

LANGUAGES = ("kk", "en", "tr")
KEPT = (".html", ".pdf", ".docx", ".svg", ".ipynb", ".json")


def digests(folder: Path) -> dict[str, str]:
    """A digest of each result of a build; work files and kernels' folders are left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.suffix in KEPT and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def words_of(pdf: Path) -> str:
    """The PDF's text on one line, without the hyphens of line ends."""
    text = " ".join(page.extract_text() for page in PdfReader(pdf).pages)
    return re.sub(r"\s+", " ", text)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad-]", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_comes_as_html_pdf_and_docx(paper, language):
    for ending in ("html", "pdf", "docx"):
        assert (paper / f"paper.{language}.{ending}").stat().st_size > 10_000


def test_a_second_make_does_nothing(built, paper):
    before = {path: path.stat().st_mtime_ns for path in paper.rglob("*") if path.is_file()}
    done = make(built, "paper")
    assert done.stdout.strip() == "Open build/turkic-2024/index.html"
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_two_builds_elsewhere_and_elsewhen_give_the_same_bytes(paper, tmp_path):
    project = copy_project(tmp_path / "other")
    done = make(project, "-j1", "paper", "TZ=Asia/Almaty", "LC_ALL=C", "PYTHONHASHSEED=5", TZ="Asia/Almaty")
    assert done.returncode == 0, done.stdout + done.stderr
    here, there = digests(paper), digests(project / "build" / "turkic-2024")
    assert len(here) > 30
    assert here == there


@pytest.mark.parametrize("seconds", [0.4, 1.5, 3.5, 6.0, 8.0])
def test_a_killed_build_is_made_good_by_the_next(built, paper, tmp_path, seconds):
    project = copy_project(tmp_path / "killed")
    process = subprocess.Popen(
        ["make", "paper"],
        cwd=project,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    subprocess.run(
        ["kill", f"-{int(signal.SIGKILL)}", "--", f"-{process.pid}"], check=False, stderr=subprocess.DEVNULL
    )
    process.wait()
    done = make(project, "paper")
    assert done.returncode == 0, done.stdout + done.stderr
    assert digests(project / "build" / "turkic-2024") == digests(paper)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_is_tagged_and_in_its_language(paper, language):
    catalog = PdfReader(paper / f"paper.{language}.pdf").trailer["/Root"]
    assert catalog["/Lang"] == language
    assert catalog["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in catalog["/Metadata"].get_data()


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_has_title_letters_and_every_figure(paper, language):
    text = squeezed(words_of(paper / f"paper.{language}.pdf"))
    ledger = json.loads((paper / "ledger.json").read_text("utf-8"))
    assert squeezed(ledger["study"]["title"][language]) in text
    if language == "kk":
        assert set("ӘәғҚқңӨөҰұүі") <= set(text)
    for figure in ledger["figures"].values():
        assert squeezed(figure["caption"][language])[:60] in text


def test_docx_names_its_language_and_describes_its_figures(paper):
    with zipfile.ZipFile(paper / "paper.kk.docx") as docx:
        document = docx.read("word/document.xml").decode()
        assert 'w:val="kk"' in docx.read("word/styles.xml").decode()
    ledger = json.loads((paper / "ledger.json").read_text("utf-8"))
    assert document.count("<pic:pic") == len(ledger["figures"])
    assert len(re.findall(r'<wp:docPr[^>]* descr="[^"]{40,}', document)) == len(ledger["figures"])


def test_every_number_of_facts_that_is_printed_is_as_shown(paper):
    """Followers and posts in the English paper's tables, typed here from the source's own figures."""
    html = (paper / "paper.en.html").read_text("utf-8")
    for shown in ("1.8 million", "28,700", "205,200", "17,500", "52,900", "15,200", "9,921", "4,338", "7,948", "1,835",
                  "102.4 million", "38.6 million", "21.6 million", "9.9 million", "816,600", "201,000", "544,000"):  # fmt: skip
        assert shown in html, shown


def test_figures_have_alt_text_with_the_numbers_drawn(paper):
    figures = json.loads((paper / "ledger.json").read_text("utf-8"))["figures"]
    alt = figures["fig-per-capita"]["alt"]
    assert "20.2" in alt["en"] and "20,2" in alt["kk"]  # 205,200 / 10,153.958
    assert len(figures) >= 7


def test_notebooks_are_beside_the_paper_executed_and_in_html(paper):
    names = {path.stem for path in (paper / "notebooks").glob("*.ipynb")}
    assert names == {"1-clean", "2-reach", "3-leaders", "4-robustness", "5-themes", "6-claims"}
    assert names == {path.stem for path in (paper / "notebooks").glob("*.html")}


@pytest.mark.parametrize(
    "page", ["paper.kk.html", "paper.en.html", "paper.tr.html", "index.html", "notebooks/2-reach.html"]
)
def test_pages_load_nothing_from_elsewhere(paper, page):
    html = (paper / page).read_text("utf-8")
    loaded = re.findall(r"<(?:script|img|iframe|source|video|audio)[^>]*\ssrc=[\"']?([^\"'\s>]+)", html)
    loaded += re.findall(r"<link[^>]*rel=[\"']?stylesheet[^>]*href=[\"']?([^\"'\s>]+)", html)
    loaded += re.findall(r"@import|url\((?![\"']?(?:data:|#))[^)]+\)", html)
    assert [address for address in loaded if not address.startswith("data:")] == []


def test_another_choice_gives_another_paper_and_says_so(built, paper):
    before = (paper / "paper.en.html").read_text("utf-8")
    done = make(built, "paper", 'PARAMS=population="worldbank 2024"')
    assert done.returncode == 0, done.stdout + done.stderr
    after = (paper / "paper.en.html").read_text("utf-8")
    assert after != before and "worldbank 2024" in after
    assert make(built, "paper").returncode == 0
    assert (paper / "paper.en.html").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["STUDY=turkic-2042"], "There is no study 'turkic-2042'"),
        (["STUDY=../x"], "There is no study '../x'"),
        (["STUDY=a/b"], "There is no study 'a/b'"),
        (["STUDY=%"], "There is no study '%'"),
        (["STUDY="], "There is no study ''"),
        (["PARAMS=ruel=floor"], "unknown parameter 'ruel'; did you mean 'rule'?"),
        (["PARAMS=rule=roundish"], "rule: Input should be 'platform', 'nearest', 'floor' or 'unknown'"),
        (["PARAMS=floor"], "write name=value"),
    ],
)
def test_a_wrong_word_on_the_command_line_is_explained(built, paper, words, told):
    done = make(built, "paper", *words)
    assert done.returncode != 0
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert make(built, "paper").returncode == 0


def test_a_figure_that_no_notebook_made_stops_the_build_with_its_line(built, paper):
    manuscript = built / "studies" / "turkic-2024" / "paper.en.md"
    text = manuscript.read_text("utf-8")
    try:
        manuscript.write_text(text + '\n{{ figure("fig-per-kapita") }}\n', "utf-8")
        done = make(built, "paper")
        assert done.returncode != 0
        assert f"paper.en.md, line {text.count(chr(10)) + 2}" in done.stderr
        assert "fig-per-kapita" in done.stderr and "fig-per-capita" in done.stderr
    finally:
        manuscript.write_text(text, "utf-8")
    assert make(built, "paper").returncode == 0


def test_a_bad_cell_stops_the_build_and_leaves_the_last_paper(built, paper):
    raw = built / "data" / "raw" / "turkic-2024" / "snapshots.csv"
    text, before = raw.read_text("utf-8"), digests(paper)
    try:
        raw.write_text(text.replace("1.8 million", "28.7B many"), "utf-8")
        done = make(built, "paper")
        assert done.returncode != 0
        assert "snapshots.csv, row 2, column followers_shown" in done.stderr and "28.7B many" in done.stderr
    finally:
        raw.write_text(text, "utf-8")
    assert make(built, "paper").returncode == 0
    assert digests(paper) == before


def test_no_room_on_the_disk_is_said(tmp_path):
    """In a small file system, where the machine allows to make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)], capture_output=True
    ).returncode:
        pytest.skip("this machine does not let the test mount a small file system")
    try:
        project = copy_project(disk / "small")
        (disk / "filler").write_bytes(b"0" * max(0, shutil.disk_usage(disk).free - 60_000))
        done = make(project, "paper")
        assert done.returncode != 0
        assert "no room left on the disk" in (done.stderr + done.stdout).lower()
        assert not (project / "build" / "turkic-2024" / "paper.en.html").exists()
        (disk / "filler").unlink()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_two_other_studies_build_without_a_change_of_code(others):
    nordic, baltic = (others / "build" / name for name in ("nordic-2025", "baltic-2025"))
    english = (nordic / "paper.en.html").read_text("utf-8")
    assert "Sweden" in english and "41,200" in english
    turkish = (nordic / "paper.tr.html").read_text("utf-8")
    assert "41.200" in turkish and "İsveç" in turkish
    assert "not first beyond doubt" in (baltic / "paper.en.html").read_text("utf-8")
    for page in (english, turkish):
        assert "Türkiye" not in page and "Turkic" not in page


def test_results_of_two_studies_differ(others):
    values = [
        json.loads((others / "build" / name / "ledger.json").read_text("utf-8"))["values"]
        for name in ("nordic-2025", "baltic-2025")
    ]
    assert values[0]["mfa-nor.followers"]["value"] == 41_200
    assert values[1]["pres-lva.followers"]["value"] == 33_000
    assert not set(values[0]) & set(values[1]) - {
        name for name in values[0] if name.split(".")[0] in ("claims", "robustness", "themes", "context")
    }


def test_what_a_study_lacks_is_not_made_and_not_missed(others):
    figures = json.loads((others / "build" / "nordic-2025" / "ledger.json").read_text("utf-8"))["figures"]
    assert "fig-per-capita" in figures
    assert "fig-leaders" not in figures and "fig-themes" not in figures


PAPER_WHITE = '<rect width="100%" height="100%" fill="#ffffff"/>'


def test_the_figure_of_the_readme_is_the_one_that_is_built(paper):
    """Mend it by copying the built figure, with a white ground for readers in the dark."""
    readme = (Path(__file__).parents[2] / "docs" / "per-capita.svg").read_text("utf-8")
    built = (paper / "figures" / "fig-per-capita.en.svg").read_text("utf-8")
    assert PAPER_WHITE in readme
    assert readme.replace(PAPER_WHITE, "") == built
