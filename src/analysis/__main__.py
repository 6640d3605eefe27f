"""The command line behind the Makefile: `python -m analysis <step> …`, one step per rule."""

import argparse
import sys
from pathlib import Path

from analysis.study import StudyError, find_root, read_study, write_whole


def main(arguments: list[str] | None = None) -> int:
    """Run one step; what an author can mend is told in words, with exit code 1 and without a traceback."""
    options = _parser().parse_args(arguments)
    try:
        return options.step(options) or 0
    except StudyError as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\n{_disk(error)}\n", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="analysis", description=__doc__)
    steps = parser.add_subparsers(required=True, metavar="step")

    def step(name: str, function, help: str) -> argparse.ArgumentParser:
        added = steps.add_parser(name, help=help)
        added.set_defaults(step=function)
        added.add_argument("--study", required=True)
        return added

    run = step("run", _run, "execute a notebook")
    run.add_argument("notebook", type=Path)
    run.add_argument("out", type=Path)
    run.add_argument("--parameters", type=Path, help="file with the overrides, as name=value words")
    parameters = step("parameters", _parameters, "check the overrides and keep them in a file")
    parameters.add_argument("out", type=Path)
    parameters.add_argument("--params", default="")
    ledger = step("ledger", _ledger, "gather what the executed notebooks handed on")
    ledger.add_argument("notebooks", nargs="+", type=Path)
    paper = step("paper", _paper, "write the paper in one language")
    paper.add_argument("--language", required=True)
    paper.add_argument("--strict", action="store_true", help="digits typed in the manuscript stop the build")
    copies = step("copies", _copies, "executed notebooks as offline HTML")
    copies.add_argument("notebooks", nargs="+", type=Path)
    step("index", _index, "the page that leads to everything")
    step("what-if", _what_if, "what other choices do to statements and orders")
    page = step("what-if-page", _what_if_page, "the page that shows it, in one language")
    page.add_argument("--language", required=True)
    codebook = step(
        "codebook", _codebook, "another tool's dictionary as the study's codebook, or the other way"
    )
    codebook.add_argument("--from", dest="dictionary", default="")
    codebook.add_argument("--to", dest="target", default="")
    codebook.add_argument("--language", default="", help="of its words")
    coding = step("coding-sheets", _coding_sheets, "a sample of posts for coders, one blind sheet each")
    coding.add_argument("--coders", required=True)
    step("adjudication", _adjudication, "the sheet of posts on which coders differ")
    step("share", _share, "a bundle without any text")
    rehydrate = step("rehydrate", _rehydrate, "join a shared bundle to an export")
    rehydrate.add_argument("--from", dest="export", required=True)
    rehydrate.add_argument("--bundle", default="")
    rehydrate.add_argument(
        "--complete", default="", help="1: the export was asked for every id of the bundle"
    )
    step("lab", _lab, "copies of the notebooks to try things in")
    step("review", _review, "copies of the executed notebooks")
    step("check", _check, "what is complete, missing or odd in a study's files")
    study = steps.add_parser("study", help="a new study, with everything filled in that can be")
    study.set_defaults(step=_new_study)
    study.add_argument("--name", required=True)
    study.add_argument("--countries", required=True)
    study.add_argument("--languages", default="en")
    study.add_argument("--tables", default="csv", help="csv: a file per table; xlsx: one workbook")
    step("workbook", _workbook, "put a study's tables into one workbook")
    step("tables", _tables, "write the tables of a study's workbook as CSV files")
    steps.add_parser("dictionary", help="the raw tables' columns, as README.md lists them").set_defaults(
        step=_dictionary
    )
    return parser


def _run(options: argparse.Namespace) -> None:
    from analysis.publish.notebooks import to_html
    from analysis.run import parse_parameters, run

    overrides = parse_parameters(options.parameters.read_text(encoding="utf-8")) if options.parameters else {}
    run(options.notebook, options.out, {"study": options.study} | overrides)
    to_html(options.out, options.out.with_suffix(".html"))  # here, where everything for it is loaded already


def _parameters(options: argparse.Namespace) -> None:
    from analysis.run import check_parameters, parse_parameters

    read_study(options.study)
    check_parameters(parse_parameters(options.params), sorted((find_root() / "notebooks").glob("*.ipynb")))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(options.out, options.params)


def _ledger(options: argparse.Namespace) -> None:
    from analysis.publish.ledger import harvest, write_ledger, write_values

    study = read_study(options.study)
    ledger = harvest(study, options.notebooks)
    write_values(ledger, study.processed)
    write_ledger(ledger, study.build)


def _paper(options: argparse.Namespace) -> None:
    from analysis.publish.render import render

    render(read_study(options.study), options.language, strict=options.strict)


def _copies(options: argparse.Namespace) -> None:
    from analysis.publish.notebooks import to_html

    for notebook in options.notebooks:
        to_html(notebook, notebook.with_suffix(".html"))


def _index(options: argparse.Namespace) -> None:
    from analysis.publish.index import write_index

    write_index(read_study(options.study))


def _what_if(options: argparse.Namespace) -> None:
    from analysis.publish.what_if import write_what_if

    write_what_if(read_study(options.study))


def _what_if_page(options: argparse.Namespace) -> None:
    from analysis.publish.what_if import write_page

    write_page(read_study(options.study), options.language)


def _codebook(options: argparse.Namespace) -> None:
    from analysis.measure.dictionaries import adopt, write_quanteda

    if bool(options.dictionary) == bool(options.target):
        raise StudyError(
            "name the dictionary to read, make codebook FROM=<file> [LANGUAGE=en], or the one to write, TO=<file>.yml"
        )
    study = read_study(options.study)
    if options.target:
        print(write_quanteda(study, Path(options.target), *filter(None, [options.language])))
        return
    path, notes = adopt(study, Path(options.dictionary), language=options.language or "any")
    print(*notes, f"Written: {path.relative_to(study.root)}", sep="\n")


def _coding_sheets(options: argparse.Namespace) -> None:
    from analysis.measure.hand_codes import draw_sheets

    coders = options.coders.split()
    if not coders:
        raise StudyError('name the coders: make coding-sheets CODERS="anna bolat"')
    print(draw_sheets(read_study(options.study), coders))


def _adjudication(options: argparse.Namespace) -> None:
    from analysis.measure.hand_codes import draw_adjudication

    print(draw_adjudication(read_study(options.study)))


def _share(options: argparse.Namespace) -> None:
    from analysis.publish.sharing import share

    print(f"The bundle is {share(read_study(options.study))}")


def _rehydrate(options: argparse.Namespace) -> None:
    from analysis.publish.rehydration import rehydrate

    if not options.export:
        raise StudyError("name your export: make rehydrate FROM=<file or folder>")
    if options.complete not in ("", "0", "1"):
        raise StudyError(f"COMPLETE={options.complete}: write COMPLETE=1, or leave it out")
    bundle = Path(options.bundle) if options.bundle else None
    complete = options.complete == "1"
    print(rehydrate(read_study(options.study), Path(options.export), bundle, complete=complete).text)


def _lab(options: argparse.Namespace) -> None:
    from analysis.lab import open_lab

    study = read_study(options.study)
    print(open_lab(study).relative_to(study.root))


def _review(options: argparse.Namespace) -> None:
    from analysis.lab import open_review

    study = read_study(options.study)
    print(open_review(study).relative_to(study.root))


def _new_study(options: argparse.Namespace) -> None:
    from analysis.new import new_study, next_steps

    root = find_root()
    countries, languages = options.countries.split(), options.languages.split()
    paths = new_study(root, options.name, countries, languages, kept=options.tables)
    print(next_steps(root, paths))


def _workbook(options: argparse.Namespace) -> None:
    from analysis.keeping import to_workbook

    print(to_workbook(read_study(options.study)))


def _tables(options: argparse.Namespace) -> None:
    from analysis.keeping import to_files

    print(to_files(read_study(options.study)))


def _check(options: argparse.Namespace) -> int:
    from analysis.check.lines import lines
    from analysis.check.page import write_page
    from analysis.check.study import check

    report = check(options.study)
    page = write_page(report)
    print(lines(report, page.relative_to(report.study.root).as_posix()))
    return 0 if report.sound else 1


def _dictionary(_: argparse.Namespace) -> None:
    from analysis.clean.schemas import dictionary

    print(dictionary(), end="")


def _disk(error: OSError) -> str:
    if error.errno == 28:
        return f"{error.filename or 'the disk'}: no room left on the disk; make room and run the same command again"
    return f"{error.filename or 'file'}: {error.strerror or error}"


if __name__ == "__main__":
    sys.exit(main())
