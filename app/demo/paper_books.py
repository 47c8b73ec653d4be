"""Entries of invented paper books, for extracts of what was registered before this system."""

from datetime import date

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import StepActor
from app.dossiers.rules.extracts import lacks_entry
from app.procedures.models.vocabulary import BookKind
from app.registers.operations import extracts
from app.registers.operations.extracts import PaperEntry

DISTANCE = 25
"""Years between the registration and the extract."""


def copy_entry(dossier: Dossier, *, by: StepActor) -> None:
    """Copy the birth of the dossier's person in from a paper book, if the dossier needs one."""
    if not lacks_entry(dossier):
        return
    born = date(dossier.submitted_at.year - DISTANCE, 3, 27)
    place = f"{dossier.commune.name}, thành phố Hà Nội"
    typed = {
        "child_name": dossier.subject_name,
        "child_born": f"{born:%d/%m/%Y}",
        "child_sex": "Nữ",
        "child_ethnicity": "Kinh",
        "child_nationality": "Việt Nam",
        "child_birth_place": f"Trạm y tế {dossier.commune.name}",
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
    paper = PaperEntry(BookKind.BIRTH, f"01/{born.year}", 45, born.replace(month=4), typed)
    extracts.copy_in(dossier, paper, by=by)
