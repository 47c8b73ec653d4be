"""Values that have broken other systems, and plausible ones that lead deep into ours."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import NamedTuple

import pikepdf
from PIL import Image

HOSTILE: tuple[bytes, ...] = tuple(
    value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    for value in (
        *(
            "",
            " ",
            "\x00",
            "a\x00b",
            "\t\r\n",
            "\u202e\u200b\ufeff",
            "\ud800",
            "\U0010ffff",
            "\x7f\x80",
        ),
        *(
            b"\xff\xfe",
            b"\xc3\x28",
            b"\xed\xa0\x80",
            b"%",
            b"%%%s%n%d",
            b"{0.__class__}",
            b"{{7*7}}",
        ),
        *("Nguye\u0302\u0303n Thi\u0323 Ha\u0300", "NGUYỄN", "ﬁ ½ ² ﷺ", "e\u0301" * 200, "Ắ" * 300),
        *("a" * 5_000, "9" * 400, "(" * 2_000, "-" * 64),
        *("0", "-1", "1", "2147483647", "2147483648", "-2147483649", "9223372036854775808"),
        *(
            "1" + "0" * 20,
            "1e309",
            "-1e-400",
            "NaN",
            "Infinity",
            "0x1f",
            "1_000",
            "٣",
            "²",
            "1.5",
            "+5",
        ),
        *("0000-00-00", "0000-01-01", "9999-12-31", "10000-01-01", "2016-02-30", "1582-10-10"),
        *("31/12/9999", "01/01/0000", "29/02/2015", "1/1/1", "14/11/2016", "2016-11-14T25:61:61Z"),
        *("[1999-01-01,)", "empty", "[9999-12-31,0001-01-01]", "infinity", "-infinity", "now"),
        *("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        *("6f9619ff-8b86-d011-b42d-00c04fc964ff", "6f9619ff8b86d011b42d00c04fc964ff"),
        *("{6f9619ff-8b86-d011-b42d-00c04fc964ff}", "6f9619ff-8b86-d011-b42d", "urn:uuid:x"),
        *(
            "' or 1=1--",
            "'; drop table dossier;--",
            "%' and pg_sleep(0)--",
            "\\",
            "\\'",
            "$$",
            ":x",
            "?",
        ),
        *(
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "<!--",
            "]]>",
            "&#0;",
            "&amp;",
        ),
        *(
            "javascript:alert(1)",
            "//evil.example/",
            "http://evil.example/",
            "/\\evil.example",
            "\r\nX: y",
            "/can-bo/\r\nX: y",
            "/can-bo/\x7f",
        ),
        *(
            "../../../../etc/passwd",
            "..\\..\\x",
            "file:///etc/passwd",
            "/",
            ".",
            "..",
            "~",
            "C:\\x",
        ),
        *(
            "null",
            "true",
            "[]",
            "{}",
            '{"place": ["1"]}',
            "[[[[[[1]]]]]]",
            "None",
            "undefined",
            "on",
        ),
        *(
            "=cmd|' /C calc'!A0",
            "@SUM(1)",
            "*",
            "(a+)+$",
            "a" * 60 + "!",
            "_flt_0_id",
            "same:same:x",
        ),
    )
)
"""Texts, numbers, days, keys, ranges, and foreign scripts."""

PLAUSIBLE: tuple[bytes, ...] = tuple(
    value.encode()
    for value in (
        *(
            "Nguyễn Thị Mẫu",
            "Trần Mẫu",
            "thôn Đông",
            "số 27/2014",
            "Thử",
            "x",
            "a" * 60,
            "12 chữ số",
        ),
        *("0912345678", "012345678", "001190012345", "B1234567", "ten@example.com", "120034567"),
        *(
            "14/11/2016",
            "2016-11-14",
            "1990",
            "27/3/1990",
            "2026-11-25",
            "01/12/2026",
            "1",
            "2",
            "0",
        ),
        *(
            "female",
            "male",
            "01",
            "mother",
            "desk",
            "y",
            "true",
            "1",
            "00493",
            "Ba Vì",
            "ba vi",
            "Ha",
        ),
    )
)

DEEP = b'{"a":' * 300 + b"1" + b"}" * 300


class File(NamedTuple):
    """One file of a form."""

    name: bytes
    kind: bytes
    content: bytes


def _photo() -> bytes:
    written = BytesIO()
    Image.new("RGB", (60, 40), (200, 200, 255)).save(written, "JPEG")
    return written.getvalue()


def _document() -> bytes:
    written, made = BytesIO(), pikepdf.new()
    made.add_blank_page(page_size=(200, 300))
    made.save(written)
    return written.getvalue()


PHOTO, DOCUMENT = _photo(), _document()
FILES: tuple[File, ...] = (
    File(b"anh.jpg", b"image/jpeg", PHOTO),
    File("giấy chứng sinh.jpg".encode(), b"image/jpeg", PHOTO),
    File(b"don.pdf", b"application/pdf", DOCUMENT),
    File(b"", b"application/octet-stream", b""),
    File(b"empty.jpg", b"image/jpeg", b""),
    File(b"half.jpg", b"image/jpeg", PHOTO[:200]),
    File(b"a.pdf.exe", b"application/pdf", b"MZ" + bytes(300)),
    File(b"a.jpg", b"text/html", b"<script>alert(1)</script>"),
    File(b"a.svg", b"image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'),
    File(b"../../a\x00.jpg", b"image/jpeg", PHOTO + b"<?php ?>"),
    File(b"\xff\xfe.pdf", b"\xff", DOCUMENT[:100]),
    File(b"n" * 300 + b".pdf", b"application/pdf", b"%PDF-1.7\n%%EOF"),
    File(b"bomb.png", b"image/png", b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x7f\xff" * 4),
    File(b"a.zip", b"application/zip", b"PK\x03\x04" + bytes(60)),
)
"""Valid ones, and those that pretend to be."""

JSON = (b"[1]", b"{}", b"null", b'"x"', b"1", b"[[]]", b'{"a": {"b": []}}', b'{"a": null}', b"{")
"""Bodies of a type that no page takes."""
KINDS: tuple[str, ...] = (
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 200,
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nothing",
    "application/xml",
    "",
    "text/html; charset=\xff",
    "multipart/mixed; boundary=x",
)
"""Content types that do not match the body."""

HEADERS: tuple[tuple[str, str], ...] = (
    ("HTTP_ACCEPT_LANGUAGE", "xx-YY;q=9,*"),
    ("HTTP_ACCEPT_LANGUAGE", "en," * 900),
    ("HTTP_ACCEPT", "application/json"),
    ("HTTP_ACCEPT_ENCODING", "br;q=x, gzip, *;q=0"),
    ("HTTP_REFERER", "http://evil.example/\xff"),
    ("HTTP_REFERER", "http://localhost/can-bo/mot-cua/"),
    ("HTTP_RANGE", "bytes=5-1,-0,99999999999999999999-"),
    ("HTTP_IF_MODIFIED_SINCE", "Mon, 99 Foo 0000 99:99:99 GMT"),
    ("HTTP_IF_NONE_MATCH", '"x", W/"'),
    ("HTTP_X_FORWARDED_FOR", "not an address, ::1, 999.1.1.1"),
    ("HTTP_X_FORWARDED_HOST", "evil.example:99999"),
    ("HTTP_X_FORWARDED_PROTO", "gopher"),
    ("HTTP_X_HTTP_METHOD_OVERRIDE", "DELETE"),
    ("HTTP_X_REQUESTED_WITH", "XMLHttpRequest"),
    ("HTTP_AUTHORIZATION", "Bearer x.y.z"),
    ("HTTP_AUTHORIZATION", "Basic \xff\xff"),
    ("HTTP_USER_AGENT", "x" * 4000),
    ("HTTP_COOKIE", "mot_cua=a.b.c; mot_cua=; =x; \xff=\xfe"),
    ("HTTP_EXPECT", "100-continue"),
    ("HTTP_HOST", "evil.example"),
    ("HTTP_HOST", "[::1"),
    ("HTTP_ORIGIN", "null"),
)
"""Headers that a web server lets through."""


def hostile(rng: Random) -> bytes:
    """One hostile value, sometimes two together or random bytes."""
    how = rng.random()
    if how < 0.05:
        return rng.randbytes(rng.randrange(1, 40))
    if how < 0.1:
        return rng.choice(HOSTILE) + rng.choice(HOSTILE)
    return rng.choice(HOSTILE)
