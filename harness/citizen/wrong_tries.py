"""Wrong secrets from everywhere, and the right one among them.

A crowd at a hundred addresses tries secrets for one receipt. After every thousandth try its citizen
comes from another place, with the calculation that the page asks for, and must be let in. Then a
code that exists and one that does not are tried in turn: the answers must be the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from itertools import count
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.dossiers import rules
from app.dossiers.models.bookkeeping import SubmissionKey
from app.dossiers.rules.readable_codes import LEGIBLE, SECRET_LENGTH
from app.kernel.db import db
from app.kernel.security import rate_limit_store
from app.kernel.security.proof_of_work import Puzzle, is_right, seed_of
from harness.stage.application import own_application
from harness.stage.factories import ADossier
from harness.stage.factories.dossiers import SERVER_KEY

TRIES, PLACES, EVERY, PAIRS = 10_000, 100, 1_000, 50
TRACKING, OPENED = "/tra-cuu", "/tra-cuu/ho-so"
UNKNOWN = "000.99.99.H26-161118-0007"
_INPUT = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
_OWN = re.compile(r'value="[^"]*"|nonce="[^"]*"|data-puzzle="[^"]*"')
_BITS = re.compile(r'data-bits="(\d+)"')


class Visitor:
    """A browser at an address."""

    def __init__(self, app: Flask, address: str) -> None:
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = address
        self.page = ""

    def type(self, code: str, secret: str) -> TestResponse:
        """Send both codes, as the form of the page takes them."""
        if not self.page:
            self.page = self.client.get(TRACKING).text
        hidden = {name: unescape(value) for name, value in _INPUT.findall(self.page)}
        bits = _BITS.findall(self.page)
        if bits and Puzzle.field in hidden:
            seed = seed_of(hidden[Puzzle.field])
            hidden[Puzzle.answer_field] = next(
                str(n) for n in count() if is_right(seed, str(n), int(bits[0]))
            )
        return self.client.post(TRACKING, data={**hidden, "ma": code, "bi_mat": secret})


def figures() -> Mapping[str, Any]:
    """So many wrong tries, and how often the right secret was refused meanwhile."""
    with own_application("tries") as (app, _database):
        return measured(app, TRIES, EVERY, PAIRS)


def measured(app: Flask, tries: int, every: int, pairs: int) -> dict[str, Any]:
    """The figures of a crowd of this size."""
    dossier = ADossier()
    key = db.session.scalars(
        select(SubmissionKey.key).where(SubmissionKey.dossier_id == dossier.id)
    ).one()
    code, secret = dossier.code, rules.secret_of(key, SERVER_KEY)
    db.session.remove()
    return {
        "wrong_tries": tries,
        "places": PLACES,
        "right_refused": _refused(app, code, secret, tries, every),
        "existence_told": _told(app, code, pairs),
    }


def _refused(app: Flask, code: str, secret: str, tries: int, every: int) -> int:
    """How often the right secret did not open among so many wrong ones."""
    rng, refused = Random(26), 0  # nobody's secret
    places = [Visitor(app, f"198.18.{n}.9") for n in range(PLACES)]
    for n in range(1, tries + 1):
        one = places[n % PLACES]
        answer = one.type(code, "".join(rng.choices(LEGIBLE, k=SECRET_LENGTH)))
        if answer.location == OPENED:
            raise ValueError("a wrong secret opened the dossier")
        db.session.remove()
        if n % every == 0:
            refused += not _is_let_in(Visitor(app, "203.0.113.7"), code, secret)
    return refused


def _is_let_in(citizen: Visitor, code: str, secret: str) -> bool:
    """Whether the citizen gets in, at the second attempt where the page asks for a calculation."""
    answer = citizen.type(code, secret)
    if answer.location != OPENED:
        citizen.page = answer.text
        answer = citizen.type(code, secret)
    db.session.remove()
    return bool(answer.location == OPENED)


def _told(app: Flask, code: str, pairs: int) -> int:
    """How many pairs of answers, of a code that exists and one that does not, differ."""
    differ = 0
    for n in range(pairs):
        said = set()
        for each in (code, UNKNOWN):
            rate_limit_store.forget_all()
            stranger = Visitor(app, f"192.0.2.{n + 1}")
            for _time in range(n % 12):  # also after the limit of a code
                stranger.type(each, "AAAABBBB")
            answer = stranger.type(each, "AAAABBBB")
            said.add((answer.status_code, _OWN.sub("", answer.text).replace(each, "")))
            db.session.remove()
        differ += len(said) > 1
    return differ
