"""Malicious images: disguised pages, polyglots, broken ones, bombs, metadata."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

from harness.stage.hostile_files.canary import HTML, MARK, RUN, SVG, XMP

Sample = tuple[str, bytes]


def picture(kind: str = "JPEG", size: tuple[int, int] = (96, 64), **options: Any) -> bytes:
    """A small image with some content."""
    out = BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def after_the_head(jpeg: bytes, *segments: bytes) -> bytes:
    """The JPEG with more segments after its first two bytes."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def before_the_end(png: bytes, *chunks: bytes) -> bytes:
    """The PNG with more chunks after its header."""
    return png[:33] + b"".join(chunks) + png[33:]


def png_that_claims(width: int, height: int, *, rows: int = 8, deep: int = 8) -> bytes:
    """A PNG whose header claims more pixels than there are."""
    pixels = zlib.compress(bytes(min(rows * (1 + width * 3 * deep // 8), 60 * 2**20)), 9)
    header = struct.pack(">IIBBBBB", width, height, deep, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    """A RIFF container of these chunks."""
    body = b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def archive() -> bytes:
    """A zip with a web page, as in GIFAR and JAR."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("index.html", HTML)
        packed.writestr("META-INF/MANIFEST.MF", "Main-Class: x")
    return out.getvalue()


def chatty_exif(orientation: int = 1) -> Image.Exif:
    """The family's location, and a script for anything that prints it."""
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x0112] = MARK, f"{MARK} {RUN}", orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 1.0, 42.1), 3: "E", 4: (105.0, 51.0, 15.1)})
    return exif


def disguised() -> Iterator[Sample]:
    """Other content under the name of an image."""
    yield "page.jpg", HTML
    yield "drawing.png", SVG
    yield "drawing-with-head.webp", b'<?xml version="1.0"?>\n' + SVG
    yield "shell.jpg", b"<?php system($_GET['c']); echo '" + RUN.encode() + b"'; ?>"
    yield "script.png", RUN.encode()
    yield "page-in-utf16.jpg", b"\xff\xfe" + HTML.decode().encode("utf-16-le")
    yield "page-in-utf7.jpg", b"+ADw-script+AD4-" + RUN.encode() + b"+ADw-/script+AD4-"
    yield "page-behind-gif.jpg", b"GIF89a=1;" + RUN.encode()
    yield "page-behind-jpeg-head.jpg", b"\xff\xd8\xff\xe0" + HTML
    yield "page-behind-png-head.png", b"\x89PNG\r\n\x1a\n" + HTML
    yield "page-behind-webp-head.webp", b"RIFF\x24\0\0\0WEBPVP8 " + HTML
    yield "page-behind-bmp-head.jpg", b"BM" + HTML
    yield "archive.jpg", archive()
    yield "program.jpg", b"MZ" + bytes(200) + HTML
    yield "link.jpg", b"[InternetShortcut]\r\nURL=javascript:" + RUN.encode()
    yield "mail.jpg", b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + HTML
    yield "nothing.jpg", b""
    yield "photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + HTML
    yield "animation.gif", picture("GIF", save_all=True, append_images=[Image.new("RGB", (96, 64))])
    yield "scan.tiff", picture("TIFF", description=MARK)


def two_things() -> Iterator[Sample]:
    """Polyglots: images that are valid as something else as well."""
    yield "jpeg-page-in-comment.jpg", picture(comment=HTML)
    yield "jpeg-page-behind.jpg", picture() + HTML
    yield "jpeg-script-behind.jpg", picture() + b"*/=1;" + RUN.encode()
    yield (
        "jpeg-that-is-script.jpg",
        after_the_head(
            picture(), segment(0xFE, b"=1;/*"), segment(0xFE, b"*/;" + RUN.encode() + b"/*")
        ),
    )
    yield "jpeg-archive-behind.jpg", picture() + archive()
    yield "jpeg-pdf-inside.jpg", picture(comment=b"%PDF-1.7\n" + HTML)
    yield "jpeg-svg-in-app1.jpg", after_the_head(picture(), segment(0xE1, SVG))
    yield "jpeg-onload-in-comment.jpg", picture(comment=f"<img src=x onerror={RUN}>".encode())
    yield (
        "png-page-in-text.png",
        before_the_end(picture("PNG"), chunk(b"tEXt", b"Comment\0" + HTML)),
    )
    yield (
        "png-page-in-packed-text.png",
        before_the_end(picture("PNG"), chunk(b"zTXt", b"Comment\0\0" + zlib.compress(HTML))),
    )
    yield "png-page-behind.png", picture("PNG") + HTML
    yield "png-page-in-own-chunk.png", before_the_end(picture("PNG"), chunk(b"maLi", HTML))
    yield (
        "png-onerror-in-text.png",
        before_the_end(picture("PNG"), chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)),
    )
    yield "png-archive-behind.png", picture("PNG") + archive()
    yield "webp-page-in-xmp.webp", picture("WEBP", xmp=HTML)
    yield "webp-page-in-own-chunk.webp", _with_chunk(picture("WEBP"), b"EVIL", HTML)
    yield "jpeg-php-in-exif.jpg", picture(comment=b"<?php system('id'); ?>")


def _with_chunk(content: bytes, kind: bytes, data: bytes) -> bytes:
    return webp((content[12:16], content[20:]), (kind, data))


def broken(random: Random) -> Iterator[Sample]:
    """Truncated, corrupted, or with false lengths."""
    for kind in ("JPEG", "PNG", "WEBP"):
        whole, ending = picture(kind, (320, 240)), kind.lower()
        yield f"cut-short.{ending}", whole[: len(whole) // 2]
        twisted = bytearray(whole)
        for _n in range(40):
            twisted[random.randrange(30, len(twisted))] = random.randrange(256)
        yield f"twisted.{ending}", bytes(twisted)
    yield "jpeg-lengths-that-lie.jpg", after_the_head(picture(), b"\xff\xe1\xff\xff")
    yield "jpeg-endless-segments.jpg", b"\xff\xd8" + segment(0xFE, b"x") * 200_000
    yield "png-length-that-lies.png", picture("PNG")[:33] + b"\xff\xff\xff\xffIDAT" + bytes(99)
    yield "webp-lengths-that-lie.webp", webp((b"VP8X", b"\xff" * 10), (b"VP8 ", b"\xff" * 99))
    yield "webp-overflowing-table.webp", webp((b"VP8L", b"\x2f" + b"\xff" * 400))
    yield (
        "jpeg-no-tables.jpg",
        b"\xff\xd8" + segment(0xC0, b"\x08\0\x40\0\x40\x03" + b"\x01\x22\0" * 3),
    )
    yield "jpeg-of-nothing.jpg", b"\xff\xd8\xff\xd9"


def bombs() -> Iterator[Sample]:
    """Small to send, huge to open."""
    yield "png-50000-by-50000.png", png_that_claims(50_000, 50_000)
    yield "png-of-one-row.png", png_that_claims(2**31 - 1, 1, rows=0)
    yield "png-just-allowed.png", png_that_claims(6324, 6324, rows=3000)
    yield (
        "png-full-of-text.png",
        before_the_end(
            picture("PNG"), *[chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(2**23), 9))] * 20
        ),
    )
    yield (
        "png-profile-bomb.png",
        before_the_end(
            picture("PNG"), chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(50 * 2**20), 9))
        ),
    )
    yield "webp-16383-by-16383.webp", webp((b"VP8L", b"\x2f" + b"\xff\xff\xff\x0f" + bytes(60)))
    yield "jpeg-65500-by-65500.jpg", _jpeg_that_claims(65_500, 65_500)
    yield "jpeg-thousand-scans.jpg", _many_scans()


def _jpeg_that_claims(width: int, height: int) -> bytes:
    small = picture()
    place = small.index(b"\xff\xc0") + 5
    return small[:place] + struct.pack(">HH", height, width) + small[place + 4 :]


def _many_scans() -> bytes:
    """A progressive JPEG that paints the same large image again and again."""
    whole = picture(size=(6000, 6000), progressive=True, quality=5)
    place = whole.rindex(b"\xff\xda")
    scan = whole[place:-2]
    return whole[:place] + scan * min(1000, 8 * 2**20 // len(scan)) + b"\xff\xd9"


def chatterers() -> Iterator[Sample]:
    """Valid images with metadata, and unusual ones."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + MARK.encode()
    told: dict[str, Any] = {"exif": chatty_exif(6), "icc_profile": profile, "xmp": XMP}
    yield "photo-with-place.jpg", picture(**told, comment=MARK.encode())
    yield "photo-with-place.png", picture("PNG", **told, pnginfo=_texts())
    yield "photo-with-place.webp", picture("WEBP", **told)
    yield (
        "photo-with-iptc.jpg",
        after_the_head(
            picture(), segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + MARK.encode())
        ),
    )
    yield (
        "photo-with-film-behind.jpg",
        picture(exif=chatty_exif()) + b"ftypmp42" + MARK.encode() * 99,
    )
    out = BytesIO()
    first = Image.open(BytesIO(picture(exif=chatty_exif())))
    first.save(out, "MPO", save_all=True, append_images=[first.copy()], exif=chatty_exif())
    yield "two-pictures.jpg", out.getvalue()
    yield "moving.png", picture("PNG", save_all=True, append_images=[Image.new("RGB", (96, 64))])
    yield "moving.webp", picture("WEBP", save_all=True, append_images=[Image.new("RGB", (96, 64))])
    for mode, kind in (
        ("CMYK", "JPEG"),
        ("I;16", "PNG"),
        ("P", "PNG"),
        ("1", "PNG"),
        ("LA", "PNG"),
    ):
        out = BytesIO()
        base = Image.linear_gradient("L").convert("I" if mode == "I;16" else mode).convert(mode)
        base.save(out, kind, exif=chatty_exif())
        yield f"mode-{mode.replace(';', '')}.{kind.lower()}", out.getvalue()


def _texts() -> PngImagePlugin.PngInfo:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", MARK)
    texts.add_itxt("Description", MARK, "vi", "Mô tả", zip=True)
    return texts
