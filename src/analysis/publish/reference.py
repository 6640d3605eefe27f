"""The styles of the DOCX: pandoc's own reference document with the look of the paper."""

import html
import io
import re
import subprocess
import zipfile
from pathlib import Path

import pypandoc

FONT = "Times New Roman"  # on every machine that has Word, and has the letters of all Turkic languages
EARLIEST = (1980, 1, 1, 0, 0, 0)
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

# Paragraph styles: space before and after (twentieths of a point), size (half points), and what else.
PARAGRAPHS: dict[str, tuple[int, int, int, str, str]] = {
    "BodyText": (0, 120, 0, '<w:jc w:val="both"/>', ""),
    "Compact": (20, 20, 0, "", ""),
    "Title": (0, 160, 34, '<w:keepNext/><w:jc w:val="center"/>', "<w:b/>"),
    "Subtitle": (0, 160, 24, '<w:keepNext/><w:jc w:val="center"/>', '<w:b w:val="0"/>'),
    "Author": (0, 40, 22, '<w:keepNext/><w:jc w:val="center"/>', '<w:b w:val="0"/>'),
    "Date": (0, 160, 20, '<w:keepNext/><w:jc w:val="center"/>', '<w:b w:val="0"/>'),
    "AbstractTitle": (200, 60, 20, '<w:keepNext/><w:jc w:val="center"/>', "<w:b/>"),
    "Abstract": (0, 120, 19, '<w:ind w:left="567" w:right="567"/><w:jc w:val="both"/>', ""),
    "Bibliography": (0, 80, 20, '<w:ind w:left="425" w:hanging="425"/>', ""),
    "Heading1": (360, 120, 28, '<w:keepNext/><w:keepLines/><w:outlineLvl w:val="0"/>', "<w:b/>"),
    "Heading2": (260, 100, 24, '<w:keepNext/><w:keepLines/><w:outlineLvl w:val="1"/>', "<w:b/>"),
    "Heading3": (200, 80, 21, '<w:keepNext/><w:keepLines/><w:outlineLvl w:val="2"/>', "<w:b/>"),
    "TableCaption": (240, 80, 18, "<w:keepNext/>", '<w:i w:val="0"/>'),
    "ImageCaption": (60, 240, 18, "", '<w:i w:val="0"/>'),
    "CaptionedFigure": (240, 60, 0, '<w:keepNext/><w:jc w:val="center"/>', ""),
}
HEAD = ("Title", "Subtitle", "Author", "Date", "AbstractTitle")
OWN = {"Keywords": "Abstract", "Table Note": "ImageCaption", "Affiliation": "Date"}
TABLE = (
    '<w:rPr><w:sz w:val="17"/><w:szCs w:val="17"/></w:rPr><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>'
    '<w:top w:val="single" w:sz="8" w:space="0" w:color="auto"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="auto"/>'
    '<w:insideH w:val="single" w:sz="2" w:space="0" w:color="CCCCCC"/></w:tblBorders><w:tblCellMar>'
    '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
    '<w:bottom w:val="single" w:sz="6" w:space="0" w:color="auto"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
)
PAGE = (
    f'<w:sectPr><w:footerReference xmlns:r="{RELATIONSHIPS}" w:type="default" r:id="rIdFooter"/>'
    '<w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)
FOOTER = (
    f'<?xml version="1.0" encoding="UTF-8"?><w:ftr xmlns:w="{WORD}">%s<w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
)
REMARK = '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/><w:bCs/><w:sz w:val="17"/></w:rPr><w:t>%s</w:t></w:r></w:p>'


def write_reference(target: Path, remark: str = "", *, east_asian: str = FONT, rtl: bool = False) -> None:
    """The document whose styles, page and footer pandoc takes over; `remark` stands on every page.

    `east_asian` is the font of Chinese, Japanese and Korean letters; with `rtl`, pages run from right to left.
    """
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file=reference.docx"]
    page = PAGE.replace("</w:sectPr>", "<w:bidi/></w:sectPr>") if rtl else PAGE
    default = subprocess.run(command, capture_output=True, check=True).stdout
    changes = {
        "word/styles.xml": lambda text: _styles(text, east_asian, rtl),
        "word/document.xml": lambda text: re.sub(r"<w:sectPr>.*?</w:sectPr>", page, text, flags=re.DOTALL),
        "word/_rels/document.xml.rels": lambda text: text.replace(
            "</Relationships>",
            f'<Relationship Id="rIdFooter" Type="{RELATIONSHIPS}/footer" Target="footer1.xml"/></Relationships>',
        ),
        "[Content_Types].xml": lambda text: text.replace(
            "</Types>",
            '<Override PartName="/word/footer1.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>',
        ),
    }
    with (
        zipfile.ZipFile(io.BytesIO(default)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name in changes:
                content = changes[name](content.decode("utf-8")).encode("utf-8")
            new.writestr(zipfile.ZipInfo(name, EARLIEST), content)
        new.writestr(
            zipfile.ZipInfo("word/footer1.xml", EARLIEST),
            FOOTER % (REMARK % html.escape(remark) if remark else ""),
        )


def _styles(text: str, east_asian: str, rtl: bool) -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{east_asian}"/>'
    text = re.sub(r"<w:rFonts [^>]*Theme[^>]*/>", fonts, text)
    text = re.sub(r"<w:color [^>]*/>", '<w:color w:val="000000"/>', text)
    text = text.replace('<w:sz w:val="24" />', '<w:sz w:val="21"/>', 1).replace(
        '<w:szCs w:val="24" />', '<w:szCs w:val="21"/>', 1
    )
    for name, look in PARAGRAPHS.items():
        paragraph = _paragraph(*look)
        if rtl and name in HEAD:  # pandoc says it of all other paragraphs
            paragraph = paragraph.replace("<w:spacing", "<w:bidi/><w:spacing")
        text = _restyled(text, name, paragraph)
    text = re.sub(
        r'(w:styleId="Table">.*?<w:qFormat />)(.*?)(</w:style>)',
        rf"\1{TABLE.replace('<w:tblInd', '<w:bidiVisual/><w:tblInd') if rtl else TABLE}\3",
        text,
        count=1,
        flags=re.DOTALL,
    )
    own = "".join(
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{base}"/><w:qFormat/></w:style>'
        for name, base in OWN.items()
    )
    # The second of each pair is asked for by letters that run from right to left.
    text = re.sub(r"<w:([bi])((?: [^>/]*)?)/>(?!\s*<w:\1Cs)", r"<w:\1\2/><w:\1Cs\2/>", text)
    return text.replace("</w:styles>", f"{own}</w:styles>")


def _restyled(text: str, name: str, look: str) -> str:
    """The style with this look in place of its own."""
    style = re.search(rf'<w:style [^>]*w:styleId="{name}">.*?</w:style>', text, re.DOTALL)
    bare = re.sub(r"<w:pPr>.*?</w:pPr>|<w:rPr>.*?</w:rPr>|<w:[pr]Pr />", "", style[0], flags=re.DOTALL)
    return text.replace(style[0], bare.replace("</w:style>", f"{look}</w:style>"))


def _paragraph(before: int, after: int, size: int, paragraph: str, letters: str) -> str:
    kept = "".join(re.findall(r"<w:keep\w+/>", paragraph))
    rest = paragraph.removeprefix(kept)
    sizes = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    return f'<w:pPr>{kept}<w:spacing w:before="{before}" w:after="{after}"/>{rest}</w:pPr><w:rPr>{letters}{sizes}</w:rPr>'
