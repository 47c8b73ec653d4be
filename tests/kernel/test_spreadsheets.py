"""An uploaded workbook: read if it is ours, refused with a message otherwise."""

from __future__ import annotations

import random
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from app.kernel.errors import DomainError, Refused
from app.kernel.spreadsheets.reader import NotOurTable, TableTooBig, rows_of
from app.kernel.spreadsheets.workbook import Column, workbook
from app.kernel.spreadsheets.writer import csv_pieces

COLUMNS = (Column("Mã"), Column("Trả lời", filled_in=True, choices=("Kết quả", "Từ chối")))
HEADS = [column.head for column in COLUMNS]
SHEET = "xl/worksheets/sheet1.xml"
BOMB = (
    '<!DOCTYPE worksheet [<!ENTITY a "{}">'.format("x" * 1000)
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdef", "bcdefg", strict=True))
    + "]>"
)


def ours(*rows: tuple[str, str]) -> bytes:
    return workbook("Trả lời", COLUMNS, rows)


def with_part(name: str, content: bytes) -> bytes:
    """Our workbook with one of its parts put in the place of what was there."""
    written = BytesIO()
    with (
        ZipFile(BytesIO(ours(("1", "Kết quả")))) as old,
        ZipFile(written, "w", ZIP_DEFLATED) as new,
    ):
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return written.getvalue()


def test_what_a_person_typed_comes_back_as_text() -> None:
    rows = rows_of(BytesIO(ours(("=1+1", "Kết quả"), ("", ""), ("+84", "@x"))), HEADS, most=10)
    assert [(row.number, row.values, row.formulas) for row in rows] == [
        (2, ("=1+1", "Kết quả"), frozenset()),
        (4, ("+84", "@x"), frozenset()),
    ]


def test_a_broken_file_is_refused_in_words() -> None:
    """Bytes turned, cut and doubled, in the archive and in the sheet inside it."""
    chance = random.Random(4)
    whole = ours(*[(str(n), "Kết quả") for n in range(20)])
    with ZipFile(BytesIO(whole)) as archive:
        sheet = archive.read(SHEET)
    refused = 0
    for _ in range(25):
        for content in (spoilt(whole, chance), with_part(SHEET, spoilt(sheet, chance))):
            try:
                rows_of(BytesIO(content), HEADS, most=50)
            except DomainError:
                refused += 1
    assert refused > 15


def spoilt(content: bytes, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(content)), chance.randrange(1, 40)
    return chance.choice(
        (
            content[:at],
            content[:at] + chance.randbytes(length) + content[at + length :],
            content[:at] + content[at : at + length] * 2 + content[at + length :],
        )
    )


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NotOurTable),
        (b"%PDF-1.7", NotOurTable),
        (b"M\xc3\xa3,Tr\xe1\xba\xa3 l\xe1\xbb\x9di\n1,x\n", NotOurTable),
        (with_part("xl/vbaProject.bin", b"x"), Refused),
        (ours(*[("1", "Từ chối")] * 20), TableTooBig),
        (workbook("x", [Column("Khác"), COLUMNS[1]], [("1", "Kết quả")]), NotOurTable),
        (with_part(SHEET, BOMB.encode() + b"<worksheet>&g;</worksheet>"), NotOurTable),
    ],
    ids=("empty", "pdf", "csv", "macros", "rows", "other heads", "entities"),
)
def test_what_is_not_our_table_is_refused_in_words(
    content: bytes, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        rows_of(BytesIO(content), HEADS, most=10)


def test_nothing_in_a_csv_is_reckoned() -> None:
    pieces = csv_pieces(["Mã", "=Tên"], [("=1+1", "-2"), ("Hà", None)])
    lines = b"".join(pieces).decode("utf-8-sig").splitlines()
    assert lines == ["Mã,'=Tên", "'=1+1,'-2", "Hà,"]
