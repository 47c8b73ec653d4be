"""Registration: a number without gaps, the entry frozen at signing, the certificate."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models.staff import Posting
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
from app.procedures.models.vocabulary import BookKind, QuestionKind
from app.procedures.rules.form import Answers, Form
from app.procedures.rules.papers_and_fees import IssuedResult, results_for
from app.registers import slips
from app.registers.models.entries import Book, Counter, Entry, RegisterKind
from app.registers.operations import entry_facts, notes
from app.registers.operations.extracts import source_of
from app.registers.operations.issued_papers import Issue
from app.registers.queries import signing_posting
from app.registers.queries.books import newest_volume
from app.registers.rules import volume_size

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
    RegisterKind.CERTIFIED: "SCT/BS",
    RegisterKind.OTHER: "KQ",
    RegisterKind.PRACTICE: "TAPDUOT",
}
"""Suffix after the year in the number of each kind of book (ký hiệu sổ)."""

FEEDS_RESULT = "result"
"""``feeds`` value of questions that the result states (phần in trên kết quả)."""


def book_code(kind: RegisterKind, year: int, n: int) -> str:
    """The number on the cover; certified copies are no civil-status matter.

    Their book is numbered as TT 20/2015/TT-BTP numbers it: ``01/2016-SCT/BS``.
    """
    if kind is RegisterKind.CERTIFIED:
        return f"{n:02}/{year}-{BOOK_SUFFIX[kind]}"
    return f"{n:02}-TP/HT-{year}-{BOOK_SUFFIX[kind]}"


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


def book_for(unit_id: int, kind: RegisterKind, day: date, number: int) -> Book:
    """The volume that takes this number; a locked or full one is followed by the next.

    Called with the counter locked, so that a commune never opens two at once.
    """
    book = newest_volume(unit_id, kind, day.year)
    if book is None or book.locked_on or number - book.first_number >= volume_size():
        n = book.n + 1 if book else 1
        book = Book(
            unit_id=unit_id,
            kind=kind,
            year=day.year,
            n=n,
            code=book_code(kind, day.year, n),
            first_number=number,
            opened_on=day,
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
    signer, signed_at = signing_posting(posting_id), clock.now()
    for result in results_for(procedures.form(dossier.procedure_version), dossier.answers):
        _enter(dossier, result, signer, signed_at)
    db.session.flush()  # the legs copy the certificate
    notes.write_on_earlier(dossier, step.event)


def _enter(dossier: Dossier, result: IssuedResult, signer: Posting, signed_at: datetime) -> None:
    """One entry in one book, and the citizen's certificate or extract.

    The moment of the signature is the same for all results of a dossier: around midnight at the
    end of the year they go into books of one year.
    """
    day = clock.local(signed_at).date()
    kind = RegisterKind.PRACTICE if dossier.is_rehearsal else RegisterKind(result.book)
    number = next_number(dossier.commune_id, kind, day.year)
    book = book_for(dossier.commune_id, kind, day, number)
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
            subject_name=content["subject"],
            subject_folded=fold(content["subject"]),
            registered_on=day,
            signed_at=signed_at,
            signed_by=signer,
            certificate=_certificate(dossier, result, content),
            **entry_facts.columns(dossier, result, day),
        )
    )


def entry_content(dossier: Dossier, result: IssuedResult) -> dict[str, Any]:
    """The content of the entry from the current answers, without number, day and signer.

    A later correction of the answers does not change a signed entry. Of an extract it has the
    entry that was chosen from the books.

    Raises:
        Refused: nobody has chosen the entry that the extract copies.
    """
    form = procedures.form(dossier.procedure_version)
    around = procedures.surroundings(dossier.commune)
    parts = stated(form, dossier.answers, around, (result.key, FEEDS_RESULT))
    with force_locale("vi"):
        answers = printed_answers(form, dossier.answers, around)
    source = source_of(dossier) if result.book is BookKind.EXTRACT else None
    return {
        "source": source,
        "subject": source["subject_name"] if source else dossier.subject_name,
        "result": {"key": result.key, "name": result.name, "layout": str(result.layout)},
        "kind": str(result.book),
        "office": dossier.commune.name,
        "district": dossier.commune.district.name if dossier.commune.district else "",
        "applicant": dossier.applicant_name,
        "answers": answers,
        "chosen": _chosen(form, dossier.answers),
        "answers_rev": dossier.answers_rev,
        "note": result.note,
        "practice": dossier.is_rehearsal,
        "parts": [
            {"title": part.title, "rows": [[line._asdict() for line in row] for row in part.rows]}
            for part in parts
        ],
    }


def _chosen(form: Form, answers: Answers) -> dict[str, str]:
    whole = form.completed(answers)
    keys = (q.key for q in form.questions if q.kind is QuestionKind.CHOICE)
    return {key: said for key in keys if isinstance(said := whole.get(key), str)}


def preview(dossier: Dossier, key: str, *, drawn: bool = False) -> bytes:
    """The result as it would be printed if the head signed now, marked as a preview, not stored.

    A PDF, or ``drawn`` a picture.

    Raises:
        NotFound: the dossier has no result with this key.
    """
    plan = results_for(procedures.form(dossier.procedure_version), dossier.answers)
    result = next((each for each in plan if each.key == key), None)
    if result is None:
        raise NotFound
    return slips.printed(entry_content(dossier, result) | {"preview": True, "drawn": drawn})


def _certificate(dossier: Dossier, result: IssuedResult, content: Mapping[str, Any]) -> Paper:
    """The printed result, sealed so that anyone can verify it; a rehearsal's has no force."""
    issue = None if dossier.is_rehearsal else Issue.of(content, dossier)
    stored = storage.keep(issue.printed() if issue else slips.printed(content))
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
    if issue:
        issue.record(paper, dossier.commune_id)
    return paper


def slug(name: str) -> str:
    """The file name of a paper: ``giay-khai-sinh``."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(name)))


retention.declare(
    RetentionRule(
        name="books",
        what=_("Civil-status books: entries, notes on them, closing minutes and certificates"),
        then=_("kept for ever: a correction is a new entry and a note, never an overwriting"),
        law="Luật Hộ tịch 60/2014/QH13 Đ58, Đ60",
        order=1,
    )
)
