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
