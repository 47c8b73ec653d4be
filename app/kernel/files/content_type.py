"""Type detection of uploaded files by content alone; names and declared types are ignored.

JPEG, PNG, WebP, HEIC and PDF are accepted. Every refusal says what the person can do instead;
``files.sanitizer`` opens what has passed here.
"""

import re
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path

import filetype
from flask_babel import lazy_gettext as _

import sanitizer
from app.kernel.errors import DomainError

HEAD_BYTES = 8192
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
FILM_BRANDS = frozenset({b"hevc", b"hevx", b"msf1"})
"""Moving pictures in the same format."""
ARCHIVE_END, ARCHIVE_ENTRY, LARGE_ARCHIVE = b"PK\x05\x06", b"PK\x01\x02", b"PK\x06\x07"
ARCHIVE_END_BYTES, LONGEST_REMARK = 22, 2**16 - 1
FOREIGN_TEXT = re.compile(rb"<script|<html[\s>]|<\?php\s", re.IGNORECASE)


class RefusedFile(DomainError):
    """The file cannot be accepted as it is (tệp đính kèm không hợp lệ)."""

    status = 422


EMPTY_FILE = _("This file is empty. Choose it again, or photograph the document again.")


FILE_TOO_LARGE = _(
    "This file is larger than %(limit)d MB. Photograph the document at a lower quality, or send its"
    " pages as separate files."
)


WRONG_KIND = _(
    "This kind of file cannot be taken. Send a photograph (JPEG, PNG, WebP or HEIC) or a PDF."
)


MIXED_FILE = _(
    "This file carries something else inside it, so it cannot be taken. Photograph the document"
    " again and send the new photograph."
)


DAMAGED_FILE = _(
    "This file is damaged or did not arrive whole. Look at it on your own device, then send it"
    " again; if it does not open there either, photograph the document again."
)


TOO_MANY_PIXELS = _(
    "This photograph has more than %(limit)d million pixels. Choose a smaller picture size in the"
    " camera and photograph the document again."
)


MOVING_PICTURE = _("This is an animated image. Send one still photograph of each page.")


LOCKED_PDF = _(
    "This PDF is protected by a password. Save a copy without the password, or photograph the"
    " pages, and send that."
)


HOLLOW_PDF = _(
    "What this PDF shows lies in attached files or is drawn by a program, so nothing of it could be"
    " kept. Print it into a new PDF, or photograph the pages, and send that."
)


TOO_HEAVY = _(
    "This file takes too much memory or time to open, so it cannot be taken. Choose a smaller"
    " picture size in the camera, photograph the document again and send that."
)
"""A file that needs more memory or time than any legitimate one (tệp quá nặng)."""


TOO_MANY_PAGES = _(
    "This PDF has more than %(limit)d pages. Send only the pages that are asked for."
)


TOO_MUCH_AT_ONCE = _(
    "There was no time left for this file, because the ones before it took long to open. Send it"
    " again, by itself."
)


@dataclass(frozen=True)
class FileKind:
    """An accepted file type."""

    mime: str
    extension: str


JPEG = FileKind("image/jpeg", "jpg")
PNG = FileKind("image/png", "png")
WEBP = FileKind("image/webp", "webp")
PDF = FileKind("application/pdf", "pdf")
HEIC = FileKind(sanitizer.HEIC, "heic")
"""What an iPhone takes; stored as a JPEG, which every office can open."""
TAKEN = {kind.mime: kind for kind in (JPEG, PNG, WEBP, PDF)} | {"image/apng": PNG}
PHOTOS_OFFERED = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"
"""``accept`` of a field for photos; some systems know HEIC by its ending alone."""
OFFERED = f"{PHOTOS_OFFERED},application/pdf"


def kind_of(head: bytes) -> FileKind:
    """The type that the first bytes claim. Raises RefusedFile."""
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return HEIC
    if head[4:8] == b"ftyp" and head[8:12] in FILM_BRANDS:
        raise RefusedFile(MOVING_PICTURE)
    guess = filetype.guess(head)
    if guess is None or guess.mime not in TAKEN:
        raise RefusedFile(WRONG_KIND)
    return TAKEN[guess.mime]


def refuse_mixed(path: Path, kind: FileKind) -> None:
    """Refuse a file that another program would take for something else.

    Texts in a photo are no reason, whatever they say: of a photo only the pixels are kept. Phones
    put much beside them (a short film, a depth map, the markup of an editor).

    Raises:
        RefusedFile: the file hides an archive, a web page or a second document.
    """
    with path.open("rb") as file:
        head = file.read(1024)
    foreign = FOREIGN_TEXT.search(head) if kind is PDF else b"%PDF-" in head
    if foreign or _ends_as_archive(path):
        raise RefusedFile(MIXED_FILE)


def _ends_as_archive(path: Path) -> bool:
    """Whether the list of a ZIP archive stands where its end says.

    ``zipfile.is_zipfile`` asks for the mark of that end alone, before Python 3.14: its four bytes
    are by chance in one of 65,000 photographs.
    """
    with path.open("rb") as file:
        size = file.seek(0, SEEK_END)
        begin = file.seek(max(0, size - ARCHIVE_END_BYTES - LONGEST_REMARK))
        tail = file.read()
        for found in re.finditer(ARCHIVE_END, tail):
            end = tail[found.start() : found.start() + ARCHIVE_END_BYTES]
            if tail[max(0, found.start() - 20) :].startswith(LARGE_ARCHIVE):
                return True
            listed = int.from_bytes(end[12:16], "little")
            if len(end) == ARCHIVE_END_BYTES and listed <= begin + found.start():
                file.seek(begin + found.start() - listed)
                if file.read(len(ARCHIVE_ENTRY)) in {ARCHIVE_ENTRY, ARCHIVE_END}:
                    return True
    return False


def examined(path: Path) -> FileKind:
    """The type of a complete file, after checking that it is nothing else as well.

    Raises:
        RefusedFile: with a sentence that says what to send instead.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise RefusedFile(EMPTY_FILE)
    kind = kind_of(head)
    refuse_mixed(path, kind)
    return kind
