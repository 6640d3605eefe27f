"""Coding sheets: workbooks that coders fill in without seeing each other's codes, and what comes back from them."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.clean.problems import InputError, Problem
from analysis.clean.tables import read_table
from analysis.clean.workbook import saved
from analysis.measure.agreement import ADJUDICATED
from analysis.measure.bootstrap import generator
from analysis.measure.codebook import Theme
from analysis.measure.coding_sample import USES
from analysis.measure.mapped_codes import ELSEWHERE, as_sheets, mapping_of, unknown_themes
from analysis.study import CodeTable, StudyError, nearest, write_whole

CODER = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
RESERVED = (ADJUDICATED, "sample", "codebook")
SAMPLE = "sample.csv"
LABEL = "theme"  # the column of a sheet in which a post gets one theme
CODED = ["post_id", "variable"]  # what a coder decides
CODES = ["post_id", "coder", "variable", "value", "use", "file", "row"]
BESIDE = ("post_id", "use", "day", "language", "text", "account", "coder", "comment", "codes")
READ = (".xlsx", ".csv", ".tsv")
CELL = 32_767  # characters that a cell of a workbook can hold
_MEANINGS = {"1": "1", "0": "0", "1.0": "1", "0.0": "0", "true": "1", "false": "0", "yes": "1", "no": "0"}
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_sheets(
    sample: pd.DataFrame,
    posts: pd.DataFrame,
    themes: Sequence[Theme],
    coders: Sequence[str],
    folder: Path,
    *,
    single_label: bool = False,
    seed: int = 0,
) -> list[Path]:
    """One workbook per coder, `<coder>.xlsx`, and the sample drawn, `sample.csv`.

    A row is a post (id, use, day, language, text), in an order of the coder's own; the codes are one column
    per theme (1 or 0), or one column `theme` where every post gets one. Nothing that another coder, the
    automatic coding or the public made of a post is shown, nor whose it is, apart from what its text says.
    Sheets that exist are never overwritten: hours of work may be in them.
    """
    _check_coders(coders)
    paths = [folder / f"{coder}.xlsx" for coder in coders]
    there = [path.name for path in (*paths, folder / SAMPLE) if path.exists()]
    if there:
        raise StudyError(
            f"{', '.join(there)} in {folder.name}: already there; move or rename what is there first"
        )
    shown = _shown(sample, posts)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / SAMPLE, sample.to_csv(index=False, lineterminator="\n"))
    for coder, path in zip(coders, paths):
        order = generator(seed, "order", coder).permutation(len(shown))
        write_whole(path, _workbook(shown.iloc[order], themes, single_label))
    return paths


def write_adjudication(
    codes: pd.DataFrame, posts: pd.DataFrame, themes: Sequence[Theme], folder: Path
) -> Path:
    """`adjudicated.xlsx`: the posts on which coders differ, filled in where they agree, empty where they do not.

    The column `codes` says who chose what. What is filled in here wins over the coders' sheets.
    """
    path = folder / f"{ADJUDICATED}.xlsx"
    if path.exists():
        raise StudyError(f"{path.name} in {folder.name}: already there; move or rename it first")
    open_ones = disagreements(codes)
    single_label = set(codes["variable"]) == {LABEL}
    own = codes[codes["post_id"].isin(open_ones["post_id"]) & (codes["coder"] != ADJUDICATED)]
    agreed = final_codes(own).dropna(subset=["value"])
    table = agreed.pivot(index="post_id", columns="variable", values="value")
    shown = _shown(own.drop_duplicates("post_id")[["post_id", "use"]], posts)
    told = open_ones.groupby("post_id")["told"].agg("; ".join)
    shown = shown.assign(codes=shown["post_id"].map(told)).join(table, on="post_id")
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, _workbook(shown, themes, single_label))
    return path


def read_sheets(
    folder: Path,
    themes: Sequence[Theme],
    *,
    known_posts: Iterable[str] | None = None,
    tables: Sequence[CodeTable] = (),
) -> tuple[pd.DataFrame, list[Problem]]:
    """The codes of all sheets of a folder, one row per code that was given, and what looks odd in them.

    A sheet is a workbook, CSV or TSV table named after its coder, or with a column `coder`; `adjudicated` is
    the sheet of adjudicated codes. Columns: post_id, then one per theme with 1 or 0, or one column `theme`
    with a theme's id (`variable` is then `theme`). An empty cell is no code; a theme called `NA` is a theme.
    A table with other columns is read where one of `tables` says which is which.
    `use` is what the column `use` says, empty where there is none. Raises `InputError` with every cell that
    cannot be read.
    """
    known = None if known_posts is None else set(known_posts)
    rows: list[dict] = []
    variables = [*(theme.id for theme in themes), LABEL]
    problems = [Problem(ELSEWHERE, None, None, None, wrong) for wrong in unknown_themes(tables, variables)]
    for path in _sheets(folder, problems):
        try:
            table = read_table(path)
        except InputError as error:
            problems += error.problems
            continue
        mapping = mapping_of(list(table), tables)
        for sheet, columns in as_sheets(table, mapping) if mapping else [(table, {})]:
            found, wrong = _codes(sheet, path, themes, known)
            rows += found
            problems += [replace(one, column=columns.get(one.column or "", one.column)) for one in wrong]
    codes = pd.DataFrame(rows, columns=CODES).astype({column: "str" for column in CODES if column != "row"})
    problems += _across(codes)
    if any(problem.error for problem in problems):
        raise InputError([problem for problem in problems if problem.error])
    return codes, problems


def disagreements(codes: pd.DataFrame) -> pd.DataFrame:
    """Where coders differ, one row per post and variable: `told` (`a=1; b=0`), and the adjudicated value or missing."""
    decided = codes[codes["coder"] == ADJUDICATED].set_index(CODED)["value"]
    given = codes[codes["coder"] != ADJUDICATED]
    differing = given[given.groupby(CODED)["value"].transform("nunique") > 1]
    rows = []
    for (post, variable), own in differing.groupby(CODED, sort=False):
        told = "; ".join(
            f"{coder}: {_said(variable, value)}" for coder, value in zip(own["coder"], own["value"])
        )
        value = decided.get((post, variable), np.nan)
        rows.append({"post_id": post, "variable": variable, "told": told, "adjudicated": value})
    return pd.DataFrame(rows, columns=["post_id", "variable", "told", "adjudicated"])


def _said(variable: str, value: str) -> str:
    return value if variable == LABEL else f"{variable}={value}"


def final_codes(codes: pd.DataFrame) -> pd.DataFrame:
    """One row per post and variable: `value`, and `status`, how it came about.

    `adjudicated` (that sheet wins), `agreed` (all coders chose it), `single` (one coder coded the post) or
    `disputed`: coders differ and nobody has adjudicated; the value is then missing. A majority decides
    nothing.
    """
    by_code = codes.assign(use=codes["use"].mask(codes["use"] == "")).groupby(CODED, sort=False)
    found = by_code.agg(value=("value", "first"), kinds=("value", "nunique"), use=("use", "first"))
    disputed, several = found["kinds"] > 1, by_code.size() > 1
    found["status"] = np.select([disputed, several], ["disputed", "agreed"], "single")
    found["value"] = found["value"].mask(disputed)
    decided = codes[codes["coder"] == ADJUDICATED].drop_duplicates(CODED).set_index(CODED)["value"]
    found.loc[decided.index, "value"] = decided
    found.loc[decided.index, "status"] = "adjudicated"
    final = found.reset_index()[[*CODED, "value", "status", "use"]]
    return final.assign(use=final["use"].fillna("")).astype(dict.fromkeys(final, "str"))


def each_theme(codes: pd.DataFrame, above: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """The codes, and where a post gets one theme, also what that says of each theme that somebody chose: 1 or 0.

    A post with a theme has those `above` it, too (a codebook's ids, each with those over it).
    """
    single = codes[codes["variable"] == LABEL]
    if single.empty or LABEL in above:
        return codes
    has = {name: {name, *above[name]} for name in single["value"].unique()}
    themes = [theme for theme in above if any(theme in own for own in has.values())]
    said = [
        single.assign(variable=theme, value=["1" if theme in has[name] else "0" for name in single["value"]])
        for theme in themes
    ]
    return pd.concat([codes, *said], ignore_index=True)


def codebook_page(themes: Sequence[Theme]) -> pd.DataFrame:
    """What a coder must know of each theme, a row each: label, definition and examples per language, no indicators."""
    rows = []
    for theme in themes:
        texts = {"label": theme.label, "definition": theme.definition}
        texts |= {kind: _joined(getattr(theme.examples, kind)) for kind in ("belongs", "belongs_not")}
        spoken = {f"{kind}.{language}": text for kind, by in texts.items() for language, text in by.items()}
        rows.append({"theme": theme.id, "under": theme.parent or ""} | spoken)
    frame = pd.DataFrame(rows).fillna("")
    kinds = ("theme", "under", "label", "definition", "belongs", "belongs_not")
    return frame[sorted(frame, key=lambda column: kinds.index(column.partition(".")[0]))]


def _joined(examples: dict[str, list[str]]) -> dict[str, str]:
    return {language: "\n".join(f"• {text}" for text in texts) for language, texts in examples.items()}


def _check_coders(coders: Sequence[str]) -> None:
    wrong = [coder for coder in coders if not CODER.fullmatch(coder) or coder in RESERVED]
    if wrong or not coders:
        raise StudyError(
            f"CODERS: {', '.join(map(repr, wrong)) or 'nobody'} cannot be a coder; name coders with small letters, digits, "
            f'- and _, but not {", ".join(RESERVED)}, e.g. CODERS="a b"'
        )
    if len(set(coders)) < len(coders):
        raise StudyError("CODERS: a coder is named twice")


def _shown(sample: pd.DataFrame, posts: pd.DataFrame) -> pd.DataFrame:
    """What a coder sees of each post, in the order of the sample."""
    absent = sorted(set(sample["post_id"]) - set(posts["post_id"]))
    if absent:
        raise StudyError(
            f"{len(absent)} posts of the sample are not among the posts, the first is {absent[0]}"
        )
    texts = posts.set_index("post_id")[["text", "created_at", *(["language"] if "language" in posts else [])]]
    joined = sample[["post_id", "use"]].join(texts, on="post_id", validate="one_to_one")
    day = pd.to_datetime(joined["created_at"], utc=True).dt.strftime("%Y-%m-%d")
    joined = joined.assign(day=day, language=joined.get("language", ""))
    return joined[["post_id", "use", "day", "language", "text"]].astype("str").fillna("")


def _workbook(shown: pd.DataFrame, themes: Sequence[Theme], single_label: bool) -> bytes:
    """The bytes of a workbook: posts with drop-down lists on the first sheet, the codebook on the second."""
    from openpyxl import Workbook  # only where sheets are written

    book = Workbook()
    page = book.active
    page.title = "posts"
    columns = [LABEL] if single_label else [theme.id for theme in themes]
    shown = shown.assign(**{column: "" for column in [*columns, "comment"] if column not in shown})
    beside = [column for column in shown if column not in (*columns, "comment")]
    _fill(
        page,
        shown[[*beside, *columns, "comment"]].fillna(""),
        {"text": 80, "comment": 30, "codes": 30, "post_id": 22},
    )
    codebook = book.create_sheet("codebook")
    _fill(codebook, codebook_page(themes), {"theme": 22}, width=40)
    _offer(page, themes, columns, len(beside) + 1, len(shown))
    return saved(book)


def _fill(page, table: pd.DataFrame, widths: dict[str, int], width: int = 12) -> None:
    """The table as text, whatever it looks like: an id stays an id, and what begins with = is no formula."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(table, start=1):
        cells = [column, *table[column]]
        for row, text in enumerate(cells, start=1):
            cell = page.cell(row=row, column=number)
            clean = _NOT_IN_XML.sub("", str(text))[:CELL]
            if clean:
                cell.value, cell.data_type = clean, "s"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=row == 1)
        page.column_dimensions[get_column_letter(number)].width = widths.get(column, width)
    page.freeze_panes = "B2"


def _offer(page, themes: Sequence[Theme], columns: list[str], first: int, rows: int) -> None:
    """A drop-down list in every cell for a code, with the theme's label and definition as the hint."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    by_id = {theme.id: theme for theme in themes}
    for number, column in enumerate(columns, start=first):
        listed = f"=codebook!$A$2:$A${len(themes) + 1}" if column == LABEL and len(columns) == 1 else '"1,0"'
        offer = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=True)
        if column in by_id:
            offer.showInputMessage = True
            offer.promptTitle = next(iter(by_id[column].label.values()), column)[:32]
            offer.prompt = next(iter(by_id[column].definition.values()), column)[:255]
        letter = get_column_letter(number)
        offer.add(f"{letter}2:{letter}{max(rows, 1) + 1}")
        page.add_data_validation(offer)


def _sheets(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """The sheets of a folder; what looks like one and cannot be read is a problem."""
    seen: dict[str, str] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        name = path.name
        if name.startswith(("~$", ".")) or name == SAMPLE or not path.is_file():
            continue
        if path.suffix.lower() in (".xls", ".ods", ".numbers"):
            problems.append(
                Problem(name, None, None, None, "save the sheet as .xlsx or .csv; this form is not read")
            )
        elif path.suffix.lower() in READ and path.suffix not in READ:
            problems.append(Problem(name, None, None, None, f"rename it to end in {path.suffix.lower()}"))
        elif path.suffix in READ:
            if path.stem in seen:
                problems.append(
                    Problem(name, None, None, None, f"{seen[path.stem]} is there too; keep one of the two")
                )
            seen.setdefault(path.stem, name)
            yield path


def _codes(
    table: pd.DataFrame, path: Path, themes: Sequence[Theme], known: set[str] | None
) -> tuple[list[dict], list[Problem]]:
    ids = [theme.id for theme in themes]
    columns = [column for column in table if column in ids or column == LABEL]
    problems = _header(table, path.name, columns, ids)
    if any(problem.error for problem in problems):
        return [], problems
    parents = {theme.id: theme.parent for theme in themes if theme.parent}
    rows, seen = [], {}
    for row, cells in table.iterrows():
        at = Problem(path.name, int(row), "post_id", cells["post_id"], "")
        coder = cells.get("coder") or path.stem
        problems += _post(at, coder, known, seen)
        use = cells.get("use", "").lower()
        if use and use not in USES:
            problems.append(
                Problem(path.name, int(row), "use", use, f"use one of: {', '.join(USES)}, or leave it empty")
            )
        given = {}
        for column in columns:
            value, mend = _value(cells[column], column == LABEL and LABEL not in ids, ids)
            if mend:
                problems.append(Problem(path.name, int(row), column, cells[column], mend))
            elif value:
                given[column] = value
        problems += _against_the_tree(at, given, parents)
        rows += [
            dict(zip(CODES, (cells["post_id"], coder, variable, value, use, path.name, int(row))))
            for variable, value in given.items()
        ]
    return rows, problems


def _header(table: pd.DataFrame, file: str, columns: list[str], ids: list[str]) -> list[Problem]:
    problems = []
    if "post_id" not in table:
        found = ", ".join(table) or "nothing"
        mend = f"the header lacks it; found: {found}; for a table from elsewhere, name its columns under {ELSEWHERE}"
        problems.append(Problem(file, 1, "post_id", None, mend))
    if not columns:
        problems.append(
            Problem(
                file,
                1,
                None,
                None,
                f"no column of codes; add one per theme ({', '.join(ids)}), or one called {LABEL}",
            )
        )
    if LABEL in columns and len(columns) > 1 and LABEL not in ids:
        problems.append(
            Problem(
                file,
                1,
                LABEL,
                None,
                f"both {LABEL} and one column per theme ({columns[0]} …); keep one of the two ways",
            )
        )
    for column in table:
        if column not in columns and column not in BESIDE:
            meant = difflib.get_close_matches(column, [*ids, LABEL, "post_id", "use"], n=1, cutoff=0.8)
            mend = f"no theme of codebook.yaml; {f'did you mean {meant[0]!r}?' if meant else 'the column is not read'}"
            problems.append(Problem(file, 1, column, None, mend, error=bool(meant)))
    return problems


def _post(at: Problem, coder: str, known: set[str] | None, seen: dict) -> Iterator[Problem]:
    post = at.value or ""
    if not post:
        yield Problem(at.file, at.row, "post_id", "", "empty; paste the id of the post")
        return
    if re.fullmatch(r"\d+([.,]\d+)?[eE]\+?\d+", post):
        yield Problem(
            at.file,
            at.row,
            "post_id",
            post,
            "a spreadsheet has cut this id; paste it back into a cell of text",
        )
    elif known is not None and post not in known:
        yield Problem(at.file, at.row, "post_id", post, f"no such post{_rounded(post, known)}")
    if (coder, post) in seen:
        yield Problem(
            at.file,
            at.row,
            "post_id",
            post,
            f"coded in row {seen[coder, post]} too; keep one of the two rows",
        )
    seen.setdefault((coder, post), at.row)


def _rounded(post: str, known: set[str]) -> str:
    """A spreadsheet keeps 15 digits of a number: which post an id with zeros behind these can have been."""
    if re.fullmatch(r"\d{15,}", post) and set(post[15:]) <= {"0"}:
        meant = [other for other in sorted(known) if len(other) == len(post) and other[:14] == post[:14]]
        if meant:
            return f"; a spreadsheet has rounded the id: was it {meant[0]}? paste it as text"
    return "; is it a post of another study, or was it left out?"


def _value(cell: str, label: bool, ids: list[str]) -> tuple[str, str]:
    """The code that a cell gives (empty for none), and what is to be mended."""
    if cell == "":
        return "", ""
    if not label:
        meaning = _MEANINGS.get(cell.lower(), "")
        return (
            meaning,
            "" if meaning else "write 1 or 0; leave it empty only where the post could not be coded",
        )
    if cell in ids:
        return cell, ""
    folded = [name for name in ids if name.casefold() == cell.casefold()]
    if len(folded) == 1:
        return folded[0], ""
    return (
        "",
        f"no theme of codebook.yaml{nearest(cell, ids)}; leave it empty only where the post could not be coded",
    )


def _against_the_tree(at: Problem, given: dict[str, str], parents: dict[str, str]) -> Iterator[Problem]:
    for theme, above in parents.items():
        if given.get(theme) == "1" and given.get(above) == "0":
            yield Problem(
                at.file,
                at.row,
                above,
                "0",
                f"the post has {theme}, which is a kind of {above}; write 1, or 0 for both",
            )


def _across(codes: pd.DataFrame) -> Iterator[Problem]:
    """What only shows when sheets are held against each other."""
    kinds = {name: set(own["variable"]) == {LABEL} for name, own in codes.groupby("file")}
    if len(set(kinds.values())) > 1:
        single = sorted(name for name, one in kinds.items() if one)
        yield Problem(
            single[0],
            None,
            LABEL,
            None,
            "this sheet gives one theme per post and another gives several; use one way",
        )
    yield from _same_coder(codes)
    for post, own in codes[codes["use"] != ""].groupby("post_id", sort=False):
        if own["use"].nunique() > 1:
            last = own.iloc[-1]
            mend = (
                f"{own['file'].iloc[0]} says {own['use'].iloc[0]} of post {post}; say the same in all sheets"
            )
            yield Problem(last["file"], int(last["row"]), "use", last["use"], mend)
    coders = codes[codes["coder"] != ADJUDICATED]
    if coders["coder"].nunique() > 1:
        for name, own in coders.groupby("coder"):
            missing = coders["post_id"].nunique() - own["post_id"].nunique()
            if missing:
                mend = f"{missing} posts that others coded have no code of {name}"
                yield Problem(own["file"].iloc[0], None, None, None, mend, error=False)


def _same_coder(codes: pd.DataFrame) -> Iterator[Problem]:
    """A coder whose codes for a post stand in two files."""
    files = codes.drop_duplicates(["post_id", "coder", "file"])
    for _, again in files[files.duplicated(["post_id", "coder"])].iterrows():
        mend = f"another sheet has codes of {again['coder']} for this post; keep one"
        yield Problem(again["file"], int(again["row"]), "post_id", again["post_id"], mend)
