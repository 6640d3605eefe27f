"""Manuscripts before the build: marked places, references that lead nowhere, and names that do not exist.

What depends on a value is left to the build.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import jinja2
from jinja2 import nodes

from analysis.check.findings import Finding, of_error
from analysis.publish.filling import environment, keep_line_ends
from analysis.publish.header import ManuscriptError, header, without_header
from analysis.publish.manuscript import FUNCTIONS, SECTIONS
from analysis.publish.names import near
from analysis.publish.page import editions
from analysis.study import Study

OPEN = re.compile(r"\*\*\\\[(.+?)\\\]\*\*", re.DOTALL)
NOT_PROSE = re.compile(
    r"<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}|^```.*?^```|`[^`\n]*`|\]\([^)\n]*\)|<https?:[^>\s]*>",
    re.DOTALL | re.MULTILINE,
)
CITED = re.compile(r"(?<![\w@./])-?@\{?(\w(?:[\w:.#$%&+?<>~/-]*\w)?)")
ENTRY = re.compile(r"^\s*@(?!comment|string|preamble)\w+\s*\{\s*([^,\s]+)", re.MULTILINE | re.IGNORECASE)
REFERENCES = ("fig-", "tbl-", "sec-", "eq-")
# What the name given to a function is one of, and which argument it is where not the first.
NAMED = dict.fromkeys(("account", "holder"), "account")
NAMED |= dict.fromkeys(("accounts", "ranked", "platforms"), "group")
NAMED |= dict.fromkeys(("claim", "holds", "verdict", "require"), "claim")
PLACE_OF_NAME = {"ranked": 1}


@dataclass(frozen=True)
class Known:
    """What a manuscript can name: accounts and claims, as far as their files could be read, and groups."""

    account: set[str] | None
    claim: set[str] | None
    group: set[str] | None


@dataclass
class Found:
    """What stands in a template: texts and open places that are printed whatever the data hold, and calls.

    A call is its line, its function, the name that it is given, and whether it stands under a condition.
    """

    texts: list[str] = field(default_factory=list)
    places: list[tuple[int, str]] = field(default_factory=list)
    calls: list[tuple[int, str, str, bool]] = field(default_factory=list)


def manuscripts(study: Study, known: Known) -> list[Finding]:
    """Findings in every paper.<language>.md of the study, and languages without one."""
    there = sorted(path.name for path in study.folder.glob("paper.*.md") if path.is_file())
    return [
        *_languages(study, there),
        *(finding for name in there for finding in _manuscript(study, name, known)),
    ]


def _languages(study: Study, there: list[str]) -> list[Finding]:
    written = editions(study)
    lacking = [each for each in study.languages if each not in written]
    unlisted = [name for name in there if name.split(".")[1] not in study.languages]
    alone = "no language of study.yaml has a manuscript; copy one from another study, or run make study anew"
    return [
        *(
            [Finding("wrong", f"paper.{lacking[0]}.md", f"not there: {alone}")]
            if lacking and not written
            else []
        ),
        *(
            Finding(
                "missing", f"paper.{each}.md", "not there; write it, or take the language out of study.yaml"
            )
            for each in lacking
            if written
        ),
        *(
            Finding("wrong", name, "a language that study.yaml does not list; add it there, with its title")
            for name in unlisted
        ),
    ]


def _manuscript(study: Study, name: str, known: Known) -> list[Finding]:
    try:
        text = (study.folder / name).read_text(encoding="utf-8-sig")
        header(text, name)
        tree = environment().parse(keep_line_ends(text))
    except UnicodeDecodeError as error:
        return [Finding("wrong", name, f"byte {error.start + 1} is not UTF-8; save it as UTF-8")]
    except ManuscriptError as error:
        return of_error(error, name)
    except jinja2.TemplateSyntaxError as error:
        return [Finding("wrong", name, error.message, (error.lineno,))]
    language, found = name.split(".")[1], _looked_through(tree)
    return [
        *_unknown_functions(tree, name),
        *_names(found, name, known),
        *_sections(found, name, study, language),
        *_references(text, name, study, _section_texts(found, study, language)),
        *_places(found, text, name),
    ]


def _looked_through(tree: nodes.Template) -> Found:
    """What the template prints whatever the data hold, and which functions it calls."""
    found = Found()
    marking = {
        macro.name
        for macro in tree.find_all(nodes.Macro)
        if any(r"**\[" in data.data for data in macro.find_all(nodes.TemplateData))
    }
    _walk(tree, found, marking, conditional=False)
    return found


def _walk(node: nodes.Node, found: Found, marking: set[str], *, conditional: bool) -> None:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        _called(node, found, marking, conditional)
    if isinstance(node, nodes.TemplateData) and not conditional:
        found.texts.append(node.data)
    inner = conditional or isinstance(node, nodes.If | nodes.For | nodes.CondExpr | nodes.Macro)
    for child in node.iter_child_nodes():
        _walk(child, found, marking, conditional=inner)


def _called(call: nodes.Call, found: Found, marking: set[str], conditional: bool) -> None:
    words = [each.value if isinstance(each, nodes.Const) else None for each in call.args]
    name = call.node.name
    if name in marking and words and isinstance(words[0], str) and not conditional:
        found.places.append((call.lineno, words[0]))
    place = PLACE_OF_NAME.get(name, 0)
    if len(words) > place and isinstance(words[place], str):
        found.calls.append((call.lineno, name, words[place], conditional))


def _unknown_functions(tree: nodes.Template, file: str) -> list[Finding]:
    """Words between braces that are neither functions of a manuscript nor set in it."""
    names = list(tree.find_all(nodes.Name))
    made = {each.name for each in names if each.ctx != "load"}
    made |= {macro.name for macro in tree.find_all(nodes.Macro)} | {"loop", "caller", "varargs", "kwargs"}
    known = {*FUNCTIONS, *made, *environment().globals}
    lines = {each.name: each.lineno for each in reversed(names) if each.name not in known}
    return [
        Finding(
            "wrong", file, f"none of the functions of a manuscript{near(name, FUNCTIONS)}", (line,), "", name
        )
        for name, line in sorted(lines.items(), key=lambda pair: pair[1])
    ]


def _names(found: Found, file: str, known: Known) -> list[Finding]:
    """Accounts, groups and claims that do not exist; what stands under a condition is the build's to judge."""
    findings = []
    for line, function, name, conditional in found.calls:
        kind = NAMED.get(function)
        there = getattr(known, kind) if kind else None
        if there is not None and not conditional and name not in there:
            findings.append(
                Finding("wrong", file, f"there is no such {kind}{near(name, there)}", (line,), "", name)
            )
    return findings


def _section_files(found: Found, study: Study, language: str) -> Iterator[tuple[int, str, bool]]:
    for line, function, name, _ in found.calls:
        if function == "section":
            places = (study.folder / "sections", SECTIONS)
            yield line, name, any((place / f"{name}.{language}.md").is_file() for place in places)


def _sections(found: Found, file: str, study: Study, language: str) -> list[Finding]:
    known = {path.name.split(".")[0] for path in SECTIONS.glob(f"*.{language}.md")}
    mend = f"no such section in {language!r}"
    return [
        Finding("wrong", file, f"{mend}{near(name, known)}", (line,), "", name)
        for line, name, there in _section_files(found, study, language)
        if not there
    ]


def _section_texts(found: Found, study: Study, language: str) -> list[str]:
    texts = []
    for _, name, there in _section_files(found, study, language):
        own = study.folder / "sections" / f"{name}.{language}.md"
        shipped = SECTIONS / f"{name}.{language}.md"
        if there:
            texts.append((own if own.is_file() else shipped).read_text(encoding="utf-8"))
    return texts


def _references(text: str, file: str, study: Study, sections: list[str]) -> list[Finding]:
    """Citations without an entry in references.bib, and cross-references to sections or equations without an id."""
    entries = bibliography(study)
    ids = set(re.findall(r"#((?:sec|eq)-[\w-]+)", "\n".join([text, *sections])))
    findings = []
    for key, lines in _cited(text).items():
        if key.startswith(("fig-", "tbl-")):
            continue
        if key.startswith(REFERENCES):
            begun = any(key.startswith(each) for each in ids)
            if not begun:
                findings.append(
                    Finding("wrong", file, f"nothing has this id{near(key, ids)}", lines, "", f"@{key}")
                )
        elif key not in entries:
            mend = f"cited, and references.bib has no such entry{near(key, entries)}"
            findings.append(Finding("wrong", file, mend, lines, "", f"@{key}"))
    return findings


def bibliography(study: Study) -> set[str]:
    """The keys of the study's references.bib; none where it is not there."""
    path = study.folder / "references.bib"
    return (
        set(ENTRY.findall(path.read_text(encoding="utf-8-sig", errors="replace")))
        if path.is_file()
        else set()
    )


def _cited(text: str) -> dict[str, tuple[int, ...]]:
    """The keys that the prose cites, with their lines; what stands in code, comments and templates is no citation."""
    prose = NOT_PROSE.sub(lambda found: "\n" * found[0].count("\n"), without_header(text))
    cited: dict[str, list[int]] = {}
    for found in CITED.finditer(prose):
        cited.setdefault(found[1], []).append(prose.count("\n", 0, found.start()) + 1)
    return {key: tuple(dict.fromkeys(lines)) for key, lines in cited.items()}


def _places(found: Found, text: str, file: str) -> list[Finding]:
    """The places that only the author can fill, in the order of their lines; under a condition they are the build's."""
    written = [
        (text.count("\n", 0, text.find(place[0])) + 1, " ".join(place[1].split()))
        for data in found.texts
        for place in OPEN.finditer(data)
    ]
    return [
        Finding("missing", file, f"yours to write: {told}", (line,))
        for line, told in sorted([*found.places, *written])
    ]
