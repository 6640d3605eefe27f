"""How the template of a manuscript is read: in a sandbox, every unknown name an error with its line."""

import re
import sys
from collections.abc import Callable
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from analysis.publish.literal import unescape


class Absent(str):
    """Stands where a name is unknown, so that the rest of the manuscript can still be checked."""

    def __getattr__(self, name: str) -> "Absent":
        if name.startswith("__"):
            raise AttributeError(name)
        return self


def environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        comment_start_string="<!--",
        comment_end_string="-->",
    )


def by_plain_name(function: Callable) -> Callable:
    """The function as a template calls it: with names from data, or put together from them, as they stand in the data."""

    def plain(argument: Any) -> Any:
        return (
            unescape(argument) if isinstance(argument, str) and not isinstance(argument, Absent) else argument
        )

    def called(*args: Any, **options: Any) -> Any:
        return function(*map(plain, args), **{key: plain(option) for key, option in options.items()})

    return called


def keep_line_ends(text: str) -> str:
    """The text with `+` in each tag that ends a line of prose, so that only a tag alone on its line takes the line away."""

    def keep(line: str) -> str:
        alone = re.fullmatch(
            r"(?:\s*\{%(?:(?!%\}).)*%\}|\s*<!--(?:(?!-->).)*-->|(?:(?!<!--|-->).)*-->)+\s*", line
        )
        return line if alone else re.sub(r"(?<![-+])(%\}|-->)$", r"+\1", line)

    return "\n".join(map(keep, text.split("\n")))


TAG = re.compile(r"\{%[-+]?\s*(end)?(if|for|macro|call|filter|set)\b([^%]*)")
CURLY = "“”„«»‘’"


def syntax_error(error: jinja2.TemplateSyntaxError, text: str) -> tuple[int, str]:
    """The line at which a template stops to make sense, and what to do about it, in the words of an author."""
    line, message = error.lineno, error.message or ""
    if "Unexpected end of template" in message or message.startswith("Encountered unknown tag 'end"):
        opened = _open_tags(text)
        if opened:
            line, tag = opened[-1]
            return line, f"{{% {tag} … %}} begins here and never ends; write {{% end{tag} %}} where it ends"
    if message.startswith("unexpected char") and any(sign in message for sign in CURLY):
        return (
            line,
            f'{message.partition(" at ")[0]}: between {{{{ }}}} names stand in straight quotation marks, "…"',
        )
    if message.startswith(("unexpected '}'", "expected token 'end of print statement'")):
        return (
            line,
            f"{message}: what begins with {{{{ ends with }}}}, and a function closes its bracket before",
        )
    return line, message


def _open_tags(text: str) -> list[tuple[int, str]]:
    """Tags that begin and never end, each with its line."""
    opened: list[tuple[int, str]] = []
    for found in TAG.finditer(text):
        end, tag, rest = found.groups()
        if tag == "set" and not end and "=" in rest:
            continue
        if end and opened and opened[-1][1] == tag:
            opened.pop()
        elif not end:
            opened.append((text.count("\n", 0, found.start()) + 1, tag))
    return opened


def calling_line() -> int:
    """The line of the manuscript from which the running function was called."""
    frame = sys._getframe(1)
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            return template.get_corresponding_lineno(frame.f_lineno)
        frame = frame.f_back
    return 0


def failing_line(error: BaseException) -> int:
    """The line of the manuscript at which the error was raised: Jinja puts it into the traceback."""
    line, step = 0, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == "<template>":
            line = step.tb_lineno
        step = step.tb_next
    return line
