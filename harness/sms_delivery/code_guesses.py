"""Six digits against a crowd.

A crowd guesses the codes of one dossier through the pages, each from another IP address, over a
day. For the second half the counters of the pages are reset every ten guesses, as if there were
ever more addresses and codes to ask for. What then holds are the worker's limit for the phone
number and the database's limit for each code. After that a known and an unknown dossier are
requested in turn, and compared: statuses, pages, and the time of asking and of trying
(Mann-Whitney).
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.dossiers.models.one_time_codes import OneTimeCode
from app.dossiers.operations import one_time_codes
from app.kernel.db import db, transaction
from app.kernel.security import rate_limit_store
from app.kernel.security.rate_limits import CODE_SMS_DAY
from harness.stage.application import own_application
from harness.stage.factories import ADossier

GUESSES, ADDRESSES, PAIRS = 10_000, 100, 300
FORGET_AFTER, SLOTS = 10, 20
TRIES = 5
ASK, TRY, OPEN = "/tra-cuu/quen-ma", "/ma-xac-nhan", "/tra-cuu/ho-so"
UNKNOWN = "000.99.99.H26-161118-0007"
FOUND, WRONG, TOO_OFTEN = 302, 422, 429
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_OWN = re.compile(r'name="csrf_token"[^>]*value="[^"]*"|nonce="[^"]*"')

Figures = dict[str, Any]


@dataclass
class Guesser:
    """A browser at an address, with the token of its forms."""

    client: FlaskClient
    token: str = ""
    has_code: bool = False

    def ask(self, code: str) -> int:
        if not self.token:
            self.token = _TOKEN.findall(self.client.get(ASK).text)[0]
        status = self.client.post(ASK, data={"csrf_token": self.token, "ma": code}).status_code
        self.has_code = self.has_code or status == FOUND
        return status

    def guess(self, digits: str) -> TestResponse:
        return self.client.post(TRY, data={"csrf_token": self.token, "ma": digits})


def guessers(app: Flask, many: int) -> list[Guesser]:
    """Browsers at this many addresses."""
    made = []
    for n in range(many):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"10.77.{n // 250}.{n % 250 + 1}"
        made.append(Guesser(client))
    return made


def guessing(app: Flask, line: psycopg.Connection[Any], guesses: int, addresses: int) -> Figures:
    """This many guesses at the codes of one dossier; returns what was compared and sent."""
    code, rng = ADossier().code, Random(22)  # nobody's secret
    crowd, opened, wrong, told_to_wait = guessers(app, addresses), 0, 0, 0
    db.session.remove()
    for n in range(guesses):
        if n % FORGET_AFTER == 0 and n >= guesses // 2:
            rate_limit_store.forget_all()
        if n % max(guesses // SLOTS, 1) == 0:
            line.execute("update one_time_code set sent_at = sent_at - interval '16 minutes'")
        one = crowd[n % addresses]
        if not one.has_code:
            one.ask(code)
            the_worker_sends()
        answer = one.guess(f"{rng.randrange(10**6):06}")
        opened += answer.status_code == FOUND and answer.location == OPEN
        wrong += answer.status_code == WRONG
        told_to_wait += answer.status_code == TOO_OFTEN
        one.has_code = one.has_code and "lần thử." in answer.text
    sent, compared = _counted(line)
    return {
        "guesses": guesses,
        "addresses": addresses,
        "guesses_opened": opened,
        "guesses_told_wrong": wrong,
        "guesses_told_to_wait": told_to_wait,
        "codes_sent": sent,
        "tries_compared": compared,
        "tries_compared_most": CODE_SMS_DAY.amount * TRIES,
    }


def the_worker_sends() -> None:
    """Send what was requested since, outside the request, as in production."""
    waiting = select(OneTimeCode.id).where(OneTimeCode.sent_at.is_(None), OneTimeCode.tries == 0)
    for key in db.session.scalars(waiting.order_by(OneTimeCode.at.desc()).limit(1)).all():
        with transaction():
            one_time_codes.send_code(str(key))
    db.session.remove()


def _counted(line: psycopg.Connection[Any]) -> tuple[int, int]:
    query = (
        "select count(*), coalesce(sum(tries), 0) from one_time_code where code_hash is not null"
    )
    row = line.execute(query).fetchone()
    return (row[0], int(row[1])) if row else (0, 0)


def alike(app: Flask, line: psycopg.Connection[Any], pairs: int) -> Figures:
    """Ask for a known and an unknown dossier in turn; how their responses and times differ."""
    codes = {"known": ADossier().code, "unknown": UNKNOWN}
    db.session.remove()
    asked: dict[str, list[float]] = {each: [] for each in codes}
    tried: dict[str, list[float]] = {each: [] for each in codes}
    told: dict[str, set[tuple[Any, ...]]] = {each: set() for each in codes}
    sent = 0
    (person,) = guessers(app, 1)
    person.ask(UNKNOWN)  # warms everything up
    for which in _in_turn(codes, pairs):
        rate_limit_store.forget_all()
        line.execute("delete from one_time_code")
        begun = time.perf_counter()
        status = person.ask(codes[which])
        asked[which].append(time.perf_counter() - begun)
        the_worker_sends()
        sent += _counted(line)[0]
        page = person.client.get(TRY).text
        begun = time.perf_counter()
        wrong = person.guess("000000")
        tried[which].append(time.perf_counter() - begun)
        pages = (_OWN.sub("", each) for each in (page, wrong.text))
        told[which].add((status, wrong.status_code, *pages))
    return {
        "pairs": pairs,
        "codes_of_known_sent": sent,
        "answers_differ": len(told["known"] ^ told["unknown"]),
        "ask_p": round(mann_whitney(asked["known"], asked["unknown"]), 4),
        "try_p": round(mann_whitney(tried["known"], tried["unknown"]), 4),
        "ask_ms": {each: _median_ms(times) for each, times in asked.items()},
        "try_ms": {each: _median_ms(times) for each, times in tried.items()},
    }


def _in_turn(codes: Mapping[str, str], pairs: int) -> Iterator[str]:
    """Both of each pair, in alternating order."""
    rng = Random(7)  # an order
    for _n in range(pairs):
        yield from rng.sample(sorted(codes), 2)


def mann_whitney(ones: Sequence[float], others: Sequence[float]) -> float:
    """The two-sided p of the rank-sum test, by the normal approximation; ties share their rank."""
    n, m = len(ones), len(others)
    ordered = sorted([(value, 0) for value in ones] + [(value, 1) for value in others])
    ranks, ties, i = 0.0, 0.0, 0
    while i < len(ordered):
        j = i
        while j < len(ordered) and ordered[j][0] == ordered[i][0]:
            j += 1
        same = j - i
        ranks += sum(1 for _value, whose in ordered[i:j] if whose == 0) * (i + j + 1) / 2
        ties += same**3 - same
        i = j
    total = n + m
    spread = math.sqrt(n * m / 12 * (total + 1 - ties / (total * (total - 1))))
    if not spread:
        return 1.0
    away = abs(ranks - n * (n + 1) / 2 - n * m / 2)
    return math.erfc(max(away - 0.5, 0) / spread / math.sqrt(2))


def _median_ms(times: Sequence[float]) -> float:
    return round(sorted(times)[len(times) // 2] * 1000, 2)


def measure(
    guesses: int = GUESSES, addresses: int = ADDRESSES, pairs: int = PAIRS
) -> dict[str, Any]:
    """Guess and compare, in a database of its own."""
    with own_application("codes") as (app, database), database.connect() as line:
        return guessing(app, line, guesses, addresses) | alike(app, line, pairs)
