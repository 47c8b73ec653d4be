"""Sealed papers: the standard, altered files, and the code on the paper without network.

Altered files are found by us and by ``pdfsig`` of poppler, where it is installed: a file counts as
unaltered only if its signature is valid and signs the total document. What is altered lies under
the signature; of its own place ``pdfsig`` reads neither the time stamp nor the zeros behind it,
while the page compares the whole file.
"""

from __future__ import annotations

import base64
import random
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import uuid4

import click
import pikepdf
from flask import Flask
from sqlalchemy import select

from app.dossiers.models.dossier import Custody, Dossier, Paper, PaperKind
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.files import storage
from app.kernel.printing import electronic_seal
from app.kernel.security import signed_codes
from app.procedures.rules.procedure_finder import BIRTH
from app.registers.models.entries import Entry
from app.registers.operations.issued_papers import Issue
from app.registers.views.verification import VerifiedVerdict, of_file
from harness.registers import pdf_a
from harness.stage import databases
from harness.stage.factories import ADossier
from scripts import verify_paper

PAPERS, ALTERED, OFFLINE = 100, 1_000, 1_000
SEED = 20161130


class Sealed(NamedTuple):
    """A paper of the run."""

    issue: Issue
    file: bytes
    token: str


def figures(papers: int = PAPERS, altered: int = ALTERED, offline: int = OFFLINE) -> dict[str, Any]:
    """The keys of sealed papers."""
    with databases.own_database("seals") as database:
        app = databases.filler_of(database)
        with app.app_context():
            made = _issued(papers)
            found = _standard(made) | _altered(made, altered)
        return found | {"papers": len(made)} | _offline(app, made, offline)


def _issued(papers: int) -> list[Sealed]:
    """Issue papers of one birth under numbers of their own."""
    made = []
    with transaction():
        dossier = ADossier(State.RETURNED, procedure=BIRTH)
        entry = db.session.scalars(select(Entry).where(Entry.dossier_id == dossier.id)).one()
        for n in range(papers):
            content = entry.content | {"number": 1_000 + n}
            issue = Issue.of(content, dossier)
            file = issue.printed()
            issue.record(_kept(dossier, file), dossier.commune_id)
            made.append(Sealed(issue, file, issue.statement()))
    return made


def _kept(dossier: Dossier, file: bytes) -> Paper:
    paper = Paper(
        id=uuid4(),
        kind=PaperKind.RESULT,
        key="result",
        name="Giấy khai sinh",
        file_name="giay-khai-sinh.pdf",
        filed_at=clock.now(),
        custody=Custody.COMMUNE,
        **storage.keep(file).columns,
    )
    dossier.papers.append(paper)
    return paper


def _standard(made: Sequence[Sealed]) -> dict[str, Any]:
    """Each paper before and after the seal: PDF/A-3b, and after it whole and in force."""
    checks, lacks = 0, set()
    for each in made:
        at = each.file.index(b"%%EOF") + len(b"%%EOF")  # the seal is added behind the first end
        lacks |= {*pdf_a.faults(each.file[:at]), *pdf_a.faults(each.file)}
        checks += not lacks
        checks += of_file(each.file).verdict is VerifiedVerdict.IN_FORCE and _says_valid(each.file)
    if PDFSIG is None:
        click.echo("pdfsig is not installed: only we look for altered files", err=True)
    for lack in sorted(lacks):
        click.echo(f"PDF/A-3: {lack}", err=True)
    return {"seal_checks": checks, "pdf_a_faults": len(lacks)}


def _altered(made: Sequence[Sealed], altered: int) -> dict[str, Any]:
    chance = random.Random(SEED)  # not a secret
    ways = (_byte, _byte, _byte, _removed, _added, _rewritten, _updated)
    found, seal = 0, electronic_seal.seal()
    for n in range(altered):
        file = ways[n % len(ways)](made[n % len(made)].file, chance)
        ours = of_file(file).verdict in {VerifiedVerdict.ALTERED, VerifiedVerdict.UNKNOWN}
        noticed = ours and not seal.is_whole(file) and not (PDFSIG and _says_valid(file))
        found += noticed
    return {"altered": altered, "altered_found": found}


def _byte(file: bytes, chance: random.Random) -> bytes:
    """One bit of one byte that the seal signs."""
    gap = file.rindex(b"/Contents <"), file.rindex(b"0" * 512) + 512
    at = chance.choice([*range(gap[0]), *range(gap[1], len(file))])
    return file[:at] + bytes([file[at] ^ (1 << chance.randrange(8))]) + file[at + 1 :]


def _removed(file: bytes, chance: random.Random) -> bytes:
    return file[: -chance.randint(1, 400)]


def _added(file: bytes, chance: random.Random) -> bytes:
    return file + b"\n%" + chance.randbytes(chance.randint(1, 40)).hex().encode()


def _rewritten(file: bytes, chance: random.Random) -> bytes:
    """The same pages, written anew: the signature is in the file and signs another."""
    with pikepdf.open(BytesIO(file)) as pdf:
        pdf.docinfo["/Title"] = f"Giấy khai sinh {chance.random()}"
        pdf.save(written := BytesIO())
    return written.getvalue()


def _updated(file: bytes, chance: random.Random) -> bytes:
    """An incremental update that puts another page size over the signed one."""
    wide = 300 + chance.randrange(200)
    with pikepdf.open(BytesIO(file)) as pdf:
        number, generation = pdf.pages[0].objgen
        page = pdf.pages[0].obj
        page.MediaBox = [0, 0, wide, 400]
        shown = page.unparse(resolved=True)
        root = pdf.Root.objgen
        size = int(pdf.trailer.Size)
    start = len(file) + 1
    body = b"%d %d obj\n%s\nendobj\n" % (number, generation, shown)
    table = b"xref\n%d 1\n%010d %05d n \ntrailer\n" % (number, start, generation)
    before = int(file[file.rindex(b"startxref") :].split()[1])
    trailer = b"<</Size %d/Root %d %d R/Prev %d>>" % (size, *root, before)
    return b"\n".join(
        (file, body + table + trailer, b"startxref\n%d\n%%%%EOF\n" % (start + len(body)))
    )


PDFSIG = shutil.which("pdfsig")


def _says_valid(file: bytes) -> bool:
    """Whether ``pdfsig`` calls the one signature valid and the total document signed."""
    if PDFSIG is None:
        return True
    with TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(file)
        done = subprocess.run(  # a file of ours
            [PDFSIG, "-nocert", path], capture_output=True, check=False, text=True
        )
    said = done.stdout
    one = said.count("Signature #") == 1
    return one and "Total document signed" in said and "Signature is Valid." in said


def _offline(app: Flask, made: Sequence[Sealed], offline: int) -> dict[str, Any]:
    """The page and the script that has only the public keys: do they say the same."""
    keys = verify_paper.keys_of(signed_codes.key_set())
    chance = random.Random(SEED)  # not a secret
    client, differ = app.test_client(), 0
    for n in range(offline):
        each, other = made[n % len(made)], chance.choice(made)
        token = _changed(each.token, other.token, n // len(made), chance)
        answer = client.get(f"/xac-thuc/{token}")
        said = verify_paper.verify(f"https://portal/xac-thuc/{token}", keys)
        if said is None:
            differ += answer.status_code == 200
        else:
            page = answer.get_data(as_text=True)
            facts = (said["k"], said["n"], said["p"], f"{date.fromisoformat(said['d']):%d/%m/%Y}")
            differ += answer.status_code != 200 or any(fact not in page for fact in facts)
    return {"offline_checks": offline, "offline_differ": differ}


def _changed(token: str, other: str, way: int, chance: random.Random) -> str:
    """The token as it is for half of the ways, else changed by somebody who has no key."""
    head, said, signature = token.split(".")
    if way % 2 == 0:
        return token
    at = chance.randrange(len(token))
    nobody = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return (
        token[:at] + chance.choice("Aa0_") + token[at + 1 :],
        f"{head}.{other.split('.')[1]}.{signature}",
        f"{nobody}.{said}.",
        token[:-1] + chance.choice("AQgw"),
        f"{head}.{said}",
    )[way // 2 % 5]
