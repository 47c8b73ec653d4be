"""Rows of the package registers: blanks, old and closed books, notes of other offices."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import exists, select

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import StepActor
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.registers.models.blanks import BlankBatch, BlankFate, BlankKind, BlankUse
from app.registers.models.entries import Entry, RegisterKind
from app.registers.models.issued_papers import IssuedPaper, PaperEnd
from app.registers.models.keyed_entries import KeyedEntry
from app.registers.models.notes import NoteKind
from app.registers.models.proposals import RevocationReason
from app.registers.operations import blanks, closures, proposals
from app.registers.operations.proposals import ToldNote
from app.registers.queries.books import newest_volume
from demo import paper_books, people
from demo.people import Town

RECEIVED = 100
"""Blanks of birth certificates in the batch."""


def settle() -> None:
    """Fill the lists of each demo commune once, the day before."""
    yesterday = clock.at(clock.today() - timedelta(days=1), 15)
    with transaction(), clock.frozen(yesterday):
        if db.session.scalar(select(exists().where(KeyedEntry.id.is_not(None)))):
            return
        for code in people.COMMUNES:
            town = people.town_of(code, clock.today())
            paper_books.key_in(town)
            births = _births(town)
            if len(births) >= 4:
                _count_blanks(town, births)
                _propose(town, births)
            _close_books(town)


def _births(town: Town) -> list[Entry]:
    """Births of the commune whose papers were handed over and are in force, the oldest first.

    A demonstration of an earlier version has papers that nobody can verify.
    """
    query = (
        select(Entry)
        .join(Entry.dossier)
        .join(IssuedPaper, IssuedPaper.paper_id == Entry.certificate_id)
        .where(
            Entry.unit_id == town.commune.id,
            Entry.kind == RegisterKind.BIRTH,
            Dossier.state == State.RETURNED,
            ~exists().where(PaperEnd.issued_id == IssuedPaper.id),
        )
        .order_by(Entry.number)
        .limit(6)
    )
    return list(db.session.scalars(query))


def _count_blanks(town: Town, births: list[Entry]) -> None:
    """A batch of the district, used for the births but for one blank that was spoiled."""
    posting_id = town.actors["tuphap"].postings[0].posting_id
    batch = BlankBatch(
        unit_id=town.commune.id,
        kind=BlankKind.BIRTH,
        series="KS",
        first=1001,
        last=1000 + RECEIVED,
        received_on=clock.today() - timedelta(days=30),
        origin="Phòng Tư pháp huyện",
    )
    db.session.add(batch)
    db.session.flush()  # the blanks are looked up by its number
    for number, birth in enumerate(births, batch.first + 1):
        serial = f"{batch.series} {number}"
        blanks.use(birth.certificate, batch.kind, serial, town.commune.id, posting_id)
    spoiled = BlankUse(
        batch=batch,
        batch_id=batch.id,
        number=batch.first,
        fate=BlankFate.SPOILED,
        on=clock.today(),
        note="Kẹt giấy khi in",
    )
    blanks.record(spoiled, posting_id)


def _propose(town: Town, births: list[Entry]) -> None:
    """A revoked paper, a note of a court on a birth, and one that waits for the leader."""
    prepares, signs = _officers(town)
    wrong, recognised, waiting = births[:3]
    revoked = proposals.propose_revocation(
        wrong,
        RevocationReason.WRONG_PERSON,
        "Giao nhầm bản chính cho người cùng tên; người nhận đã nộp lại.",
        f"Biên bản số 04/BB-UBND ngày {clock.today():%d/%m/%Y}",
        by=prepares,
    )
    decision = ToldNote(
        NoteKind.RECOGNITION,
        "Công nhận cha của trẻ theo bản án.",
        f"Bản án số 27/{clock.today().year}/HNGĐ-ST",
        "Tòa án nhân dân huyện",
        clock.today() - timedelta(days=12),
    )
    noted = proposals.propose_note(recognised, decision, by=prepares)
    db.session.flush()  # the proposals refer to their papers
    for proposal in (revoked, noted):
        proposals.sign(proposal, by=signs)
    proposals.propose_note(
        waiting,
        ToldNote(
            NoteKind.COURT,
            "Thay đổi họ của trẻ theo quyết định.",
            f"Quyết định số 31/{clock.today().year}/QĐST-HNGĐ",
            "Tòa án nhân dân huyện",
            clock.today() - timedelta(days=5),
        ),
        by=prepares,
    )


def _close_books(town: Town) -> None:
    """A volume that is locked with its minutes; those of another wait for the leader.

    What follows is entered in the next volume.
    """
    prepares, signs = _officers(town)
    for kind, is_locked in ((RegisterKind.CHANGE, True), (RegisterKind.EXTRACT, False)):
        book = newest_volume(town.commune.id, kind, clock.today().year)
        if book is None:
            continue
        closures.prepare(book, by=prepares)
        if is_locked:
            closures.close(book, by=signs)


def _officers(town: Town) -> Iterator[StepActor]:
    """Who prepares, and who signs."""
    for seat in ("tuphap", "chutich"):
        yield rules.officer(town.actors[seat], town.commune.id)
