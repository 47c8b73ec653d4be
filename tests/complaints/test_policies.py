"""What the database itself shows of complaints and satisfaction, whatever page asks."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from app.accounts.roles import Role
from app.complaints.operations import complaints, satisfaction
from app.complaints.vocabulary import ComplaintKind, ComplaintState, Satisfied
from app.dossiers.workflow import State
from app.kernel.db import transaction
from harness.stage.databases import Database, door_of
from harness.stage.factories import ADossier, AnOfficer, a_commune
from harness.stage.factories.dossiers import LEADER, RECEPTION
from harness.stage.factories.people import seat_of
from tests.security.test_policies import a_token, enter

TOLD = """select (select count(*) from complaint),
  (select count(*) from slip where kind = 'complaint_answer'),
  (select count(*) from satisfaction)"""


def seen(line: psycopg.Connection[Any], **who: Any) -> tuple[int, ...]:
    enter(line, **who)
    return tuple(line.execute(TOLD.encode()).fetchone() or ())


def test_the_desk_sees_neither_complaint_nor_letter_and_nobody_whose_face_it_was(
    committed: Database,
) -> None:
    dossier, other = (ADossier(State.RETURNED, child_name=f"Trần Mẫu {each}") for each in "AB")
    commune, leader = dossier.commune, AnOfficer(LEADER, dossier.commune)
    with transaction():
        complaint = complaints.send(dossier, ComplaintKind.FEEDBACK, "Chờ quá lâu")
        complaints.close(complaint, ComplaintState.ANSWERED, "Xin lỗi", by=leader.actor)
        satisfaction.say(dossier, Satisfied.POOR, "Chờ lâu")
    district = AnOfficer(Role.DISTRICT_JUSTICE, seat_of(Role.DISTRICT_JUSTICE, commune))
    tokens = {
        (1, 1, 0): (leader, district),
        (0, 0, 0): (AnOfficer(RECEPTION, commune), AnOfficer(LEADER, a_commune(1))),
    }
    readers = [(rows, a_token(each)) for rows, people in tokens.items() for each in people]
    doors = {(1, 1, 1): dossier.id, (0, 0, 0): other.id}
    for rows, token in readers:
        with committed.connect("mc_web") as line, line.transaction():
            assert seen(line, token=token) == rows
    for rows, key in doors.items():
        with committed.connect("mc_public") as line, line.transaction():
            assert seen(line, dossier=key, door=door_of(committed, key)) == rows


def test_a_citizen_writes_about_the_open_dossier_alone(committed: Database) -> None:
    mine, other = (ADossier(State.RETURNED, child_name=f"Trần Mẫu {each}") for each in "AB")
    row = """insert into satisfaction (id, dossier_id, commune_id, face, words, at)
      values (gen_random_uuid(), %s, %s, 'good', '', now())"""
    for key, refused in ((other.id, True), (mine.id, False)):
        with committed.connect("mc_public") as line, line.transaction(force_rollback=True):
            enter(line, dossier=mine.id, door=door_of(committed, mine.id))
            if refused:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    line.execute(row.encode(), (key, mine.commune_id))
            else:
                line.execute(row.encode(), (key, mine.commune_id))
