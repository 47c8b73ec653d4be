"""The data of the matrix: three communes of two districts, every text of every row a canary.

``build`` makes it once with the real operations, and returns the plain facts for the run and its
oracle: the owner of each row and of each canary.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from app.accounts.models.staff import Staff
from app.accounts.operations import accounts
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.db import db, transaction
from app.kernel.files import storage
from app.kernel.text.folding import fold
from app.organisation.models import Unit, UnitKind
from harness.authorization_matrix import calls, citizens, figures, notices, population
from harness.authorization_matrix.canaries import KEPT, Canaries, found_in, pdf_text
from harness.authorization_matrix.people import ENDED, PEOPLE, Person
from harness.stage import databases
from harness.stage.databases import Database, files_of
from harness.stage.factories import ADossier, ADraft, a_commune, agency
from harness.stage.factories.people import LONG_AGO
from harness.stage.factories.places import BA_VI, DONG_ANH

PLACES = {"here": (0, BA_VI), "next": (1, BA_VI), "far": (0, DONG_ANH)}
STATES = {
    "here": (
        State.SUBMITTED, State.SUPPLEMENTING, State.ACCEPTED, State.TO_SIGN, State.REGISTERED,
        State.AT_AGENCIES, State.READY, State.RETURNED,
    ),
    "next": (State.SUBMITTED, State.TO_SIGN, State.AT_AGENCIES, State.READY),
    "far": (State.SUBMITTED, State.ACCEPTED, State.TO_SIGN, State.AT_AGENCIES, State.READY),
}  # fmt: skip
FEW = {
    "here": (
        State.TO_SIGN,
        State.SUBMITTED,
        State.SUPPLEMENTING,
        State.ACCEPTED,
        State.READY,
    ),
    "next": (State.SUBMITTED,),
    "far": (State.SUBMITTED,),
}
"""For the slice in the tests: what leaders sign, and what citizens hold tickets of."""
CERTIFICATE = "answers.marriage_number"
"""The number of the parents' marriage certificate, which goes to no agency."""
SPOKEN = {
    "dossier": ("note", "channel_evidence", "collected_by", "collected_with"),
    "paper": ("file_name",),
    "dossier_event": ("reason",),
    "fee": ("receipt_no",),
}
"""Free texts of a dossier that become canaries once it exists."""
Facts = dict[str, Any]


def build(
    database: Database,
    folder: Path,
    states: Mapping[str, tuple[State, ...]] = STATES,
    people: Sequence[Person] = PEOPLE,
) -> Facts:
    """Fill the database; the facts are written to the folder too.

    Raises:
        LookupError: the application has addresses that the matrix cannot fill.
    """
    app = databases.app_on(database, DATABASE_URL=database.url("mc_loader"))
    if unknown := [*calls.unknown(app), *citizens.unknown(app)]:
        raise LookupError("\n".join(unknown))
    canaries, facts = Canaries(), Facts(places={}, people={})
    with app.app_context():
        for name, (n, district) in PLACES.items():
            facts["places"][name] = _place(
                canaries, name, a_commune(n, district=district), states[name]
            )
        with transaction():
            for person in people:
                facts["people"][person.name] = _hire(person, facts)
        db.engine.dispose()
    with database.connect() as line:
        _speak(line, canaries, facts)
        _put_into_files(line, canaries, files_of(database))
        figures.plant(line, canaries, facts)
        with app.app_context():
            figures.publish(line, canaries)
            db.engine.dispose()
        facts |= _plain_facts(line, files_of(database))
    facts["canaries"] = canaries.known
    withheld = {word for word, (_k, _o, where) in canaries.known.items() if where == CERTIFICATE}
    for leg in facts["legs"].values():
        leg["says"] = [word for word in leg["says"] if word not in withheld]
    (folder / "facts.json").write_text(json.dumps(facts, default=str))
    return facts


# ---- dossiers and drafts ------------------------------------------------------------------------


def _place(canaries: Canaries, name: str, commune: Unit, states: tuple[State, ...]) -> Facts:
    dossiers, PLACE_OF[name] = {}, commune.code
    for state in states:
        key = f"{name}/{state}"
        made = ADossier(state, commune, **_answers(canaries, "dossier", key))
        canaries.rename(key, str(made.id))
        dossiers[str(state)] = str(made.id)
    drafts = [_draft(canaries, name, commune, n) for n in range(2)]
    return {
        "unit": commune.id,
        "code": commune.code,
        "district": commune.district_id,
        "district_code": commune.district.code if commune.district else "",
        "dossiers": dossiers,
        "drafts": drafts,
    }


def _draft(canaries: Canaries, name: str, commune: Unit, n: int) -> Facts:
    key, token = f"{name}/draft{n}", uuid4().bytes
    with transaction():
        draft = ADraft(commune, **_answers(canaries, "draft", key))
        draft.secret_hash = sha256(token).digest()
    canaries.rename(key, str(draft.id))
    return {"id": str(draft.id), "token": token.hex()}


def _answers(canaries: Canaries, kind: str, key: str) -> dict[str, Any]:
    """The answers of this family, each word a canary."""

    def said(question: str) -> str:
        return canaries.word(kind, key, f"answers.{question}")

    def numbered(question: str) -> str:
        return canaries.number(kind, key, f"answers.{question}")

    def lives(question: str) -> dict[str, str]:
        return {"place": PLACE_OF[key.split("/")[0]], "detail": f"thôn {said(question)}"}

    return {
        "applicant_name": f"Nguyễn Thị {said('applicant_name')}",
        "applicant_phone": f"0{numbered('applicant_phone')}",
        "applicant_id": numbered("applicant_id"),
        "child_name": f"Trần Thị {said('child_name')}",
        "father_name": f"Trần Văn {said('father_name')}",
        "household_book": numbered("household_book"),
        "birth_facility": f"Bệnh viện {said('birth_facility')}",
        "birth_proof_number": f"số {said('birth_proof_number')}",
        "marriage_number": f"số {said('marriage_number')}",
        "applicant_residence": lives("applicant_residence"),
        "father_residence": lives("father_residence"),
        "household_address": lives("household_address"),
        "child_home_town": lives("child_home_town"),
    }


PLACE_OF: dict[str, str] = {}
"""The commune code of each word; filled while the places are made."""


# ---- people -------------------------------------------------------------------------------------


def _hire(person: Person, facts: Facts) -> Facts:
    """A user with an account and the postings of the list."""
    postings = []
    staff: Staff | None = None
    for role, place in person.postings:
        unit = _seat(role, place.removesuffix(ENDED), facts)
        if staff is None:
            staff = accounts_staff.create_staff(f"Người {person.name.title()}", unit)
        until = date(2016, 6, 30) if place.endswith(ENDED) else None
        posted = accounts_staff.grant_posting(
            staff, unit, Role(role), title="Công chức", since=LONG_AGO, until=until
        )
        postings.append({"id": str(posted.id), "role": role, "unit": unit.id, "over": bool(until)})
    if staff is None:
        raise LookupError(person.name)
    accounts.open_account(staff)
    db.session.flush()
    if staff.user is None:
        raise LookupError(person.name)
    staff.user.must_change = False
    return {"staff": str(staff.id), "user": staff.user.id, "postings": postings}


def _seat(role: str, place: str, facts: Facts) -> Unit:
    commune = db.session.get_one(Unit, facts["places"][place]["unit"])
    if role.startswith("commune"):
        return commune
    kinds = {
        "police": UnitKind.POLICE,
        "insurance": UnitKind.INSURANCE,
        "city_admin": UnitKind.DEPARTMENT,
        "city_justice": UnitKind.DEPARTMENT,
    }
    return agency(kinds.get(role, UnitKind.DISTRICT), commune)


# ---- canaries in every text ----------------------------------------------------------------------


def _speak(line: psycopg.Connection[Any], canaries: Canaries, facts: Facts) -> None:
    """Put a canary into each free text of each row, with the triggers of journals off."""
    line.execute("set session_replication_role = replica")
    for table, columns in SPOKEN.items():
        owner = "id" if table == "dossier" else "dossier_id"
        draft = "draft_id" if table == "paper" else "null"
        rows = line.execute(f"select id, {owner}, {draft} from {table}".encode()).fetchall()
        for key, dossier, in_draft in rows:
            kind = "dossier" if dossier else "draft"
            for column in columns:
                said = canaries.word(kind, dossier or in_draft, f"{table}.{column}")
                line.execute(
                    f"update {table} set {column} = concat_ws(' ', {column}, %s::text)"
                    " where id = %s".encode(),
                    [said, key],
                )
    _name_staff(line, canaries)
    _name_past_postings(line, canaries)
    _teach(line, canaries, facts)
    _keep_posts(line, canaries, facts)
    _fill_sandbox(line, canaries)
    facts["alarms"] = population.plant(line, canaries, facts)
    notices.plant(line, canaries)


def _name_staff(line: psycopg.Connection[Any], canaries: Canaries) -> None:
    for key, name in line.execute("select id, full_name from staff").fetchall():
        called = f"{name} {canaries.word('staff name', key, 'staff.full_name')}"
        phone = f"0{canaries.number('staff', key, 'staff.phone')}"
        identity = f"001{canaries.number('staff', key, 'staff.id_number')}"
        line.execute(
            "update staff set full_name = %s, folded = %s, phone = %s, id_number = %s"
            " where id = %s",
            [called, fold(called), phone, identity, key],
        )


def _name_past_postings(line: psycopg.Connection[Any], canaries: Canaries) -> None:
    """Former titles; current titles are above signatures for all to read."""
    over = "select id from posting where upper(during) <= current_date"
    for (key,) in line.execute(over.encode()).fetchall():
        said = canaries.word("posting", key, "posting.title")
        line.execute("update posting set title = title || ' ' || %s where id = %s", [said, key])


def _teach(line: psycopg.Connection[Any], canaries: Canaries, facts: Facts) -> None:
    """A course in each district, with everybody of the district."""
    for place in facts["places"].values():
        (course,) = line.execute(
            "insert into training_class (name, held_on, phase, unit_id) values"
            " ('Lớp tập huấn', '2016-10-01', 1, %s) returning id",
            [place["district"]],
        ).fetchall()[0]
        people = line.execute("select id from staff where unit_id = %s", [place["unit"]]).fetchall()
        for (staff,) in people:
            line.execute(
                "insert into attendance (id, class_id, staff_id, outcome, note)"
                " values (%s, %s, %s, 'attended', %s)",
                [uuid4(), course, staff, canaries.word("attendance", staff, "attendance.note")],
            )


def _keep_posts(line: psycopg.Connection[Any], canaries: Canaries, facts: Facts) -> None:
    """A pending form of each user, sent after the session had ended."""
    for name, person in facts["people"].items():
        said = canaries.word("kept", person["user"], "pending_form.fields")
        line.execute(
            "insert into pending_form (token_hash, user_id, path, fields, kept_at)"
            " values (%s, %s, '/can-bo/mat-khau/', %s, now() + interval '1 day')",
            [
                sha256(KEPT.format(name).encode()).digest(),
                person["user"],
                json.dumps([["note", f"viết dở {said}"]]),
            ],
        )


def _fill_sandbox(line: psycopg.Connection[Any], canaries: Canaries) -> None:
    for key, to in line.execute("select id, recipient from message").fetchall():
        line.execute(
            "insert into sandbox_message (message_id, dialled, subject, text, at)"
            " values (%s, %s, '', %s, now())",
            [key, to, f"Tin {canaries.word('sandbox', key, 'sandbox_message.text')}"],
        )


def _put_into_files(line: psycopg.Connection[Any], canaries: Canaries, _folder: Path) -> None:
    """Append a canary to each file: readers ignore it, and every recipient has it."""
    rows = line.execute(
        "select id, dossier_id, draft_id, storage_key from paper where storage_key is not null"
    ).fetchall()
    for key, dossier, draft, storage_key in rows:
        said = canaries.word("dossier" if dossier else "draft", dossier or draft, "file")
        with storage.open_stored(storage_key) as kept:
            path = Path(kept.name)
        path.chmod(0o600)
        with path.open("ab") as stream:
            stream.write(f"\n{said}\n".encode())
        content = path.read_bytes()
        line.execute(
            "update paper set sha256 = %s, size = %s where id = %s",
            [sha256(content).hexdigest(), len(content), key],
        )


# ---- plain facts --------------------------------------------------------------------------------


def _plain_facts(line: psycopg.Connection[Any], folder: Path) -> Facts:
    pairs = {
        "units": "select id::text, district_id from unit",
        "dossiers": "select id::text, commune_id from dossier",
        "drafts": "select id::text, commune_id from draft",
        "staff": "select id::text, unit_id from staff",
        "users": "select user_id::text, unit_id from staff where user_id is not null",
        "points": "select id::text, unit_id from assisted_point",
        "postings": "select id::text, unit_id from posting",
        "lists": "select id::text, unit_id from staff_list",
        "classes": "select id::text, unit_id from training_class",
        "attendances": "select a.id::text, s.unit_id from attendance a"
        " join staff s on s.id = a.staff_id",
        "posted": "select staff_id::text, array_agg(unit_id) from posting group by 1",
        "versions": "select id::text, row_version from dossier"
        " union all select id::text, version from leg",
        "codes": "select id::text, code from dossier",
        "doors": "select id::text, mc_new_door(id) from dossier",
        "submitted": "select dossier_id::text, key::text from submission_key",
        "reports": "select id::text, unit_id from statistics_report where kind <> 'rollout'",
        "rollout_reports": "select id::text, unit_id from statistics_report where kind = 'rollout'",
        "messages": "select id::text, subject_id::text from message",
    }
    facts = {name: dict(line.execute(query.encode()).fetchall()) for name, query in pairs.items()}
    facts["legs"] = {
        key: {
            "dossier": dossier,
            "commune": commune,
            "holder": holder,
            "state": state,
            "kind": kind,
            "says": sorted(_said_of_leg(line, key)),
        }
        for key, dossier, commune, holder, state, kind in line.execute(
            "select id::text, dossier_id::text, commune_id, holder_unit_id, state, kind from leg"
        ).fetchall()
    }
    facts["papers"] = {
        key: {"dossier": dossier, "draft": draft, "leg": leg}
        for key, dossier, draft, leg in line.execute(
            "select id::text, dossier_id::text, draft_id::text, leg_id::text from paper"
        ).fetchall()
    }
    return facts


def _said_of_leg(line: psycopg.Connection[Any], leg: str) -> set[str]:
    """What the agency of a leg may read: its packets with their files, and what it wrote itself."""
    said = line.execute(
        "select coalesce(string_agg(t, ' '), '') from ("
        " select content::text || papers::text t from packet where leg_id = %(leg)s"
        " union all select result::text from leg where id = %(leg)s"
        " union all select reason from dossier_event where leg_id = %(leg)s"
        " union all select file_name from paper where leg_id = %(leg)s) q",
        {"leg": leg},
    ).fetchone()
    keys = line.execute(
        "select p ->> 'storage_key' from packet, jsonb_array_elements(papers) p"
        " where leg_id = %(leg)s"
        " union select storage_key from paper where leg_id = %(leg)s and storage_key is not null",
        {"leg": leg},
    ).fetchall()
    found = found_in(said[0].encode()) if said else set()
    for (key,) in keys:
        with storage.open_stored(key) as kept:
            content = kept.read()
        found |= found_in(content)
        if content.startswith(b"%PDF"):
            found |= found_in(pdf_text(content))
    return found
