"""Entries of invented paper books, for extracts of what was registered before this system."""

from collections.abc import Mapping
from datetime import date, timedelta

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import StepActor
from app.dossiers.rules.extracts import lacks_entry
from app.kernel.actor import Actor
from app.kernel.db import db
from app.procedures.models.vocabulary import BookKind
from app.registers.operations import extracts, keyed_entries
from app.registers.operations.extracts import PaperEntry
from demo.people import Town

DISTANCE = 25
"""Years between the registration and the extract."""
CHILDREN = ("An", "Bích", "Cúc", "Diễm", "Hạnh", "Lan")
DIFFERING = 3
"""The entry in which the two officers read another year of birth."""


def copy_entry(dossier: Dossier, *, by: StepActor) -> None:
    """Copy the birth of the dossier's person in from a paper book, if the dossier needs one."""
    if not lacks_entry(dossier):
        return
    born = date(dossier.submitted_at.year - DISTANCE, 3, 27)
    typed = _birth(dossier.subject_name, born, dossier.commune.name)
    paper = PaperEntry(BookKind.BIRTH, f"01/{born.year}", 45, born.replace(month=4), typed)
    extracts.copy_in(dossier, paper, by=by)


def key_in(town: Town) -> None:
    """Two old volumes of the commune, keyed by its two officers as far as they have got.

    In one entry they read different things; the last entries wait for the second officer.
    """
    first, second = town.actors["motcua"], town.actors["tuphap"]
    for officer, births, marriages in ((first, 6, 3), (second, 4, 1)):
        for number in range(1, births + 1):
            born = date(1998, 1, 3 * number)
            typed = _birth(f"Tạ Mẫu {CHILDREN[number - 1]}", born, town.commune.name)
            if number == DIFFERING and officer is second:
                typed["mother_born"] = str(born.year - 21)
            _key(officer, BookKind.BIRTH, "01/1998", number, born + timedelta(days=9), typed)
        for number in range(1, marriages + 1):
            typed = _marriage(CHILDREN[-number], CHILDREN[number], town.commune.name)
            day = date(2003, 2, 5 * number)
            _key(officer, BookKind.MARRIAGE, "01/2003", number, day, typed)


def _key(
    officer: Actor, kind: BookKind, book: str, number: int, day: date, typed: Mapping[str, str]
) -> None:
    paper = PaperEntry(kind, book, number, day, typed)
    keyed_entries.key_in(officer, officer.postings[0], paper)
    db.session.flush()  # the second officer's entry is compared with it


def _birth(name: str, born: date, commune: str) -> dict[str, str]:
    place = f"{commune}, thành phố Hà Nội"
    return {
        "child_name": name,
        "child_born": f"{born:%d/%m/%Y}",
        "child_sex": "Nữ",
        "child_ethnicity": "Kinh",
        "child_nationality": "Việt Nam",
        "child_birth_place": f"Trạm y tế {commune}",
        "child_home_town": place,
        "mother_name": "Trịnh Mẫu Sinh",
        "mother_born": str(born.year - 27),
        "mother_ethnicity": "Kinh",
        "mother_nationality": "Việt Nam",
        "mother_residence": place,
        "father_name": "Đinh Mẫu Thành",
        "father_born": str(born.year - 29),
        "father_ethnicity": "Kinh",
        "father_nationality": "Việt Nam",
        "father_residence": place,
    }


def _marriage(bride: str, groom: str, commune: str) -> dict[str, str]:
    return {
        "bride_name": f"Trịnh Mẫu {bride}",
        "bride_born": "1980",
        "bride_residence": commune,
        "groom_name": f"Đinh Mẫu {groom}",
        "groom_born": "1978",
        "groom_residence": commune,
    }
