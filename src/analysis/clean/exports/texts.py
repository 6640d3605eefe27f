"""Texts that a program has damaged, made readable again where that is certain; HTML as plain text."""

import html
import re
from html.parser import HTMLParser

# UTF-8 that was read in another encoding, as each encoding shows it. cp1251 in Cyrillic-speaking offices.
MISREAD_AS = ("cp1252", "cp1254", "cp1251", "latin-1")
BYTES_LITERAL = re.compile(r"""b(['"])(.*)\1""", re.DOTALL)
ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|(.))", re.DOTALL)
CONTROL = {b"n": b"\n", b"t": b"\t", b"r": b"\r"}
# RE2: two characters that stand beside each other in misread UTF-8, hardly ever in a text of any language;
# not і and ў, which follow a capital letter in Kazakh and Uzbek
SUSPICIOUS = (
    r"^b[''\"]|[ÂÃÄÅÉÊÐÑÒÓâðĞ][\x{80}-\x{BF}\x{2013}-\x{203A}\x{20AC}\x{2122}\x{152}-\x{192}\x{2C6}\x{2DC}]"
    r"|[РСТУГДЕЙКв][\x{80}-\x{BF}\x{402}-\x{405}\x{407}-\x{40D}\x{40F}\x{452}-\x{455}\x{457}-\x{45D}\x{45F}\x{490}\x{491}\x{2013}-\x{203A}\x{20AC}\x{2116}\x{2122}]"
)
ENTITY = r"&(#\d+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos|nbsp);"


def mended(text: str) -> str:
    """`text` as it was before it was printed as bytes or read in a wrong encoding; else unchanged."""
    literal = BYTES_LITERAL.fullmatch(text)
    if literal:
        text = _from_bytes(literal[2]) or text
    return next((better for encoding in MISREAD_AS if (better := _reread(text, encoding))), text)


def mended_plain(text: str) -> str:
    """As `mended`, with HTML entities turned into the characters that they stand for."""
    return html.unescape(mended(text))


def from_html(content: str) -> str:
    """The text of an HTML fragment: a line per `<br>`, an empty line between paragraphs."""
    parser = _Text()
    parser.feed(content)
    parser.close()
    return "".join(parser.parts).strip()


def _from_bytes(printed: str) -> str | None:
    """Python's print of bytes (`\\xd2\\x9b`), as the text that the bytes were."""
    try:
        return ESCAPE.sub(_escaped, printed.encode("ascii")).decode("utf-8")
    except UnicodeError:
        return None


def _escaped(escape: re.Match[bytes]) -> bytes:
    return bytes.fromhex(escape[1].decode()) if escape[1] else CONTROL.get(escape[2], escape[2])


def _reread(text: str, encoding: str) -> str | None:
    """`text` read as UTF-8 after all, if every byte of it is UTF-8 and it was not so before."""
    try:
        better = b"".join(_byte(letter, encoding) for letter in text).decode("utf-8")
    except UnicodeError:
        return None
    return better if len(better) < len(text) else None


def _byte(letter: str, encoding: str) -> bytes:
    try:
        return letter.encode(encoding)
    except UnicodeEncodeError:
        return letter.encode("latin-1")  # the codes that Windows leaves undefined are passed through


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "li", "blockquote"):
            self.parts.append("\n\n" if tag == "p" else "\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
