"""Calls of citizens without an account: with the draft, receipt or ticket of somebody else.

A browser cannot forge a signed cookie, but a citizen with a real one can send other keys beside it.
``forged`` cookies stand for a bug in what is put into them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule

from app.procedures.rules.procedure_finder import LINKED_A
from harness.authorization_matrix.calls import NOBODYS, OFFICERS, PLACES, Call
from harness.stage.world import ARGUMENT

Facts = Mapping[str, Any]
SECTIONS = ("child", "applicant", "results")
PROCEDURES = (LINKED_A, "1.001193")


@dataclass(frozen=True)
class Citizen:
    """A browser: the content of its cookie, and its own rows."""

    name: str
    session: Mapping[str, Any]
    draft: str | None = None
    dossier: str | None = None
    forged: str | None = None
    """The dossier that its ticket names, signed with the server's key: only the walls shut it."""

    def sees(self, facts: Facts) -> frozenset[str]:
        """The canaries of the own draft and dossier, without officers' lookups for it."""
        own = {self.draft, self.dossier} - {None}
        return frozenset(
            word
            for word, (kind, owner, _where) in facts["canaries"].items()
            if owner in own and kind != "answer"
        )


def citizens(app: Flask, facts: Facts) -> Iterator[Citizen]:
    """Nobody, holders of a draft, of a ticket, of a receipt, and forgers."""
    here, far = facts["places"]["here"], facts["places"]["far"]
    mine, other = here["drafts"][0], far["drafts"][0]
    dossier, foreign = (each["dossiers"]["submitted"] for each in (here, far))
    doors = facts["doors"]
    yield Citizen("anonymous", {})
    yield Citizen("holder of a draft", {"drafts": [[mine["id"], mine["token"]]]}, draft=mine["id"])
    for state in ("submitted", "supplementing", "accepted", "ready"):
        key = here["dossiers"][state]
        yield Citizen(f"ticket of {state}", {"ticket": ticket(app, key, doors[key])}, dossier=key)
    receipt = facts["submitted"][dossier]
    yield Citizen("holder of a receipt", {"receipts": [receipt]}, dossier=dossier)
    crossed = {"drafts": [[other["id"], mine["token"]]]}
    yield Citizen("another's draft, own token", crossed)
    yield Citizen("another's draft, no token", {"drafts": [[other["id"], ""]]})
    yield Citizen("ticket of nobody", {"ticket": ticket(app, NOBODYS, doors[dossier])})
    for name, door in (("own", doors[dossier]), ("no", "")):
        forged = {"ticket": ticket(app, foreign, door)}
        yield Citizen(f"another's dossier, {name} door", forged, forged=foreign)
    yield Citizen("bare key as ticket", {"ticket": UUID(dossier).hex})
    yield Citizen("receipt of nobody", {"receipts": [NOBODYS]})
    correcting = [dossier, other["id"], mine["token"], 1]
    yield Citizen(
        "corrections in another's draft",
        {"ticket": ticket(app, dossier, doors[dossier]), "correction": correcting},
        dossier=dossier,
    )


def ticket(app: Flask, dossier: str, door: str) -> str:
    """The ticket that the tracking page issues for code and secret."""
    signer = URLSafeTimedSerializer(str(app.secret_key), salt="tracking")
    return str(signer.dumps([UUID(dossier).hex, door]))


def calls_of(app: Flask, facts: Facts) -> Iterator[Call]:
    """Every public URL, with keys of every place in path, query string and form; each once."""
    asked: set[str] = set()
    for rule in _rules(app):
        for place in PLACES:
            for path in _paths(rule.rule, facts, place):
                for call in _asked(rule, path, facts, place):
                    same = f"{call.method} {call.path} {call.form}"
                    if same not in asked:
                        asked.add(same)
                        yield call


def unknown(app: Flask) -> list[str]:
    """Citizens' URLs with an argument that the matrix cannot fill, and where to say it."""
    told = "{} ({}): say in VALUES of harness/authorization_matrix/citizens.py what <{}> is"
    return [
        told.format(rule.rule, rule.endpoint, name)
        for rule in _rules(app)
        for name in sorted(rule.arguments - VALUES.keys())
    ]


def _rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith((OFFICERS, "/static")):
            yield rule


def _asked(rule: Rule, path: str, facts: Facts, place: str) -> Iterator[Call]:
    methods = rule.methods or set()
    if "GET" in methods:
        yield Call("GET", path, rule.rule, place, opens=True)
        for asked in _questions(facts, place):
            yield Call("GET", f"{path}?{asked}", rule.rule, place, opens=True)
    if "POST" in methods:
        for form in _forms(facts, place):
            yield Call("POST", path, rule.rule, place, form, opens=True)


def _paths(rule: str, facts: Facts, place: str) -> Iterator[str]:
    """The URL with each argument replaced by every value worth trying."""
    found = ARGUMENT.search(rule)
    if found is None:
        yield rule
        return
    for value in VALUES[found[1]](facts, place, rule):
        yield from _paths(f"{rule[: found.start()]}{value}{rule[found.end() :]}", facts, place)


def _keys(facts: Facts, place: str, rule: str) -> list[str]:
    """Drafts beside a token, else papers in drafts and of dossiers."""
    of_place = facts["places"][place]
    drafts = [draft["id"] for draft in of_place["drafts"]]
    if "token" in rule:
        return [*drafts, NOBODYS]
    papers = [
        key
        for key, paper in facts["papers"].items()
        if paper["draft"] in drafts or paper["dossier"] in of_place["dossiers"].values()
    ]
    return papers[:6]


VALUES: Mapping[str, Callable[[Facts, str, str], Iterable[str]]] = {
    "key": _keys,
    "token": lambda *_: ("none", "00" * 16),
    "section": lambda *_: SECTIONS,
    "word": lambda *_: ["none"],  # the gateway's: signed words cannot be guessed
    "code": lambda facts, place, _rule: [
        facts["places"][place][key] for key in ("code", "district_code")
    ],
    "procedure": lambda *_: PROCEDURES,
    "locale": lambda *_: ["en"],
    "n": lambda *_: ["1"],
    "filename": lambda *_: ["../facts.json"],
}
"""Values of each URL argument."""


def _questions(facts: Facts, place: str) -> Iterator[str]:
    of_place = facts["places"][place]
    dossier = of_place["dossiers"]["submitted"]
    yield f"ma={facts['codes'][dossier]}"
    yield f"ban_nhap={of_place['drafts'][0]['id']}"
    yield f"ho_so={dossier}&id={dossier}&key={dossier}&ticket={UUID(dossier).hex}"


def _forms(facts: Facts, place: str) -> Iterator[dict[str, Any]]:
    of_place = facts["places"][place]
    for state, dossier in of_place["dossiers"].items():
        code = facts["codes"][dossier]
        yield {"ma": code, "bi_mat": "AAAA AAAA", "ho_so": dossier, "reason": "Thử", "x": state}
    for draft in of_place["drafts"]:
        papers = [k for k, p in facts["papers"].items() if p["draft"] == draft["id"]]
        base = {"ban_nhap": draft["id"], "declared": "1", "reason": "Thử", "token": draft["token"]}
        yield base
        yield {**base, "bo": papers[0], "tiep": "1"}
        yield {**base, "child_name": "Trần Thị Khác", "lam_sau": "1"}
