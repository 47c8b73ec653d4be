"""The correction of a registered birth: what its family declares, and the entry that it names."""

from typing import Any

from sqlalchemy import select

from app.dossiers.models.dossier import Dossier
from app.kernel.db import db
from app.registers.models.entries import Entry, RegisterKind
from app.registers.operations import notes
from app.registers.queries.notes import FoundEntry
from demo.people import Town

PROCEDURE = "1.004859"


def answers(town: Town) -> dict[str, Any]:
    """The mother of the commune's first birth asks to correct the father's year of birth."""
    birth = _first_birth(town.commune.id)
    said, year = birth.dossier.answers, int(birth.dossier.answers["father_born"])
    mother = ("applicant_name", "applicant_born", "applicant_phone", "applicant_id")
    child = ("name", "born", "sex", "ethnicity")
    return {
        **{key: said[key] for key in mother},
        **{f"person_{part}": said[f"child_{part}"] for part in child},
        "change_kind": "correct",
        "changed_where": "registered",
        "registered_event": "birth",
        "registered_office": f"UBND {town.commune.name}",
        "registered_on": birth.registered_on.isoformat(),
        "registered_number": f"số {birth.number}, quyển {birth.book.code}",
        "change_from": f"Năm sinh của cha: {year}",
        "change_to": f"Năm sinh của cha: {year - 1}",
        "change_reason": "Ghi nhầm năm sinh của cha so với thẻ căn cước công dân.",
    }


def name_birth(dossier: Dossier, town: Town) -> None:
    """Name the birth on which the signature writes its note."""
    birth = _first_birth(town.commune.id)
    found = FoundEntry(birth.id, birth.subject_name, birth.book.code, birth.registered_on)
    by = town.actors["tuphap"]
    db.session.add(notes.named(dossier, found, birth.number, by=by))


def _first_birth(unit_id: int) -> Entry:
    query = select(Entry).where(Entry.unit_id == unit_id, Entry.kind == RegisterKind.BIRTH)
    return db.session.scalars(query.order_by(Entry.number).limit(1)).one()
