"""An invented population database: the demo families, as known to the police.

Most of the data agrees with the declarations; every sixth family lives elsewhere, has a name with
another tone mark, only a year of birth, or its old number. Children whose births were registered
some days ago have their personal numbers.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import exists, insert, select

from app.dossiers.models.dossier import Dossier
from app.kernel import clock
from app.kernel.db import db, transaction
from app.organisation.models import Unit
from app.registers.operations import personal_numbers
from app.residents.models.residents import Household, ImportState, Resident, ResidentImport

SOURCE = "Công an TP Hà Nội (dữ liệu minh họa)"
FILE = "dan-cu-minh-hoa.csv"
DECOY = "001188990001"
OLDER = timedelta(days=5)
"""Births registered longer ago than this have received a personal number."""
TONES = {"ằ": "ắ", "ệ": "ề", "ượ": "ướ", "ơ": "ờ", "u": "ú", "a": "á", "o": "ò"}

Row = dict[str, Any]


def settle() -> int:
    """Import everybody once; returns the number of residents."""
    with transaction():
        if db.session.scalar(select(exists().where(ResidentImport.file_name == FILE))):
            return 0
        people = {row["number"]: row for row in _people()}
        file = _file(len(people))
        made = {"import_id": file.id, "source": SOURCE, "as_of": file.as_of}
        db.session.execute(insert(Household), list(_households(people, made)))
        db.session.execute(insert(Resident), [_resident(row) | made for row in people.values()])
    personal_numbers.complete(file.id)
    return len(people)


def _file(rows: int) -> ResidentImport:
    """The import that created the residents, some days ago."""
    at = clock.real_now() - timedelta(days=1)
    brought = dict.fromkeys(("changed", "same", "kept", "refused", "warned"), 0)
    file = ResidentImport(
        id=uuid4(),
        file_name=FILE,
        sha256=hashlib.sha256(FILE.encode()).hexdigest(),
        source=SOURCE,
        as_of=clock.today() - timedelta(days=1),
        state=ImportState.APPLIED,
        at=at,
        checked_at=at,
        applied_at=at,
        size=rows * 200,
        done=rows,
        rows=rows,
        new=rows,
        **brought,
    )
    db.session.add(file)
    db.session.flush()
    return file


def _people() -> Iterator[Row]:
    dossiers = db.session.execute(
        select(Dossier.answers, Dossier.registered_at, Unit)
        .join(Unit, Unit.id == Dossier.commune_id)
        .where(Dossier.is_rehearsal.is_(False))
        .order_by(Dossier.code)
    )
    for n, (said, registered_at, commune) in enumerate(dossiers):
        if "child_name" in said and "father_name" in said:
            yield from _family(n, said, commune)
            if registered_at and registered_at < clock.now() - OLDER:
                yield _child(n, said)
    yield {
        "number": DECOY,
        "name": "Trịnh Mẫu Quyên",
        "born": "1988-08-18",
        "sex": "female",
        "decoy": True,
    }


def _family(n: int, said: Mapping[str, Any], commune: Unit) -> Iterator[Row]:
    """Mother and father, who is the head of the household."""
    district = commune.district.name if commune.district else ""
    home = f"{said['applicant_residence']['detail']}, {commune.name}, {district}, TP Hà Nội"
    father = f"0010{said['father_born'][2:4]}{900000 + n:06d}"
    both = {
        "residence_place": commune.code,
        "residence": home,
        "ethnicity": "01",
        "household_code": f"HN{n:07d}",
        "marital": "married",
    }
    mother = {
        "number": said["applicant_id"],
        "name": said["applicant_name"],
        "born": said["applicant_born"],
        "sex": "female",
        "relation": "Vợ",
        "spouse_name": said["father_name"],
        "spouse_number": father,
    }
    yield both | _differing(n, mother)
    yield both | {
        "number": father,
        "name": said["father_name"],
        "born": f"{said['father_born']}-07-19",
        "sex": "male",
        "relation": "Chủ hộ",
        "household_book": said.get("household_book"),
        "spouse_name": said["applicant_name"],
        "spouse_number": said["applicant_id"],
    }


def _differing(n: int, mother: Row) -> Row:
    """The mother as the police know her, where that differs from the declaration."""
    changed: tuple[Row, ...] = (
        {},
        {"residence": "tổ 3, phường Mẫu, quận Mẫu, TP Hà Nội", "residence_place": None},
        {"name": _other_tone(str(mother["name"]))},
        {"born": str(mother["born"])[:4]},
        {"old_number": f"0129{n:05d}"},
        {},
    )
    return mother | changed[n % len(changed)]


def _other_tone(name: str) -> str:
    """The given name with another tone mark, as a typical typing error."""
    before, _space, given = name.rpartition(" ")
    letter = next((each for each in TONES if each in given), "")
    return f"{before} {given.replace(letter, TONES[letter], 1)}" if letter else name


def _child(n: int, said: Mapping[str, Any]) -> Row:
    """The child with the personal number issued by the police."""
    female = said["child_sex"] == "female"
    return {
        "number": f"001{3 if female else 2}{said['child_born'][2:4]}{800000 + n:06d}",
        "name": said["child_name"],
        "born": said["child_born"],
        "sex": said["child_sex"],
        "mother_name": said["applicant_name"],
        "mother_number": said["applicant_id"],
        "father_name": said["father_name"],
        "household_code": f"HN{n:07d}",
        "relation": "Con",
    }


def _households(people: Mapping[str, Row], made: Mapping[str, Any]) -> Iterator[Row]:
    for row in people.values():
        if row.get("relation") == "Chủ hộ":
            yield {
                "id": uuid4(),
                "code": row["household_code"],
                "household_book": row["household_book"],
                "household_address": row["residence"],
                "head_name": row["name"],
                "head_number": row["number"],
                "as_of": made["as_of"],
            }


def _resident(row: Row) -> Row:
    """A complete table row: one statement inserts them all."""
    known = {key: row.get(key) for key in _COLUMNS}
    words = json.dumps(known, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(words.encode()).digest()
    rest = {"id": uuid4(), "nationality": "VN", "decoy": row.get("decoy", False), "digest": digest}
    return known | rest


_COLUMNS = (
    "number", "old_number", "name", "born", "sex", "ethnicity", "marital", "residence_place",
    "residence", "mother_name", "mother_number", "father_name", "spouse_name", "spouse_number",
    "household_code", "relation",
)  # fmt: skip
