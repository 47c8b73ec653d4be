"""Rewrites a photo: its pixels, upright, and nothing else."""

from __future__ import annotations

import warnings
from contextlib import suppress
from io import BytesIO
from typing import Any

# every module needed for reading: later nothing can be imported
from PIL import (
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from sanitizer import HEIC, MAX_PIXELS, Unfit, Verdict

__all__ = ["MpoImagePlugin", "TiffImagePlugin", "clean"]

READERS: dict[str, str] = {
    "image/jpeg": JpegImagePlugin.JpegImageFile.format,
    "image/png": PngImagePlugin.PngImageFile.format,
    "image/webp": WebPImagePlugin.WebPImageFile.format,
    HEIC: "HEIF",
}
MADE = READERS | {HEIC: "JPEG"}
"""What offices can open; a HEIC photo is too new for them."""
SEVERAL = frozenset({"JPEG", "MPO", "HEIF"})
"""Formats in which telephones put a second picture beside the first; only the first is read."""
WRITING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90},
    "PNG": {"compress_level": 4},
    "WEBP": {"quality": 90, "method": 1},
}
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112
KEPT_MODES = frozenset({"1", "L", "LA", "RGB", "RGBA"})
DEEP_MODES = frozenset({"I", "I;16", "I;16B", "I;16L"})

Image.init()
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def clean(content: bytes, mime: str) -> bytes:
    """The picture, encoded again from its pixels; a HEIC photo as a JPEG.

    Raises:
        Unfit: it does not open completely, is animated, or has too many pixels.
    """
    try:
        picture: Image.Image = Image.open(BytesIO(content), formats=[READERS[mime]])
        _refuse_unfit(picture)
        picture = _upright(picture)  # rebound, so that only the rotated picture stays in memory
        picture = _plain(picture)
        if mime == HEIC:
            picture = picture.convert("RGB")
        return _written(picture, MADE[mime])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(Verdict.TOO_MANY_PIXELS) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, RuntimeError) as error:
        raise Unfit(Verdict.BROKEN) from error


def _refuse_unfit(picture: Image.Image) -> None:
    """Check the header before any pixel is read."""
    if picture.width * picture.height > MAX_PIXELS:
        raise Unfit(Verdict.TOO_MANY_PIXELS)
    if picture.format not in SEVERAL and _frames(picture) > 1:
        raise Unfit(Verdict.MOVING)


def _frames(picture: Image.Image) -> int:
    return int(getattr(picture, "n_frames", 1))


def _upright(picture: Image.Image) -> Image.Image:
    """Rotate by the Exif orientation, which may itself be broken."""
    picture.load()
    turn = None
    with suppress(Exception):
        turn = UPRIGHT.get(picture.getexif()[ORIENTATION])
    return picture if turn is None else picture.transpose(turn)


def _plain(picture: Image.Image) -> Image.Image:
    """Eight bits a channel, grey or RGB, without metadata."""
    if picture.mode in DEEP_MODES:
        picture = picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    elif picture.mode not in KEPT_MODES:
        see_through = picture.mode in {"PA", "RGBa"} or "transparency" in picture.info
        picture = picture.convert("RGBA" if see_through else "RGB")
    picture.info = {}
    return picture


def _written(picture: Image.Image, picture_format: str) -> bytes:
    made = BytesIO()
    picture.save(made, picture_format, **WRITING[picture_format])
    return made.getvalue()
