"""A fallen ``mc_web``: no session is made and no password changed, by any statement tried."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pyotp

from app.accounts.models.sessions import Level
from app.accounts.operations import account_links, two_factor
from app.accounts.roles import Role
from app.accounts.rules.passwords import password_digest
from app.accounts.rules.totp import new_secret
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.security import encryption
from app.kernel.security.tokens import new_token
from app.organisation.models import UnitKind
from harness.stage.application import own_application
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, a_commune, agency, open_session
from harness.stage.factories.people import CHEAP_HASH, PASSWORD
from harness.stage.factories.places import DONG_ANH
from harness.stage.sql_file import groups

STATEMENTS = groups(Path(__file__).with_name("statements.sql"))
ALL = tuple(each for group in STATEMENTS.values() for each in group)
ENTER = "select mc_enter(%s, %s, null, '', null, '')"
CODES, PASSWORDS = 200, 20
"""How many are guessed; each comparison is rolled back."""
WORTH = {
    "session": "select token_hash, user_id, created, level from session",
    "password": "select user_id, password_hash from credential",
    "second factor": "select user_id, secret from second_factor",
    "link": "select token_hash, user_id, expires_at, used_at is null from one_use_link",
    "slip": "select id, head_unit_id, given_by, token_hash from sealed_slip",
    "account": "select u.id, u.active from ab_user u join staff s on s.user_id = u.id",
}
"""What must not come to be or change, as the owner of the database reads it."""
NEVER_LOST = frozenset({"password", "second factor", "slip"})
"""What no statement may remove either; ended sessions and used links go by themselves."""


class Known(NamedTuple):
    """What the process holds and may read; ``scopes`` are tokens that pass through it."""

    values: Mapping[str, Any]
    scopes: tuple[str, ...]
    secret: str
    """Of the boss's telephone: the process never sees it."""


def measure() -> dict[str, Any]:
    with own_application("fallen_web") as (_app, database):
        tried, made = attack(database)
    sys.stderr.writelines(f"{each}\n" for each in made)
    return {"web_tried": tried, "web_sessions_made": len(made)}


def attack(database: Database, statements: Iterable[str] = ALL) -> tuple[int, list[str]]:
    """Try everything; how many statements, and for each that had an effect what it made."""
    known, made, tried = world(), [], 0
    with database.connect("mc_web") as line, database.connect() as owner:
        for scope in known.scopes:
            for statement in statements:
                before = _worth(owner)
                read = _try(line, statement, known.values, scope)
                tried += 1
                after = _worth(owner)
                lost = {row for row in before - after if row[0] in NEVER_LOST}
                what = {what for what, _row in (after - before) | lost}
                what |= {"hash read"} if CHEAP_HASH in read else set()
                if what:
                    made.append(f"{', '.join(sorted(what))}: {statement}")
        before = _worth(owner)
        tried += _guess_codes(line, known) + _guess_passwords(line, known)
        made += [f"{what}: guesses" for what, _row in _worth(owner) - before]
    return tried, made


def world() -> Known:
    """An administrator with a telephone, an officer who passes through, people without password."""
    boss, own = AnOfficer(Role.CITY_ADMIN), AnOfficer(Role.COMMUNE_RECEPTION)
    it = AnOfficer(Role.DISTRICT_IT, agency(UnitKind.DISTRICT, a_commune(district=DONG_ANH)))
    newcomer, forgetful, late = (AnOfficer(Role.COMMUNE_JUSTICE) for _n in range(3))
    slipped = AnOfficer(Role.COMMUNE_RECEPTION, a_commune(district=DONG_ANH))
    secret, forged = new_secret(), new_secret()
    names = ("token", "pending", "own_token", "it_token", "boss_token", "ended", "first")
    tokens = {name: new_token() for name in names}
    now = clock.real_now()
    with transaction():
        _execute("delete from credential where user_id = :user", newcomer.user.id)
        open_session(boss.user, tokens["first"], level=Level.PASSWORD)
        two_factor.enrol(boss.user, tokens["first"], secret, pyotp.TOTP(secret).at(now))
        open_session(boss.user, tokens["pending"], level=Level.PASSWORD)
        open_session(boss.user, tokens["boss_token"])
        open_session(own.user, tokens["own_token"])
        open_session(it.user, tokens["it_token"])
        open_session(own.user, tokens["ended"], began=now - timedelta(hours=11))
        used, old = (
            account_links.print_link(each.staff, each.user).token for each in (forgetful, late)
        )
        account_links.give_link(slipped.staff, slipped.user, by=boss.actor)
        account_links.use_link(used, "con-trau-di-truoc-cai-cay", now=now)
        _execute("update one_use_link set expires_at = now() where user_id = :user", late.user.id)
    hashes = {name: sha256(tokens[name].encode()).digest() for name in names}
    values = {
        **tokens,
        "hash": hashes["token"],
        "pending_hash": hashes["pending"],
        "own_hash": hashes["own_token"],
        "day": clock.today(),
        "boss": boss.user.id,
        "own": own.user.id,
        "newcomer": newcomer.user.id,
        "boss_staff": boss.staff.id,
        "newcomer_staff": newcomer.staff.id,
        "boss_name": str(boss.user.username),
        "newcomer_name": str(newcomer.user.username),
        "known": password_digest("a password of its own choice"),
        "known_hash": CHEAP_HASH,
        "used_link": used,
        "old_link": old,
        "keys": list(encryption.keys("second factor")),
        "server_key": "for tests alone, long enough, and no secret at all",
        "secret": forged,
        "code": pyotp.TOTP(forged).at(now),
        "forged": f'{{"here": "1/1", "user": {boss.user.id}, "manages": "{{1}}"}}',
    }
    db.session.remove()
    return Known(values, ("", tokens["own_token"], tokens["it_token"]), secret)


def _execute(statement: str, user: int) -> None:
    db.session.execute(db.text(statement), {"user": user})


def _try(
    line: psycopg.Connection[Any], statement: str, values: Mapping[str, Any], scope: str
) -> str:
    """Run a statement and commit it, if it can; each begins with the own role and an own scope.

    Returns what it read.
    """
    read = ""
    with suppress(psycopg.Error), line.transaction(), line.cursor() as cursor:
        if scope:
            cursor.execute(ENTER, (clock.today(), scope))
        if statement.endswith("to stdout"):
            with cursor.copy(statement.encode(), values) as copied:
                read = str(b"".join(copied))
        else:
            cursor.execute(statement.encode(), values)
            read = str(cursor.fetchall()) if cursor.description else ""
    line.execute("reset all")
    return read


def _worth(owner: psycopg.Connection[Any]) -> frozenset[tuple[str, Any]]:
    return frozenset(
        (what, row) for what, query in WORTH.items() for row in owner.execute(query.encode())
    )


def _guess_codes(line: psycopg.Connection[Any], known: Known) -> int:
    """Guess the second step of a known password, and roll back each comparison and each count."""
    phone, now = pyotp.TOTP(known.secret), clock.real_now()
    right = {phone.at(now + timedelta(seconds=late)) for late in range(-60, 121, 30)}
    guesses = [f"{n:06}" for n in range(CODES) if f"{n:06}" not in right]
    note = "select mc_note_code_try(%s, %s)"
    compare = "select mc_sign_in_with_code(%(pending)s, %(token)s, %(guess)s, %(keys)s)"
    for guess in guesses:
        about, guessed = (
            (f"account {known.values['boss']}", guess),
            {**known.values, "guess": guess},
        )
        with suppress(psycopg.Error), line.transaction(force_rollback=True):
            line.execute(note, about)
            line.execute(compare, guessed)
        line.execute(note, about)
        with suppress(psycopg.Error), line.transaction(force_rollback=True):
            line.execute(compare, guessed)
    code = phone.at(clock.real_now() + timedelta(seconds=30))  # that of now enrolled the telephone
    line.execute(note, (f"account {known.values['boss']}", code))  # fifty were tried today
    with suppress(psycopg.Error):
        line.execute(compare, {**known.values, "guess": code})
    return 2 * len(guesses) + 1


def _guess_passwords(line: psycopg.Connection[Any], known: Known) -> int:
    for n in range(PASSWORDS):
        with line.transaction(force_rollback=True):
            line.execute(
                "select mc_sign_in(%(day)s, %(boss_name)s, %(guess)s, %(token)s, '', '')",
                {**known.values, "guess": password_digest(f"{PASSWORD}{n}")},
            )
    return PASSWORDS
