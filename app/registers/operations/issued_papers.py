"""Sealed papers that anyone can verify: code, QR, attached data, seal; and their end.

The QR leads to ``/xac-thuc/`` with a signed statement of what the paper is, which
``scripts/verify_paper.py`` checks without network.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from app.dossiers.models.dossier import Dossier, Paper
from app.dossiers.rules.extracts import chosen_entry
from app.kernel import clock, public_urls
from app.kernel.db import db
from app.kernel.printing import electronic_seal, pdf
from app.kernel.security import signed_codes
from app.kernel.security.tokens import token_hash
from app.registers import slips
from app.registers.models.entries import Entry
from app.registers.models.issued_papers import IssuedPaper, PaperEnd, PaperStatus
from app.registers.slips import extracts

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: no letter that is read as another."""
CODE_LETTERS = 16
_READ_AS = str.maketrans("OIL", "011")
KEYS = ("k", "n", "o", "d", "p", "y")
"""Keys of the signed statement: kind, number, office, day, initials and year of birth."""
CODE = "c"
ATTACHED = ("result", "signer_name", "signer_title", "source")
"""Parts of the content that are attached to every paper, beside the entry itself."""


@dataclass(frozen=True)
class Issue:
    """A paper about to be issued: what anybody may learn of it, and its code."""

    content: Mapping[str, Any]
    initials: str
    birth_year: int | None
    code: str
    source_entry_id: UUID | None
    """The entry of which the paper is an extract."""

    @classmethod
    def of(cls, content: Mapping[str, Any], dossier: Dossier) -> "Issue":
        name = str(content.get("subject") or dossier.subject_name)
        # an extract copies an entry that may be about somebody else than its dossier
        born = dossier.subject_born if name == dossier.subject_name else None
        chosen = chosen_entry(dossier) if content.get("source") else None
        source = chosen.key if chosen and chosen.table == Entry.__tablename__ else None
        return cls(content, initials(name), born.year if born else None, new_code(), source)

    @property
    def facts(self) -> Mapping[str, str]:
        said = self.content
        return {
            "name": str(said["result"]["name"]),
            "number": f"{said['number']}/{said['year']}",
            "office": ", ".join(filter(None, (said.get("office"), said.get("district")))),
            "issued_on": str(said["registered_on"]),
            "initials": self.initials,
            "birth_year": str(self.birth_year or ""),
        }

    @property
    def data(self) -> Mapping[str, Any]:
        """What the paper states, for machines.

        Whoever is shown the file reads it: no other answer of the declaration goes with it.
        """
        said = self.content
        if said["kind"] in extracts.EXTRACTS:
            stated = extracts.stated(said)
        else:
            stated = {key: said[key] for key in (*extracts.HEAD, "parts") if key in said}
        return {key: said.get(key) for key in ATTACHED} | stated

    def statement(self) -> str:
        """The signed statement of the QR."""
        said = dict(zip(KEYS, self.facts.values(), strict=True))
        return signed_codes.sign({CODE: self.code, **said})

    def printed(self) -> bytes:
        """The paper with its seal: PDF/A-3 with QR, code, and the content as attached JSON."""
        address = public_urls.page(f"xac-thuc/{self.statement()}")
        shown = {
            "qr": pdf.qr_svg(address),
            "code": grouped(self.code),
            "page": public_urls.page("xac-thuc/"),
        }
        attached = json.dumps(self.data, ensure_ascii=True, sort_keys=True)
        bare = slips.printed({**self.content, "verification": shown, "attached": attached})
        return electronic_seal.seal().put_on(bare)

    def record(self, paper: Paper, unit_id: int) -> IssuedPaper:
        """Note the paper as issued, so that it can be verified."""
        issued = IssuedPaper(
            id=uuid4(),
            paper=paper,
            unit_id=unit_id,
            code_hash=token_hash(self.code).hex(),
            sha256=paper.sha256,
            **{
                key: self.facts[key]
                for key in ("name", "number", "office", "issued_on", "initials")
            },
            birth_year=self.birth_year,
            source_entry_id=self.source_entry_id,
        )
        db.session.add(issued)
        return issued


def supersede(earlier_id: UUID, by: Entry, reason: str) -> None:
    """Let the paper of an entry take the place of those of an earlier entry, in whichever commune.

    A paper issued before papers were sealed has no code; a rehearsal's has none either.
    """
    paper = select(IssuedPaper.id).where(IssuedPaper.paper_id == by.certificate_id)
    if successor := db.session.scalar(paper):
        end_of_entry(
            earlier_id,
            reason,
            unit_id=by.unit_id,
            posting_id=by.signed_by_id,
            by_id=successor,
        )


def end_of_entry(
    entry_id: UUID,
    reason: str,
    *,
    unit_id: int,
    posting_id: UUID | None,
    by_id: UUID | None = None,
) -> None:
    """Take the force from the certificate and the extracts that state an entry as it was.

    The first paper that took the place stays named: nothing ends twice.
    """
    for issued_id in db.session.scalars(select(func.mc_papers_in_force(entry_id))).all():
        end(
            issued_id,
            PaperStatus.SUPERSEDED,
            reason,
            unit_id=unit_id,
            posting_id=posting_id,
            by_id=by_id,
        )


def end(
    issued_id: UUID,
    status: PaperStatus,
    reason: str,
    *,
    unit_id: int,
    posting_id: UUID | None,
    by_id: UUID | None = None,
) -> None:
    """Take the force from a paper: superseded by another, or revoked, by a commune. Final.

    A commune revokes papers of its own; it supersedes those of any by one of its own.
    """
    db.session.add(
        PaperEnd(
            issued_id=issued_id,
            unit_id=unit_id,
            status=status,
            since=clock.today(),
            at=clock.now(),
            posting_id=posting_id,
            reason=reason,
            by_id=by_id,
        )
    )


def new_code() -> str:
    """80 random bits, as people can type them."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))


def typed_code(text: str) -> str:
    """A code as it was typed: without spaces and dashes, look-alikes as meant."""
    return "".join(each for each in text.upper() if each.isalnum()).translate(_READ_AS)


def grouped(code: str) -> str:
    """The code in groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def initials(name: str) -> str:
    """``N.V.L.`` of Nguyễn Văn Lượng."""
    return "".join(f"{word[0].upper()}." for word in name.split())[:40]
