"""Malicious Excel workbooks: small to send, endless to open, or no workbooks at all."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

from openpyxl import Workbook

from harness.stage.hostile_files.canary import ELSEWHERE, MARK
from harness.stage.hostile_files.pictures import Sample

MEGABYTE = 2**20
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET, STYLES, TEXTS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "{}">'.format("x" * 1000)
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefg", "bcdefgh", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "{}">]>'


def workbook(heads: Sequence[str], *rows: Sequence[object]) -> bytes:
    """A sound workbook; every cell as Excel would write it."""
    book, written = Workbook(), BytesIO()
    for row in (heads, *rows):
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def changed(content: bytes, parts: Mapping[str, bytes | str], method: int = ZIP_DEFLATED) -> bytes:
    """The workbook with these parts in the place of its own, or besides them."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(written, "w", method, compresslevel=9) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return written.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


def _sheet(inside: str, before: str = "") -> str:
    return f"{before}<worksheet {SPACE}>{inside}</worksheet>"


def _data(rows: str) -> str:
    return _sheet(f"<sheetData>{rows}</sheetData>")


def _texts(inside: str) -> str:
    return f"<sst {SPACE}>{inside}</sst>"


def _styles(inside: str) -> str:
    return f"<styleSheet {SPACE}>{inside}</styleSheet>"


def _filled(unit: str, megabytes: int) -> str:
    return unit * (megabytes * MEGABYTE // len(unit))


def _by_part() -> Iterator[tuple[str, dict[str, bytes | str]]]:
    """Parts that are endless, too deep, or that lead elsewhere."""
    xf, text, cell = '<xf numFmtId="0"/>', "<si><t>a</t></si>", '<c r="A1"/>'
    yield "styles-6-mb", {STYLES: _styles(f"<cellXfs>{_filled(xf, 6)}</cellXfs>")}
    yield "styles-30-mb", {STYLES: _styles(f"<cellXfs>{_filled(xf, 30)}</cellXfs>")}
    yield "styles-of-styles", {STYLES: _styles(f"<cellStyleXfs>{_filled(xf, 30)}</cellStyleXfs>")}
    yield "styles-of-fonts", {STYLES: _styles(f"<fonts>{_filled('<font/>', 30)}</fonts>")}
    form = '<numFmt numFmtId="200" formatCode="d"/>'
    yield "styles-of-formats", {STYLES: _styles(f"<numFmts>{_filled(form, 30)}</numFmts>")}
    long = '<numFmt numFmtId="200" formatCode="{}"/>'.format("[" * 10 * MEGABYTE)
    yield "styles-one-long-format", {STYLES: _styles(f"<numFmts>{long}</numFmts>")}
    yield "styles-deep", {STYLES: _styles(_filled("<a>", 20))}
    yield "styles-entities", {STYLES: ENTITIES + _styles("&h;")}
    yield "styles-no-number", {STYLES: _styles('<cellXfs><xf numFmtId="x"/></cellXfs>')}
    yield "texts-many", {TEXTS: _texts(_filled(text, 30))}
    yield "texts-one-of-30-mb", {TEXTS: _texts(f"<si><t>{_filled('a', 30)}</t></si>")}
    yield "texts-in-pieces", {TEXTS: _texts(f"<si>{_filled('<r><t>a</t></r>', 30)}</si>")}
    yield "texts-spoken", {TEXTS: _texts(f"<si>{_filled('<rPh><t>a</t></rPh>', 30)}</si>")}
    yield "texts-deep", {TEXTS: _texts(_filled("<si>", 30))}
    yield "texts-entities", {TEXTS: ENTITIES + _texts("<si><t>&h;</t></si>")}
    yield "sheet-deep", {SHEET: _sheet(_filled("<a>", 30))}
    yield "sheet-entities", {SHEET: ENTITIES + _data('<row><c t="str"><v>&h;</v></c></row>')}
    for name, place in (("a-file", "file:///etc/passwd"), ("a-page", ELSEWHERE)):
        inside = _data('<row><c t="str"><v>&a;</v></c></row>')
        yield f"sheet-with-{name}", {SHEET: OUTSIDE.format(place) + inside}
    yield "sheet-rows-blank", {SHEET: _data(_filled("<row/>", 30))}
    yield "sheet-rows", {SHEET: _data(_filled("<row><c><v>1</v></c></row>", 38))}
    yield "sheet-cells-blank", {SHEET: _data(f"<row>{_filled(cell, 38)}</row>")}
    yield "sheet-cells-wide", {SHEET: _data(f"<row>{_filled('<c><v>1</v></c>', 10)}</row>")}
    yield (
        "sheet-one-cell-of-30-mb",
        {SHEET: _data(f'<row><c t="str"><v>{_filled("a", 30)}</v></c></row>')},
    )
    again = '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' * 400
    yield "sheet-one-text-again-and-again", {
        TEXTS: _texts(f"<si><t>{'a' * 32_000}</t></si>"), SHEET: _data(again),
    }  # fmt: skip
    far = '<dimension ref="A1:XFD1048576"/><sheetData>{}</sheetData>'
    yield "sheet-huge-by-its-word", {SHEET: _sheet(far.format(""))}
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield "sheet-last-cell", {SHEET: _sheet(far.format(last))}
    yield "sheet-row-of-no-number", {SHEET: _data('<row r="99999999999"><c><v>1</v></c></row>')}
    yield "sheet-rows-backwards", {SHEET: _data('<row r="3"/><row r="2"/>')}
    yield "sheet-no-column", {SHEET: _data('<row><c r="ZZZZ1"><v>1</v></c></row>')}
    yield "sheet-no-text", {SHEET: _data('<row><c t="s"><v>99999999</v></c></row>')}
    yield "sheet-no-style", {SHEET: _data('<row><c s="99999999"><v>1</v></c></row>')}
    yield "sheet-long-number", {SHEET: _data(f"<row><c><v>{'9' * MEGABYTE}</v></c></row>")}
    yield "sheet-endless-number", {SHEET: _data("<row><c><v>1e999</v></c></row>")}
    yield "sheet-long-formula", {SHEET: _data(f"<row><c><f>{_filled('1+', 30)}1</f></c></row>")}
    merged = '<mergeCell ref="A1:XFD1048576"/>'
    yield "sheet-merged", {SHEET: _sheet(f"<mergeCells>{_filled(merged, 30)}</mergeCells>")}
    column = '<col min="1" max="2147483647" hidden="1"/>'
    yield "sheet-columns", {SHEET: _sheet(f"<cols>{_filled(column, 30)}</cols>")}
    many = " ".join(f'a{n}=""' for n in range(400_000))
    yield "sheet-attributes", {SHEET: _sheet(f"<row {many}/>")}
    yield "sheet-remark-of-30-mb", {SHEET: _sheet(f"<!--{_filled('a', 30)}-->")}
    yield "sheet-in-utf-7", {SHEET: '<?xml version="1.0" encoding="utf-7"?>' + _data("")}
    yield "sheet-no-letters", {SHEET: _data("").encode() + b"\xff\xfe\xfd"}
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 10_000))
    relations = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    yield (
        "book-of-many-sheets",
        {BOOK: f"<workbook {SPACE} {relations}><sheets>{sheets}</sheets></workbook>"},
    )
    yield "book-entities", {BOOK: ENTITIES + f"<workbook {SPACE}>&h;</workbook>"}
    yield "book-with-no-relations", {RELATIONS: ""}
    yield (
        "book-of-itself",
        {
            RELATIONS: '<Relationships><Relationship Id="rId1" Type="x/worksheet"'
            ' Target="../xl/./workbook.xml"/></Relationships>'
        },
    )
    yield "book-with-macros", {"xl/vbaProject.bin": MARK}
    yield "book-of-many-parts", {f"xl/media/{n}": "" for n in range(5000)}
    yield "book-with-30-mb-beside", {"xl/media/image1.bin": bytes(30 * MEGABYTE)}
    yield "book-with-books", {"xl/embeddings/1.xlsx": _nested(6)}


def _nested(levels: int) -> bytes:
    content = bytes(10 * MEGABYTE)
    for level in range(levels):
        written = BytesIO()
        with ZipFile(written, "w", ZIP_DEFLATED, compresslevel=9) as archive:
            for n in range(8):
                archive.writestr(f"{level}/{n}.zip", content)
        content = written.getvalue()
    return content


def _by_archive(sound: bytes) -> Iterator[Sample]:
    """Archives that lie, and what is none."""
    yield "archive-cut-short", sound[: len(sound) * 2 // 3]
    yield "archive-begun-late", b"MZ" + bytes(5000) + sound
    yield "archive-of-bzip2", changed(sound, {}, ZIP_BZIP2)
    yield "archive-of-lzma", changed(sound, {}, ZIP_LZMA)
    yield "archive-locked", _locked(sound)
    yield "archive-of-wrong-sums", _wrong_sums(sound)
    yield (
        "archive-smaller-by-its-word",
        _smaller(changed(sound, {SHEET: _sheet(" " * 30 * MEGABYTE)})),
    )
    yield "archive-of-pieces-shared", _overlapping(sound)
    yield "old-excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)
    yield "page", b"<html><table><tr><td>=cmd|' /C calc'!A0</table>"
    yield "nothing", b""


def _locked(content: bytes) -> bytes:
    """Every part says that it is encrypted."""
    spoilt = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = spoilt.find(mark)
        while at >= 0:
            spoilt[at + place] |= 1
            at = spoilt.find(mark, at + 4)
    return bytes(spoilt)


def _wrong_sums(content: bytes) -> bytes:
    spoilt = bytearray(content)
    at = spoilt.find(b"PK\x01\x02")
    while at >= 0:
        spoilt[at + 16] ^= 0xFF
        at = spoilt.find(b"PK\x01\x02", at + 4)
    return bytes(spoilt)


def _smaller(content: bytes) -> bytes:
    """Every part says that it has ten bytes when unpacked."""
    spoilt = bytearray(content)
    at = spoilt.find(b"PK\x01\x02")
    while at >= 0:
        spoilt[at + 24 : at + 28] = struct.pack("<I", 10)
        at = spoilt.find(b"PK\x01\x02", at + 4)
    return bytes(spoilt)


def _overlapping(content: bytes) -> bytes:
    """Thousands of names for one packed part."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        with ZipFile(BytesIO(content)) as old:
            for name in old.namelist():
                archive.writestr(name, old.read(name))
        archive.writestr("xl/worksheets/big.xml", bytes(10 * MEGABYTE))
        first = archive.getinfo("xl/worksheets/big.xml")
        for n in range(1500):
            again = zipfile.ZipInfo(f"xl/worksheets/again{n}.xml")
            again.header_offset, again.compress_type = first.header_offset, first.compress_type
            again.compress_size, again.file_size = first.compress_size, first.file_size
            again.CRC = first.CRC
            archive.filelist.append(again)
    return written.getvalue()


def hostile(heads: Sequence[str]) -> Iterator[Sample]:
    """Every kind, each as a changed workbook with these headings."""
    sound = workbook(heads, ["1"] * len(heads))
    for name, parts in _by_part():
        yield f"{name}.xlsx", changed(sound, _listed(sound, parts))
    yield from ((f"{name}.xlsx", content) for name, content in _by_archive(sound))


def _listed(sound: bytes, parts: dict[str, bytes | str]) -> dict[str, bytes | str]:
    """With a relation to the texts, if there are some: our own workbook needs none."""
    known = part_of(sound, RELATIONS).decode()
    if TEXTS not in parts or "sharedStrings" in known:
        return parts
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    more = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    return {RELATIONS: known.replace("</Relationships>", more), **parts}
