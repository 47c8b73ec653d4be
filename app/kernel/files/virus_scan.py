"""Client of a virus scanner (clamd), over its socket (quét vi-rút).

``CLAMD`` names the scanner. Without one every file is stored with the state “not scanned”, which is
shown to its readers. With one, no file is stored without a clean result.
"""

import logging
import socket
import struct
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.files.content_type import RefusedFile

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 2
ANSWER_SECONDS = 8
PIECE_BYTES = 64 * 1024
LONGEST_ANSWER = 4096


class Scan(StrEnum):
    """Scan state of a stored file (tình trạng quét vi-rút)."""

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"
    OWN = "own"
    """Printed by the system itself."""


LABELS: Mapping[Scan, LazyString] = {
    Scan.CLEAN: _("checked for viruses"),
    Scan.NOT_SCANNED: _("not checked for viruses"),
}
"""Label shown beside an uploaded file."""


INFECTED = _(
    "The virus scanner found something harmful in this file, so it was not kept. Photograph the"
    " document with another telephone and send the new photograph."
)


SCANNER_AWAY = _(
    "Files cannot be checked for viruses at the moment, so this one was not kept. Try again in a"
    " few minutes, or bring the document to the office."
)
"""The scanner does not answer; nothing is stored unscanned."""


class Scanner(Protocol):
    """Scans a file before it is stored."""

    def scan(self, path: Path) -> Scan:
        """The scan state of the file; raises a refusal when it must not be stored."""


class NoScanner:
    """Used when no scanner is configured."""

    def scan(self, path: Path) -> Scan:
        return Scan.NOT_SCANNED


@dataclass(frozen=True)
class Clamd:
    """The ClamAV daemon at ``/run/clamav/clamd.ctl`` or ``host:port``."""

    address: str

    def scan(self, path: Path) -> Scan:
        """Stream the file to the daemon; only an explicit clean answer is accepted.

        Raises RefusedFile.
        """
        try:
            answer = self._answer(path)
        except OSError as error:
            logger.error("the virus scanner does not answer: %s", error)  # noqa: TRY400
            raise RefusedFile(SCANNER_AWAY, status=503) from error
        if answer == "stream: OK":
            return Scan.CLEAN
        if answer.endswith(" FOUND"):
            logger.warning("an uploaded file was refused: %s", answer)
            raise RefusedFile(INFECTED)
        logger.error("the virus scanner answered: %s", answer)
        raise RefusedFile(SCANNER_AWAY, status=503)

    def _answer(self, path: Path) -> str:
        with closing(self._connected()) as line, path.open("rb") as file:
            line.settimeout(ANSWER_SECONDS)
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE_BYTES):
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            said = b""
            while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
                piece = line.recv(LONGEST_ANSWER)
                if not piece:
                    break
                said += piece
        return said.rstrip(b"\0").decode(errors="replace").strip()

    def _connected(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(CONNECT_SECONDS)
            try:
                line.connect(self.address)
            except OSError:
                line.close()
                raise
            return line
        host, _colon, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)


def named(address: str) -> Scanner:
    """The scanner at this address; ``NoScanner`` for the empty address."""
    return Clamd(address) if address else NoScanner()
