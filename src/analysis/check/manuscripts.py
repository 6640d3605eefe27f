"""Manuscripts before the build: marked places, references that lead nowhere, and names that do not exist.

What stands under a condition is left to the build.
"""

import inspect
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
from jinja2 import nodes

from analysis.check.findings import Finding, of_error
from analysis.check.values import Values
from analysis.draw import labels
from analysis.draw.words import Words
from analysis.publish import bibliography
from analysis.publish.digits import typed_digits
from analysis.publish.filling import environment, keep_line_ends, syntax_error
from analysis.publish.header import ManuscriptError, header, without_header
from analysis.publish.ledger import read_ledger
from analysis.publish.manuscript import FUNCTIONS, SECTIONS, Manuscript, fill
from analysis.publish.names import near
from analysis.publish.page import editions
from analysis.publish.pandoc import unread_bibliography
from analysis.publish.terms import ENGLISH
from analysis.study import Study, StudyError

OPEN = re.compile(r"\*\*\\\[(.+?)\\\]\*\*", re.DOTALL)
NOT_PROSE = re.compile(
    r"<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}|^```.*?^```|`[^`\n]*`|\]\([^)\n]*\)|<https?:[^>\s]*>",
    re.DOTALL | re.MULTILINE,
)
NOT_CODE = re.compile(r"<!--.*?-->|^```.*?^```", re.DOTALL | re.MULTILINE)
CITED = re.compile(r"(?<![\w@./])-?@\{?(\w(?:[\w:.#$%&+?<>~/-]*\w)?)")
REFERENCES = ("fig-", "tbl-", "sec-", "eq-")
# What the name given to a function is one of, and which argument it is where not the first.
NAMED = dict.fromkeys(("account", "holder"), "account")
NAMED |= dict.fromkeys(("accounts", "ranked", "platforms"), "group")
NAMED |= dict.fromkeys(("claim", "holds", "verdict", "require"), "claim")
PLACE_OF_NAME = {"ranked": 1}
OF_VALUES = ("value", "shown", "day", "number", "exact", "above", "plural")
PRINTING = ("figure", "table")
PRINTED = re.compile(r"""\b(?:figure|table)\(\s*["']((?:fig|tbl)-[\w-]+)""")
BY_VARIABLE = re.compile(r"\{\{[^}]*\b(?:figure|table)\(\s*[^\s\"'][^}]*\}\}")
APPENDICES = ("tbl-ledger", "tbl-environment", "tbl-parameters")
MADE = re.compile(r"""["']((?:fig|tbl)-[\w-]+)["'\\]""")


@dataclass(frozen=True)
class Known:
    """What a manuscript can name: accounts and claims, as far as their files could be read, groups, figures and
    tables that notebooks can make, and the values of the tables, which are computed only where one is named.
    """

    account: set[str] | None
    claim: set[str] | None
    group: set[str] | None
    made: set[str] | None
    values: Callable[[], Values | None]


@dataclass
class Found:
    """What stands in a template: texts and open places that are printed whatever the data hold, and calls.

    A call is its line, its function, the name that it is given, and whether it stands under a condition; `badly` are
    calls with other arguments than the function takes; `own` are names that the template sets itself.
    """

    texts: list[str] = field(default_factory=list)
    places: list[tuple[int, str]] = field(default_factory=list)
    calls: list[tuple[int, str, str, bool]] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    badly: list[tuple[int, str, str]] = field(default_factory=list)


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
        environment().from_string(keep_line_ends(text))  # which knows unknown filters, as parsing does not
        tree = environment().parse(keep_line_ends(text))
    except UnicodeDecodeError as error:
        return [Finding("wrong", name, f"byte {error.start + 1} is not UTF-8; save it as UTF-8")]
    except ManuscriptError as error:
        return of_error(error, name)
    except jinja2.TemplateSyntaxError as error:
        line, said = syntax_error(error, text)
        return [Finding("wrong", name, said, (line,))]
    language, found = name.split(".")[1], _looked_through(tree)
    findings = [
        *_unknown_functions(tree, name),
        *(Finding("wrong", name, said, (line,), "", function) for line, function, said in found.badly),
        *_names(found, name, known),
        *_values(found, name, known),
        *_figures(found, name, known),
        *_typed(text, name),
        *_sections(found, name, study, language),
        *_references(text, name, study, _section_texts(found, study, language)),
        *_form(found, text, name),
        *_places(found, text, name),
    ]
    if all(finding.kind != "wrong" for finding in findings):
        findings += _filled(text, name, study, language)
    return findings


def _filled(text: str, file: str, study: Study, language: str) -> list[Finding]:
    """What filling the manuscript finds, conditions included, where the last build knows all that the files hold."""
    ledger = study.build / "ledger.json"
    sources = [study.folder / "study.yaml", study.folder / "claims.yaml", study.folder / "codebook.yaml"]
    sources += [path for path in study.raw.rglob("*") if path.is_file()]
    if not ledger.is_file() or any(
        path.is_file() and path.stat().st_mtime > ledger.stat().st_mtime for path in sources
    ):
        return []
    built = read_ledger(study)
    if built.get("parameters"):
        return []  # built under other choices than the study's own
    try:
        fill(text, built, study, Words(language, study))
    except ManuscriptError as error:
        return of_error(error, file)
    except StudyError:
        return []  # words that cannot be read, which are told of elsewhere
    return []


def _form(found: Found, text: str, file: str) -> list[Finding]:
    """Blocks that never end, pictures that no notebook made, and ids that stand twice."""
    prose = NOT_CODE.sub(lambda hit: "\n" * hit[0].count("\n"), text)
    opened: list[int] = []
    for line, mark in enumerate(prose.split("\n"), start=1):
        if fence := re.fullmatch(r"\s*:{3,}\s*(.*?)\s*:*", mark):
            opened = [*opened, line] if fence[1] else opened[:-1]
    ids = Counter(re.findall(r"\{#((?:sec|eq)-[\w-]+)", "".join(found.texts)))
    return [
        *(
            Finding(
                "wrong", file, "a block that begins with ::: never ends; write ::: where it ends", (line,)
            )
            for line in opened
        ),
        *(
            Finding(
                "wrong",
                file,
                "not made by a notebook; show pictures by {{ figure(…) }}",
                (_line(prose, hit.start()),),
                "",
                hit[1],
            )
            for hit in re.finditer(r"!\[[^\]]*\]\(([^)\s]+)", prose)
        ),
        *(
            Finding(
                "wrong",
                file,
                "this id stands twice; every section and equation needs its own",
                (_line(text, text.rfind(f"#{name}")),),
                "",
                f"#{name}",
            )
            for name, times in ids.items()
            if times > 1
        ),
    ]


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _looked_through(tree: nodes.Template) -> Found:
    """What the template prints whatever the data hold, and which functions it calls."""
    own = {each.name for each in tree.find_all(nodes.Name) if each.ctx != "load"}
    found = Found(own=own | {macro.name for macro in tree.find_all(nodes.Macro)})
    marking = {
        macro.name
        for macro in tree.find_all(nodes.Macro)
        if any(r"**\[" in data.data for data in macro.find_all(nodes.TemplateData))
    }
    _walk(tree, found, marking, conditional=False)
    return found


CONDITIONAL = (nodes.If, nodes.For, nodes.CondExpr, nodes.Macro, nodes.And, nodes.Or)
# The part that is evaluated whatever the others come to.
ALWAYS = {nodes.If: "test", nodes.CondExpr: "test", nodes.For: "iter", nodes.And: "left", nodes.Or: "left"}


def _walk(node: nodes.Node, found: Found, marking: set[str], *, conditional: bool) -> None:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        _called(node, found, marking, conditional)
    if isinstance(node, nodes.TemplateData) and not conditional:
        found.texts.append(node.data)
    inner = conditional or isinstance(node, CONDITIONAL)
    for name, part in node.iter_fields():
        for child in part if isinstance(part, list) else [part]:
            if isinstance(child, nodes.Node):
                always = name == ALWAYS.get(type(node))
                _walk(child, found, marking, conditional=conditional if always else inner)


def _called(call: nodes.Call, found: Found, marking: set[str], conditional: bool) -> None:
    words = [each.value if isinstance(each, nodes.Const) else None for each in call.args]
    name = call.node.name
    if name in marking and words and isinstance(words[0], str) and not conditional:
        found.places.append((call.lineno, words[0]))
    if name in found.own:
        return
    place = PLACE_OF_NAME.get(name, 0)
    if len(words) > place and isinstance(words[place], str):
        found.calls.append((call.lineno, name, words[place], conditional))
    if name == "above" and len(words) > 1 and isinstance(words[1], str):
        found.calls.append((call.lineno, name, words[1], conditional))
    if name in FUNCTIONS and (said := _badly_called(name, call)):
        found.badly.append((call.lineno, name, said))


def _badly_called(name: str, call: nodes.Call) -> str:
    """What the call gives that the function does not take, or lacks; nothing where the two fit."""
    if call.dyn_args is not None or call.dyn_kwargs is not None:
        return ""
    function = inspect.signature(getattr(Manuscript, name))
    try:
        function.bind(None, *call.args, **{each.key: each.value for each in call.kwargs})
    except TypeError as error:
        takes = ", ".join(list(function.parameters)[1:]) or "nothing"
        return f"{name}() has {error}; it takes: {takes}".replace("has got", "got").replace(
            "has missing", "is missing"
        )
    return ""


def _unknown_functions(tree: nodes.Template, file: str) -> list[Finding]:
    """Words between braces that are neither functions of a manuscript nor set in it."""
    names = list(tree.find_all(nodes.Name))
    called = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
    made = {each.name for each in names if each.ctx != "load"}
    made |= {macro.name for macro in tree.find_all(nodes.Macro)} | {"loop", "caller", "varargs", "kwargs"}
    known = {*FUNCTIONS, *made, *environment().globals}
    lines = {each.name: each.lineno for each in reversed(names) if each.name not in known}
    bare = 'not a function of a manuscript; what a function is given stands in quotation marks: value("mfa-nor.followers")'
    return [
        Finding(
            "wrong",
            file,
            f"none of the functions of a manuscript{near(name, FUNCTIONS)}" if name in called else bare,
            (line,),
            "",
            name,
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


def _values(found: Found, file: str, known: Known) -> list[Finding]:
    """Values that no table gives; what stands under a condition is the build's to judge."""
    named = [
        (line, name)
        for line, function, name, conditional in found.calls
        if function in OF_VALUES and not conditional
    ]
    values = known.values() if named else None
    return [
        Finding("wrong", file, said, (line,), "", name)
        for line, name in named
        if values and (said := values.wrong_with(name))
    ]


def _figures(found: Found, file: str, known: Known) -> list[Finding]:
    """Figures and tables that no notebook makes, or that are printed twice."""
    calls = [call for call in found.calls if call[1] in PRINTING]
    printed = Counter(name for _, _, name, _ in calls)
    once = "printed twice, and each figure and table can stand in a paper only once; refer to it as"
    made = known.made
    unknown = [(line, kind, name) for line, kind, name, _ in calls if made is not None and name not in made]
    return [
        *(
            Finding("wrong", file, f"no notebook makes this {kind}{near(name, made)}", (line,), "", name)
            for line, kind, name in unknown
        ),
        *(
            Finding("wrong", file, f"{once} @{name}", (line,), "", name)
            for line, _, name, conditional in calls
            if printed[name] > 1 and not conditional
        ),
    ]


def figures_and_tables(root: Path) -> set[str] | None:
    """The ids of all figures and tables that the notebooks of the project can make; None where there are none."""
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    places = [*notebooks, *Path(labels.__file__).parent.glob("*.py")]
    made = {name for place in places for name in MADE.findall(place.read_text(encoding="utf-8"))}
    return made if notebooks else None


def _typed(text: str, file: str) -> list[Finding]:
    """Numbers typed by hand, which nothing keeps true."""
    mend = "typed by hand, so that nothing keeps it true; print it with {{ value(…) }}, or write [COVID-19]{.name} where it belongs to a name"
    return [Finding("odd", file, mend, (line,), "", word) for line, word in typed_digits(text)]


def _section_file(name: str, study: Study, language: str) -> Path | None:
    """The section in the language, or the English one that stands in for it; the study's own comes first."""
    files = [f"{name}.{each}.md" for each in (language, ENGLISH)]
    places = [place / file for file in files for place in (study.folder / "sections", SECTIONS)]
    return next((place for place in places if place.is_file()), None)


def _sections(found: Found, file: str, study: Study, language: str) -> list[Finding]:
    """Sections that do not exist, or only in English."""
    known = {path.name.split(".")[0] for path in SECTIONS.glob("*.md")}
    findings = []
    for line, function, name, conditional in found.calls:
        if function != "section":
            continue
        own = f"sections/{name}.{language}.md"
        path = _section_file(name, study, language)
        if path is None:
            findings.append(
                Finding("wrong", file, f"there is no such section{near(name, known)}", (line,), "", name)
            )
        elif f".{language}." not in path.name and not conditional:
            mend = f"said in English, since there is no {own}; translate it there"
            findings.append(Finding("missing", file, mend, (line,), "", name))
    return findings


def _section_texts(found: Found, study: Study, language: str) -> list[str]:
    names = {name for _, function, name, _ in found.calls if function == "section"}
    paths = [_section_file(name, study, language) for name in sorted(names)]
    return [path.read_text(encoding="utf-8") for path in paths if path]


def _references(text: str, file: str, study: Study, sections: list[str]) -> list[Finding]:
    """Citations without an entry in references.bib, and cross-references to sections or equations without an id."""
    entries = bibliography.keys(study)
    whole = "\n".join([text, *sections])
    ids = {*re.findall(r"#((?:sec|eq)-[\w-]+)", whole), *PRINTED.findall(whole)}
    findings = []
    for key, lines in _cited(text).items():
        if key.startswith(("fig-", "tbl-")) and BY_VARIABLE.search(whole):
            continue  # which figures these are, only the build knows
        if key.startswith(REFERENCES):
            begun = any(key.startswith(each) for each in (*ids, *APPENDICES))
            if not begun:
                findings.append(
                    Finding(
                        "wrong",
                        file,
                        f"nothing in the paper has this id{near(key, ids)}",
                        lines,
                        "",
                        f"@{key}",
                    )
                )
        elif key not in entries:
            mend = f"cited, and references.bib has no such entry{near(key, {*entries, *ids})}"
            findings.append(Finding("wrong", file, mend, lines, "", f"@{key}"))
    return findings


def references(study: Study) -> list[Finding]:
    """What pandoc cannot read in references.bib, and keys that stand there twice, so that either may be cited."""
    file = "references.bib"
    try:
        text = bibliography.own(study)
    except ManuscriptError as error:
        return of_error(error, file)
    unread = unread_bibliography(text)
    if unread:
        mend = f"{unread[1]}; this entry, or the one before it, may lack a closing brace, a comma or a quotation mark"
        return [Finding("wrong", file, mend, (unread[0],))]
    keys = [
        (found[1], text.count("\n", 0, found.start(1)) + 1) for found in bibliography.ENTRY.finditer(text)
    ]
    first = dict(reversed(keys))
    return [
        Finding(
            "odd",
            file,
            f"stands in line {first[key]} too; give one of the two another key",
            (line,),
            "",
            key,
        )
        for key, line in keys
        if line != first[key]
    ]


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
