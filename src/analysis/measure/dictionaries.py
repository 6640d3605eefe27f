"""Dictionaries of other tools as codebooks: quanteda's YAML, LIWC's .dic, Lexicoder's .lc3 and Yoshikoder's .ykd.

A category becomes a theme, the category over it the theme's parent, its words the indicators of one language (or of
`any`). What quanteda leaves out on reading is left out here too, and told in `notes`: LIWC's conditional codes,
categories that are not defined, words that stand twice, and patterns that no word of a text can meet, such as `:)`.
"""

import itertools
import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from analysis.measure.codebook import ANY, Codebook, Theme, checked, codebook_of, unusable, write_codebook
from analysis.study import Study, StudyError, write_whole

LARGEST = 50_000_000


class Imported(NamedTuple):
    codebook: Codebook
    notes: list[str]


class _TextLoader(yaml.BaseLoader):
    """Reads every scalar as text, as quanteda does (`NO` is Norway), and no aliases, which could nest without end."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            place = self.peek_event().start_mark
            raise yaml.composer.ComposerError(None, None, "put a word that begins with * in quotes", place)
        return super().compose_node(parent, index)


class Category(NamedTuple):
    """A category with its words and the categories under it."""

    name: str
    words: list[str]
    below: list["Category"]
    label: dict[str, str] = {}
    definition: dict[str, str] = {}


def read_dictionary(path: Path, *, language: str = ANY) -> Imported:
    """The dictionary at `path` as a codebook, its words as indicators of `language`, with notes on what was left out.

    The kind of file is told by its ending. A codebook of this project's own is read as it is. Raises `StudyError`
    for a file that is none of these, or is broken.
    """
    if path.suffix.lower() not in READERS:
        raise StudyError(f"{path.name}: expected a dictionary that ends in {', '.join(READERS)}")
    if path.stat().st_size > LARGEST:
        raise StudyError(f"{path.name}: larger than {LARGEST // 1_000_000} MB, which no dictionary is")
    notes: list[str] = []
    try:
        found = READERS[path.suffix.lower()](path, notes)
    except RecursionError as error:
        raise StudyError(f"{path.name}: categories are nested too deeply to be a dictionary") from error
    if isinstance(found, Codebook):
        return Imported(found, notes)
    if not any(True for _ in _walk(found)):
        raise StudyError(f"{path.name}: no category found")
    return Imported(_codebook(found, language, notes, path.name), notes)


def adopt(study: Study, path: Path, *, language: str = ANY) -> tuple[Path, list[str]]:
    """Write the dictionary as the study's codebook, and tell where it is and what was left out.

    A codebook that the study has already stays; the new one is then written beside it, under the dictionary's
    name. Labels that a language of the paper lacks stand in brackets, to be translated.
    """
    if not path.is_file():
        raise StudyError(f"FROM={path}: there is no such file")
    codebook, notes = read_dictionary(path, language=language)
    own = study.folder / "codebook.yaml"
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "dictionary"
    target = own.with_name(f"codebook.{name}.yaml") if own.exists() else own
    if target.exists():
        raise StudyError(f"{target.relative_to(study.root)} is there already; move it away first")
    write_codebook(_labelled_in(study.languages, codebook), target)
    return target, notes


def _labelled_in(languages: list[str], codebook: Codebook) -> Codebook:
    themes = [
        theme.model_copy(
            update={
                "label": {name: f"[{next(iter(theme.label.values()), theme.id)}]" for name in languages}
                | theme.label
            }
        )
        for theme in codebook.themes
    ]
    return codebook.model_copy(update={"themes": themes})


def as_quanteda(codebook: Codebook, *languages: str) -> dict[str, Any]:
    """The codebook as quanteda's `dictionary(file=…)` reads it from YAML: themes under their parents, words in a list.

    Only the indicators of `languages` and of `any` are in it, or all of them where no language is given.
    """
    below: dict[str | None, list[Theme]] = {}
    for theme in codebook.themes:
        below.setdefault(theme.parent, []).append(theme)

    def entry(theme: Theme) -> list[Any]:
        wanted = [
            words for key, words in theme.indicators.items() if not languages or key in (*languages, ANY)
        ]
        words = list(dict.fromkeys(itertools.chain.from_iterable(wanted)))
        return [*words, *({child.id: entry(child)} for child in below.get(theme.id, []))]

    return {theme.id: entry(theme) for theme in below.get(None, [])}


def write_quanteda(study: Study, path: Path, *languages: str) -> str:
    """Write the study's codebook as a dictionary for quanteda; what a reader should know of it."""
    codebook = codebook_of(study)
    if not codebook.themes:
        raise StudyError(f"studies/{study.name}/codebook.yaml: there is none, so there is nothing to write")
    if path.exists():
        raise StudyError(f"TO={path}: is there already; name another file, or move it away first")
    # In quotation marks, since R reads 3,5 as a number.
    text = yaml.safe_dump(
        as_quanteda(codebook, *languages), allow_unicode=True, default_style='"', sort_keys=False, width=1_000
    )
    write_whole(path, text)
    left = sum(len(phrases) for theme in codebook.themes for phrases in theme.exclusions.values())
    return f"Written: {path}. Left out, as quanteda has none: {left} exclusions. Letters are not folded there as they are here."


def _read_yaml(path: Path, notes: list[str]) -> Codebook | list[Category]:
    """A codebook of our own, or categories from quanteda's YAML."""
    try:
        content = yaml.load(_text(path), Loader=_TextLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise StudyError(f"{path.name}{where}: {getattr(error, 'problem', error)}") from error
    if not isinstance(content, dict):
        raise StudyError(
            f"{path.name}: expected categories as `name: [word, …]`, found {type(content).__name__}"
        )
    if isinstance(content.get("themes"), list):
        return checked(content, path.name)
    return [_category(str(name), value, notes) for name, value in content.items()]


def _category(name: str, value: Any, notes: list[str]) -> Category:
    """A category from a word, a list of words and categories, or a mapping of categories."""
    if isinstance(value, str):
        return Category(name, [value] if value.strip() else [], [])
    if isinstance(value, list):
        words = [item for item in value if isinstance(item, str)]
        below = [_category(*pair, notes) for item in value if isinstance(item, dict) for pair in item.items()]
        return Category(name, words, below)
    if isinstance(value.get("label"), dict):
        return _labelled(name, value, notes)
    return Category(name, [], [_category(key, item, notes) for key, item in value.items()])


def _labelled(name: str, value: dict[str, Any], notes: list[str]) -> Category:
    """A category with a label and maybe a description by language; mappings beside these are categories under it."""
    others = {key: item for key, item in value.items() if key not in ("label", "description", "definition")}
    below = [_category(key, item, notes) for key, item in others.items() if isinstance(item, dict)]
    notes += [f"{name}: {key!r} is left out" for key, item in others.items() if not isinstance(item, dict)]
    return Category(
        name, [], below, value["label"], value.get("definition") or value.get("description") or {}
    )


def _read_liwc(path: Path, notes: list[str]) -> list[Category]:
    """Categories between two lines of %, then words with the numbers of theirs; tabs before a number are its depth."""
    lines = _text(path).splitlines()
    marks = [number for number, line in enumerate(lines) if line.strip() == "%"]
    if len(marks) < 2:
        raise StudyError(f"{path.name}: expected the categories between two lines that are only %")
    categories: dict[str, Category] = {}
    over: list[tuple[int, Category]] = []
    top: list[Category] = []
    for line in lines[marks[0] + 1 : marks[1]]:
        if found := re.match(r"(\t*)\s*(\d+)\s+(\S.*)", line):
            depth, number, name = len(found[1]), found[2], found[3].split("\t")[0].strip()
            category = categories[number] = Category(name, [], [])
            over = [(place, above) for place, above in over if place < depth]
            (over[-1][1].below if over else top).append(category)
            over.append((depth, category))
    for number, line in enumerate(lines[marks[1] + 1 :], start=marks[1] + 2):
        _add_liwc(line.strip(), f"{path.name}, line {number}", categories, notes)
    return top


def _add_liwc(line: str, where: str, categories: dict[str, Category], notes: list[str]) -> None:
    if not line:
        return
    if "<of>" in line:
        notes.append(f"{where}: left out, <of> is a condition: {line!r}")
        return
    if re.search(r"\(.+\)", line):
        notes.append(f"{where}: the condition in brackets is left out: {line!r}")
        line = re.sub(r"\(.+\)", " ", line)
    word, *fields = re.sub(r"\s+(\d)", r"\t\1", line).split("\t")
    numbers = [field.strip() for field in fields if field.strip().isdecimal()]
    if not numbers:
        notes.append(f"{where}: left out, no category: {line!r}")
    for number in numbers:
        if number in categories:
            categories[number].words.append(word.strip())
        else:
            notes.append(f"{where}: category {number} of {word.strip()!r} is not defined")


def _read_lexicoder(path: Path, notes: list[str]) -> list[Category]:
    """Categories as lines that begin with +, each followed by its words, one a line."""
    categories: list[Category] = []
    for number, line in enumerate(map(str.strip, _text(path).splitlines()), start=1):
        if line.startswith("+"):
            categories.append(Category(line[1:].strip(), [], []))
        elif line and not categories:
            raise StudyError(
                f"{path.name}, line {number}: expected a category such as +ECONOMY before {line!r}"
            )
        elif line:
            categories[-1].words.append(line)
    return categories


def _read_yoshikoder(path: Path, notes: list[str]) -> list[Category]:
    """Categories as nested <cnode>, words as their <pnode>; an XML file that declares entities is refused."""
    content = path.read_bytes()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise StudyError(
            f"{path.name}: declares XML entities, which no Yoshikoder dictionary needs; not read"
        )
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise StudyError(f"{path.name}: broken XML: {error}") from error
    if root.tag != "dictionary":
        raise StudyError(f"{path.name}: expected <dictionary>, found <{root.tag}>")
    return [_node(node) for node in root.findall("cnode")]


def _node(node: ElementTree.Element) -> Category:
    words = [word.get("name", "") for word in node.findall("pnode")]
    return Category(node.get("name", ""), words, [_node(child) for child in node.findall("cnode")])


READERS: dict[str, Callable[[Path, list[str]], Codebook | list[Category]]] = {
    ".yml": _read_yaml,
    ".yaml": _read_yaml,
    ".dic": _read_liwc,
    ".lc3": _read_lexicoder,
    ".ykd": _read_yoshikoder,
}


def _text(path: Path) -> str:
    """The file's text as UTF-8, or as Windows-1252, in which older dictionaries are written."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", "replace")


def _walk(
    categories: list[Category], above: tuple[Category, ...] = ()
) -> Iterator[tuple[Category, tuple[Category, ...]]]:
    for category in categories:
        yield category, above
        yield from _walk(category.below, (*above, category))


def _codebook(categories: list[Category], language: str, notes: list[str], where: str) -> Codebook:
    ids: dict[int, str] = {}
    themes = []
    for category, above in _walk(categories):
        parent = ids[id(above[-1])] if above else None
        name = ids[id(category)] = _id(category.name, parent, set(ids.values()))
        words = list(_usable(category.words, f"{where}: {category.name}", notes))
        themes.append(
            {
                "id": name,
                "label": category.label or {language if language != ANY else "en": category.name},
                "definition": category.definition,
                "parent": parent,
                "indicators": {language: words} if words else {},
            }
        )
    return checked({"themes": themes}, where)


def _usable(words: list[str], where: str, notes: list[str]) -> Iterator[str]:
    """The words of a category in single spaces, without those that stand twice or can meet nothing."""
    tidy = [" ".join(word.split()) for word in words]
    for word, problem in zip(tidy, unusable(tidy)):
        if problem:
            notes.append(f"{where}: left out, {problem}")
        else:
            yield word


def _id(name: str, parent: str | None, taken: set[str]) -> str:
    """An id in small letters from the category's name and those above it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    own = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "theme"
    stem = f"{parent}-{own}" if parent and not own.startswith(f"{parent}-") else own
    choices = (stem if number == 1 else f"{stem}-{number}" for number in itertools.count(1))
    return next(choice for choice in choices if choice not in taken)
