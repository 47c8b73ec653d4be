"""Small real files for the demo: each is labelled with the paper it represents."""

from dataclasses import replace
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from app.kernel.files import storage
from app.kernel.files.content_type import JPEG
from app.kernel.files.storage import Stored
from app.kernel.printing.pdf import FONTS

FONT = FONTS / "LiberationSerif-Bold.ttf"
SIZE = (560, 396)
PAPER, INK, LINE = (250, 246, 235), (40, 60, 70), (190, 180, 160)
WALL, BOARD, PIN = (205, 214, 206), (150, 116, 84), (178, 52, 48)
NOTICE = ("NIÊM YẾT", "Dịch vụ công", "trực tuyến")
SCANNED = frozenset({"household_book", "marriage_certificate"})
"""Papers that come as PDF; the others are photos."""


@cache
def stored_picture(key: str, name: str) -> tuple[Stored, str]:
    """The stored paper, and its original file name.

    All demo dossiers share one file per kind of paper.
    """
    scanned = key in SCANNED
    drawn = _drawn(name, "PDF" if scanned else "JPEG")
    return storage.store(BytesIO(drawn)), f"{key.replace('_', '-')}.{'pdf' if scanned else 'jpg'}"


def stored_notice(commune: str) -> Stored:
    """A photo of a notice board on which the commune advertises the service."""
    photo = _notice_board().copy()
    ImageDraw.Draw(photo).text((104, 84 + 40 * len(NOTICE)), commune, fill=INK, font=_font(26))
    written = BytesIO()
    photo.save(written, "JPEG")
    return _kept(written.getvalue())


def stored_again(photo: Stored) -> Stored:
    """The same photo under another key."""
    return _kept(storage.read_whole(photo.key, photo.sha256))


def _kept(photo: bytes) -> Stored:
    """A photo drawn here: nobody's upload, so there is nothing to clean."""
    return replace(storage.keep(photo), mime=JPEG.mime, extension=JPEG.extension)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


@cache
def _notice_board() -> Image.Image:
    """The board without the name of a commune: it is drawn once for two hundred."""
    board = Image.new("RGB", SIZE, WALL)
    pen = ImageDraw.Draw(board)
    pen.rectangle((60, 34, 500, 362), fill=BOARD, outline=INK, width=6)
    for left, top, right, low in ((84, 60, 330, 336), (352, 72, 474, 190), (358, 212, 470, 330)):
        pen.rectangle((left, top, right, low), fill=PAPER)
        pen.ellipse(((left + right) // 2 - 5, top - 5, (left + right) // 2 + 5, top + 5), fill=PIN)
    for n, line in enumerate(NOTICE):
        pen.text((104, 84 + 40 * n), line, fill=INK, font=_font(26))
    for row in range(256, 330, 16):
        pen.line((104, row, 310, row), fill=LINE, width=2)
    return board


def _drawn(name: str, kind: str) -> bytes:
    """A sheet with the name of the paper, marked as a sample."""
    sheet = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((12, 12, SIZE[0] - 13, SIZE[1] - 13), outline=LINE, width=3)
    for n, line in enumerate(_lines(name)):
        pen.text((40, 50 + 36 * n), line, fill=INK, font=_font(26))
    for row in range(210, 350, 28):
        pen.line((40, row, SIZE[0] - 40, row), fill=LINE, width=2)
    pen.text((SIZE[0] - 150, 350), "BẢN MẪU", fill=LINE, font=_font(24))
    written = BytesIO()
    sheet.save(written, kind)
    return written.getvalue()


def _lines(name: str) -> list[str]:
    lines = [""]
    for word in name.split():
        if len(lines[-1]) + len(word) > 34:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:4]
