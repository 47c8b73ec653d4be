"""What families remember, compared with what is stored: rows and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from harness.crash.citizens import WANTED, Citizen


@dataclass(frozen=True)
class Compared:
    """How many dossiers there are, and what is wrong with them."""

    acknowledged: int
    stored: int
    lost: int
    twice: int
    bad_files: int
    papers: int

    @property
    def is_sound(self) -> bool:
        """Whether everything acknowledged is stored once, with its files."""
        return not (self.lost or self.twice or self.bad_files)


def compare(line: psycopg.Connection[Any], folder: Path, people: Sequence[Citizen]) -> Compared:
    """Compare the dossiers of these people; ``folder`` is that of the files."""
    phones = [citizen.phone for citizen in people]
    of_them = "applicant_phone = any(%s)"
    stored = {
        str(phone): code
        for phone, code in line.execute(
            "select applicant_phone, d.code from dossier d"
            f" join submission_key k on k.dossier_id = d.id where {of_them}".encode(),
            [phones],
        )
    }
    found = f"select applicant_phone from dossier where {of_them}".encode()
    dossiers = [phone for (phone,) in line.execute(found, [phones])]
    papers = line.execute(
        "select d.applicant_phone, p.key, p.storage_key, p.sha256, p.received_sha256"
        f" from paper p join dossier d on d.id = p.dossier_id where {of_them}".encode(),
        [phones],
    ).fetchall()
    codes = {citizen.phone: citizen.code for citizen in people if citizen.code is not None}
    return Compared(
        acknowledged=len(codes),
        stored=len(stored),
        lost=sum(stored.get(phone, "") != code for phone, code in codes.items()),
        twice=len(dossiers) - len(set(dossiers)),
        bad_files=_bad_files(folder, people, papers),
        papers=len(papers),
    )


def _bad_files(folder: Path, people: Sequence[Citizen], papers: list[Any]) -> int:
    """Papers without their file, files that differ from their row, photos without a paper."""
    there = Counter[tuple[str, str, str]]()
    bad = 0
    for phone, key, storage_key, digest, received in papers:
        path = folder / storage_key[:2] / storage_key
        if not path.is_file() or sha256(path.read_bytes()).hexdigest() != digest:
            bad += 1
        there[phone, key, received] += 1
    for citizen in people:
        if citizen.code is not None:
            bad += sum(not there[citizen.phone, key, citizen.digests[key]] for key in WANTED)
    return bad
