"""Registration: a number without gaps, the entry frozen at signing, the certificate."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import Posting
from app.dossiers.models.dossier import Custody, Dossier, Paper, PaperKind
from app.dossiers.operations.transitions import TransitionTaken
from app.kernel import clock, retention
from app.kernel.db import db
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.files import storage
from app.kernel.retention import RetentionRule
from app.kernel.text.folding import fold
from app.procedures import queries as procedures
from app.procedures.answers.display import printed_answers
from app.procedures.answers.statement import stated
from app.procedures.rules.papers_and_fees import IssuedResult, results_for
from app.registers import slips
from app.registers.models import Book, Counter, Entry, RegisterKind
from app.registers.queries import open_book, signing_posting

BOOK_SUFFIX: Mapping[RegisterKind, str] = {
    RegisterKind.BIRTH: "KS",
    RegisterKind.DEATH: "KT",
    RegisterKind.MARRIAGE: "KH",
    RegisterKind.GUARDIANSHIP: "GH",
    RegisterKind.GUARDIANSHIP_END: "CDGH",
    RegisterKind.RECOGNITION: "NCMC",
    RegisterKind.CHANGE: "TDCC",
    RegisterKind.MARITAL_STATUS: "XNTTHN",
    RegisterKind.EXTRACT: "TLBS",
    RegisterKind.CERTIFIED: "CT",
    RegisterKind.OTHER: "KQ",
    RegisterKind.PRACTICE: "TAPDUOT",
}
"""Suffix after the year in the number of each kind of book (ký hiệu sổ)."""

FEEDS_RESULT = "result"
"""``feeds`` value of questions that the result states (phần in trên kết quả)."""


def next_number(unit_id: int, kind: RegisterKind, year: int) -> int:
    """The next number of the commune, kind and year.

    The counter's row stays locked until the transaction ends: a rollback returns the number, and
    two signers never get the same one.
    """
    counted = insert(Counter).values(unit_id=unit_id, kind=kind, year=year, last=1)
    number = db.session.scalar(
        counted.on_conflict_do_update(
            index_elements=[Counter.unit_id, Counter.kind, Counter.year],
            set_={"last": Counter.last + 1},
        ).returning(Counter.last)
    )
    return int(number or 0)


def book_for(unit_id: int, kind: RegisterKind, year: int) -> Book:
    """The open book of the year; the first event of a year opens it.

    Called with the counter locked, so that a commune never opens two at once.
    """
    book = open_book(unit_id, kind, year)
    if book is None:
        book = Book(
            unit_id=unit_id,
            kind=kind,
            year=year,
            n=1,
            code=f"01-TP/HT-{year}-{BOOK_SUFFIX[kind]}",
            opened_on=clock.today(),
        )
        db.session.add(book)
        db.session.flush()  # the entry refers to the book
    return book


def register(step: TransitionTaken) -> None:
    """Number the entry, freeze its content and issue the certificate (Luật Hộ tịch Đ16.2).

    Bound to ``Effect.NUMBER_ENTRY``; runs in the transaction of the signature.

    Raises:
        NotAllowed: the signer has no posting.
    """
    dossier, posting_id = step.dossier, step.event.posting_id
    if posting_id is None:
        raise NotAllowed
    signer = signing_posting(posting_id)
    for result in results_for(procedures.form(dossier.procedure_version), dossier.answers):
        _enter(dossier, result, signer)
    db.session.flush()  # the legs copy the certificate


def _enter(dossier: Dossier, result: IssuedResult, signer: Posting) -> None:
    """One entry in one book, and the citizen's certificate or extract."""
    day = clock.today()
    kind = RegisterKind.PRACTICE if dossier.is_rehearsal else RegisterKind(result.book)
    number = next_number(dossier.commune_id, kind, day.year)
    book = book_for(dossier.commune_id, kind, day.year)
    content = entry_content(dossier, result) | {
        "number": number,
        "year": book.year,
        "book": book.code,
        "registered_on": day.isoformat(),
        "signer_name": signer.staff.full_name,
        "signer_title": signer.title,
    }
    db.session.add(
        Entry(
            id=uuid4(),
            unit_id=dossier.commune_id,
            kind=kind,
            year=day.year,
            number=number,
            book=book,
            dossier=dossier,
            content=content,
            subject_name=dossier.subject_name,
            subject_folded=dossier.subject_folded,
            registered_on=day,
            signed_at=clock.now(),
            signed_by=signer,
            certificate=_certificate(dossier, result, content),
        )
    )


def entry_content(dossier: Dossier, result: IssuedResult) -> dict[str, Any]:
    """The content of the entry from the current answers, without number, day and signer.

    A later correction of the answers does not change a signed entry.
    """
    form = procedures.form(dossier.procedure_version)
    around = procedures.surroundings(dossier.commune)
    parts = stated(form, dossier.answers, around, (result.key, FEEDS_RESULT))
    with force_locale("vi"):
        answers = printed_answers(form, dossier.answers, around)
    return {
        "result": {"key": result.key, "name": result.name, "layout": str(result.layout)},
        "kind": str(result.book),
        "office": dossier.commune.name,
        "district": dossier.commune.district.name if dossier.commune.district else "",
        "applicant": dossier.applicant_name,
        "answers": answers,
        "answers_rev": dossier.answers_rev,
        "note": result.note,
        "practice": dossier.is_rehearsal,
        "parts": [
            {"title": part.title, "rows": [[line._asdict() for line in row] for row in part.rows]}
            for part in parts
        ],
    }


def preview(dossier: Dossier, key: str) -> bytes:
    """The result as it would be printed if the head signed now, marked as a preview, not stored.

    Raises:
        NotFound: the dossier has no result with this key.
    """
    plan = results_for(procedures.form(dossier.procedure_version), dossier.answers)
    result = next((each for each in plan if each.key == key), None)
    if result is None:
        raise NotFound
    return slips.printed(entry_content(dossier, result) | {"preview": True})


def _certificate(dossier: Dossier, result: IssuedResult, content: Mapping[str, Any]) -> Paper:
    stored = storage.keep(slips.printed(content))
    paper = Paper(
        id=uuid4(),
        kind=PaperKind.RESULT,
        key=result.key,
        name=result.name,
        file_name=f"{slug(result.name)}-{content['number']}-{content['year']}.pdf",
        filed_at=clock.now(),
        custody=Custody.COMMUNE,
        **stored.columns,
    )
    dossier.papers.append(paper)
    return paper


def slug(name: str) -> str:
    """The file name of a paper: ``giay-khai-sinh``."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(name)))


retention.declare(
    RetentionRule(
        name="books",
        what=_("Civil-status books: entries and certificates"),
        then=_("kept for ever: a correction is a new entry, never an overwriting"),
        law="Luật Hộ tịch 60/2014/QH13 Đ58, Đ60",
        order=1,
    )
)
