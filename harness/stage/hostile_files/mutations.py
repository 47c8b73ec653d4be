"""Thousands of files that a fuzzer would send: sound ones, spoilt; always the same ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from random import Random

import pikepdf
import pillow_heif
from PIL import Image

from harness.stage.hostile_files import documents, pictures, workbooks
from harness.stage.hostile_files.canary import HTML
from harness.stage.hostile_files.corpus import NAMES, Hostile

SEED = 21
LONGEST_PIECE = 64
MOST_BLOWS = 8
Blow = Callable[[bytearray, Random], None]


def _turn(content: bytearray, chance: Random) -> None:
    content[chance.randrange(len(content))] = chance.randrange(256)


def _cut(content: bytearray, chance: Random) -> None:
    del content[chance.randrange(len(content)) :]


def _double(content: bytearray, chance: Random) -> None:
    at = chance.randrange(len(content))
    content[at:at] = content[at : at + chance.randrange(LONGEST_PIECE)]


def _drop(content: bytearray, chance: Random) -> None:
    at = chance.randrange(len(content))
    del content[at : at + chance.randrange(LONGEST_PIECE)]


def _enlarge(content: bytearray, chance: Random) -> None:
    at = chance.randrange(len(content))
    content[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(4)))


def _insert(content: bytearray, chance: Random) -> None:
    at = chance.randrange(len(content))
    content[at:at] = chance.choice((HTML, b"%PDF-1.7\n", b"PK\x03\x04", b"\0" * 500))


BLOWS: Sequence[Blow] = (_turn, _turn, _turn, _cut, _double, _drop, _enlarge, _insert)


def spoilt(sound: bytes, chance: Random) -> bytes:
    """The file after a few blows; some are left whole, and some are left empty."""
    content = bytearray(sound)
    for _n in range(chance.randrange(MOST_BLOWS)):
        if content:
            chance.choice(BLOWS)(content, chance)
    return bytes(content)


def heic(**options: object) -> bytes:
    """A small photo of a telephone, with its location."""
    out = BytesIO()
    shown = Image.radial_gradient("L").resize((96, 64)).convert("RGB")
    exif = pictures.chatty_exif(6).tobytes()
    pillow_heif.from_pillow(shown).save(out, exif=exif, quality=30, **options)
    return out.getvalue()


def of_papers() -> list[tuple[str, bytes]]:
    """Sound photos and documents, by their endings."""
    packed = pikepdf.ObjectStreamMode.generate
    found = [
        ("jpg", pictures.picture(exif=pictures.chatty_exif())),
        ("jpg", pictures.picture(progressive=True)),
        ("png", pictures.picture("PNG")),
        ("webp", pictures.picture("WEBP")),
        ("heic", heic()),
        ("heic", heic(tile_size=64)),
        ("pdf", documents.document()),
        ("pdf", documents.document(documents.CHANGES["in-a-field"])),
        ("pdf", documents.document(pages=5, object_stream_mode=packed)),
    ]
    return [(f"giấy tờ.{ending}", content) for ending, content in found]


def papers(many: int, seed: int = SEED) -> Iterator[Hostile]:
    """Photos and documents for the public form, a tenth of them with a broken name."""
    chance, sound, names = Random(seed), of_papers(), list(NAMES.values())  # no secret
    for n in range(many):
        name, content = chance.choice(sound)
        if chance.randrange(10) == 0:
            name = chance.choice(names)
        yield Hostile(f"{n}", name, spoilt(content, chance))


def tables(heads: Sequence[str], many: int, seed: int = SEED) -> Iterator[Hostile]:
    """Workbooks with these headings, spoilt in the archive or in one of its parts."""
    chance = Random(seed)  # no secret
    sound = workbooks.workbook(heads, *[["1"] * len(heads)] * 20)
    for n in range(many):
        content = spoilt(sound, chance)
        if chance.randrange(2):
            part = chance.choice((workbooks.SHEET, workbooks.STYLES, workbooks.BOOK))
            inside = spoilt(workbooks.part_of(sound, part), chance)
            content = workbooks.changed(sound, {part: inside})
        yield Hostile(f"{n}", "tra-loi.xlsx", content)
