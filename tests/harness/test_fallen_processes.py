"""Whoever runs statements as a process that serves people makes no session and opens no dossier."""

from __future__ import annotations

from hashlib import sha256

import psycopg
import pytest
from flask import Flask

from app.accounts.roles import Role
from app.accounts.rules.passwords import password_digest
from app.kernel import clock
from app.kernel.security.tokens import new_token
from harness.fallen_processes import public, web
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer
from harness.stage.factories.people import PASSWORD
from tests.security.test_policies import enter


def test_a_fallen_web_process_makes_no_session_and_changes_no_password(
    app: Flask, committed: Database
) -> None:
    tried, made = web.attack(committed)
    assert made == []
    assert tried > 900


NO_NOTES = (
    "create or replace function mc_check_noted(of_what text, code text) returns void"
    " language sql as 'select'"
)


@pytest.mark.mutant
@pytest.mark.parametrize(
    ("group", "breach"),
    [
        ("sessions", "grant insert on session to mc_web"),
        ("sessions", "grant update on session to mc_web"),
        ("passwords", "grant insert, update on credential to mc_web"),
        ("links", "grant insert on one_use_link to mc_web"),
        ("signing_in", "grant execute on function mc_add_session to mc_web"),
        ("signing_in", "grant execute on function mc_set_passwords to public;"
         " create or replace function mc_is_operator() returns boolean language sql as"
         " 'select true'"),
        ("second_step", "grant insert on second_factor to mc_web"),
        ("passwords", "grant delete on credential to mc_web;"
         " alter table credential disable row level security"),
        ("passwords", "grant select on credential to mc_web;"
         " alter table credential disable row level security"),
        ("links", "grant update on sealed_slip to mc_web;"
         " alter table sealed_slip disable row level security"),
        ("guesses alone", NO_NOTES),
    ],
)  # fmt: skip
def test_a_breach_is_found(app: Flask, committed: Database, group: str, breach: str) -> None:
    with committed.connect() as owner:
        owner.execute(breach.encode())
    _tried, made = web.attack(committed, web.STATEMENTS.get(group, ()))
    assert made


def test_a_fallen_public_process_opens_no_dossier(app: Flask, committed: Database) -> None:
    tried, opened = public.attack(committed, 20)
    assert opened == {}
    assert tried > 5000


@pytest.mark.mutant
@pytest.mark.parametrize(
    "breach",
    [
        "drop policy mc_add on submission_key;"
        " create policy mc_add on submission_key for insert to mc_public with check (true)",
        NO_NOTES,
        "grant execute on function mc_new_door to mc_public",
    ],
)
def test_an_open_door_is_found(app: Flask, committed: Database, breach: str) -> None:
    with committed.connect() as owner:
        owner.execute(breach.encode())
    _tried, opened = public.attack(committed, 2)
    assert opened


# --- what a process may still do for those who sign in through it


def test_the_right_password_opens_a_session_of_the_own_role_and_no_other(
    committed: Database,
) -> None:
    officer = AnOfficer(Role.COMMUNE_RECEPTION)
    token = new_token()
    with committed.connect("mc_web") as line:
        line.execute(
            "select mc_sign_in(%s, %s, %s, %s, '', '')",
            (clock.today(), officer.user.username, password_digest(PASSWORD), token),
        )
        assert line.execute(
            "select user_id, level from session where token_hash = %s",
            [sha256(token.encode()).digest()],
        ).fetchall() == [(officer.user.id, "password")]
        with line.transaction():
            enter(line, token)
            assert line.execute("select mc_user()").fetchone() == (None,)
        assert line.execute("select mc_finish_sign_in(%s)", [token]).fetchone() == (True,)
        with line.transaction():
            enter(line, token)
            assert line.execute("select mc_user()").fetchone() == (officer.user.id,)


def test_a_code_counts_only_once_it_was_written_down_and_committed(committed: Database) -> None:
    dossier = ADossier()
    with committed.connect("mc_public") as line:
        key = "00000000-0000-0000-0000-000000000001"
        line.execute(
            "insert into one_time_code (id, purpose, asked, at, expires, tries)"
            " values (%s, 'open_dossier', %s, now(), now() + interval '1 hour', 0)",
            (key, dossier.code),
        )
        compare = "select tries_left from mc_redeem_code(%s, '\\x00')"
        note = "select mc_note_code_try('code ' || %s, '00')"
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
        with refused:
            line.execute(compare, [key])
        with line.transaction(force_rollback=True):
            with line.transaction():
                line.execute(note, [key])
            with refused:
                line.execute(compare, [key])
        with refused:
            line.execute(compare, [key])
        line.execute(note, [key])
        assert line.execute(compare, [key]).fetchone() == (4,)
