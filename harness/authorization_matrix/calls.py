"""Every call of one user: each URL filled with rows of each relation, and manipulated forms.

An unknown URL argument stops the run before it begins, so that new pages are part of the matrix
from the start (``unknown``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import quote
from zlib import crc32

import psycopg
from flask import Flask
from werkzeug.routing import Rule
from wtforms import Field

from app.accounts.models.staff import Posting, Staff
from app.complaints.models import Complaint
from app.dossiers.models.residence_notices import ResidenceNotice
from app.dossiers.models.slips import Slip
from app.dossiers.models.teamwork import BulkRun
from app.dossiers.models.treasury import TreasuryPayment
from app.dossiers.workflow import Action, SlipKind
from app.handoffs.models import HandoverSheet
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.forms.fields import ChoiceField, DayField, MomentField, PeriodField, WordField
from app.notifications.models.calls_and_preferences import CallTask
from app.registers.models.closures import BookAction
from app.registers.models.entries import Book, Entry
from app.registers.models.keyed_entries import KeyedEntry
from app.registers.models.proposals import EntryProposal
from app.registers.models.scanned_pages import ScannedPage
from app.registers.views.proposals import DECISIONS
from app.reports.models.issued_reports import StatisticsReport
from app.residents.models.lookups import LookUp
from app.training.models.classes import Attendance, TrainingClass
from harness.authorization_matrix.canaries import KEPT
from harness.authorization_matrix.people import Rights
from harness.authorization_matrix.report_calls import KINDS, QUESTIONS
from harness.stage.world import ARGUMENT

OFFICERS = "/can-bo"
PLACES = ("here", "next", "far")
MANY = re.compile(r"/ly-do$|/buoc$|/lua-chon/|/giay-to/|[?]|/action/")
SOME = re.compile(r"/buoc/|/in/|/ket-qua/|/thu-tuc/|/edit/")
MADE = re.compile(r"/tai-ve[.](pdf|.*[?])|[.]svg[?]")
"""URLs with very many variants, of which each user tries a few."""
EACH = re.compile(r"/bang-dieu-hanh/[?]|chi-tieu=received&\w+=\d+$|chi_tieu=tiep-nhan&huyen")
"""Variants of these that each user tries all the same: strangers' figures."""
"""One argument of a URL rule, whatever its converter; the group is its name."""
FILES = ("csv", "xlsx")
NOBODY = "nobody's"
NOBODYS = "00000000-0000-4000-8000-000000000000"
Facts = Mapping[str, Any]
Form = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One request, and how its row is related to its sender."""

    method: str
    path: str
    rule: str
    relation: str
    form: Form | None = None
    opens: bool = False
    """Whether the page may open: rows of strangers may not."""


@dataclass
class Atlas:
    """The URLs of the application and the rows to fill them with."""

    app: Flask
    facts: Facts
    line: psycopg.Connection[Any]
    everything: bool = True
    """Otherwise a few values of each kind, for the tests."""
    share: int = 1
    """Each user tries one in ``share`` variants of such a URL, all users different ones."""
    turn: int = 0
    """The number of the user, for that."""
    only: re.Pattern[str] = re.compile("")
    """What a call, as ``POST /…``, must contain to be made."""
    _rows: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _fields: dict[tuple[str, str], list[Field]] = field(default_factory=dict)

    def rules(self, method: str, start: str = OFFICERS) -> Iterator[Rule]:
        """Officers' URLs that accept the method."""
        for rule in self.app.url_map.iter_rules():
            if rule.rule.startswith(start) and method in (rule.methods or ()):
                yield rule

    def view(self, rule: Rule) -> Any:
        return self._views[rule.endpoint.partition(".")[0]]

    @cached_property
    def _views(self) -> dict[str, Any]:
        return {view.endpoint: view for view in self.app.extensions["appbuilder"].baseviews}

    def fields(self, view: Any, name: str) -> list[Field]:
        """The fields of the form that adds or edits a row; the same for everybody."""
        if (view.endpoint, name) not in self._fields:
            with self.app.test_request_context():
                form = view.add_form if name == "add" else view.edit_form
                self._fields[view.endpoint, name] = list(form())
        return self._fields[view.endpoint, name]

    def filled(self, rule: Rule, address: str, place: str) -> Iterator[str]:
        """The URL with each argument replaced by every value worth trying."""
        found = ARGUMENT.search(address)
        if found is None:
            yield address
            return
        values = _VALUES[found[1]](self, rule, place)
        for value in values if self.everything else islice(values, 2):
            head, tail = address[: found.start()], address[found.end() :]
            yield from self.filled(rule, f"{head}{quote(str(value))}{tail}", place)

    def rows(self, model: Any, place: str) -> list[str]:
        """Keys of rows of a table: those of the place if its rows belong to places."""
        table = model.__table__
        if (table.name, place) not in self._rows:
            (key,) = table.primary_key
            where, values = _of_place(table.name, set(table.c.keys()), self.facts["places"][place])
            most = 4 if self.share > 1 else 40
            query = (
                f"select {key.name}::text from {table.name} t where {where} order by 1 limit {most}"
            )
            found = self.line.execute(query.encode(), values).fetchall()
            self._rows[table.name, place] = [row[0] for row in found]
        return self._rows[table.name, place]

    def takes(self, address: str, variant: object = "") -> bool:
        """Whether this user tries this variant of a URL."""
        if EACH.search(address):
            return True
        share = 1
        if MADE.search(address):
            share = self.share // 4
        elif MANY.search(address):
            share = self.share
        elif SOME.search(address):
            share = self.share // 4
        return share < 2 or (crc32(f"{address} {variant}".encode()) + self.turn) % share == 0

    def version(self, address: str) -> int:
        """The version of the row in the URL, as an honest form would send it."""
        for key in re.findall(r"[0-9a-f-]{36}", address):
            if key in self.facts["versions"]:
                return int(self.facts["versions"][key])
        return 1


def _of_place(table: str, columns: set[str], place: Facts) -> tuple[str, dict[str, Any]]:
    """The condition for rows of the place; none for catalogues."""
    values = {"unit": place["unit"], "district": place["district"]}
    dossiers = "(select id from dossier where commune_id = %(unit)s)"
    if table == "unit":
        return "t.id in (%(unit)s, %(district)s) or t.district_id = %(district)s", values
    if "commune_id" in columns:
        return "t.commune_id = %(unit)s", values
    if "dossier_id" in columns:
        return f"t.dossier_id in {dossiers}", values
    if "unit_id" in columns:
        return "t.unit_id in (%(unit)s, %(district)s)", values
    if "district_id" in columns:
        return "t.district_id = %(district)s", values
    if "staff_id" in columns:
        return "t.staff_id in (select id from staff where unit_id = %(unit)s)", values
    return "true", {}


# ---- values of each argument ---------------------------------------------------------------------


Keys = Callable[["Atlas", str], Iterable[Any]]


def _dossiers(atlas: Atlas, place: str) -> list[str]:
    return list(atlas.facts["places"][place]["dossiers"].values())


def _papers(atlas: Atlas, place: str) -> list[str]:
    dossiers = _dossiers(atlas, place)
    papers = [k for k, p in atlas.facts["papers"].items() if p["dossier"] in dossiers]
    drafts = [draft["id"] for draft in atlas.facts["places"][place]["drafts"]]
    in_drafts = [k for k, p in atlas.facts["papers"].items() if p["draft"] in drafts]
    return papers[::3] + in_drafts[:2]


def _legs(atlas: Atlas, place: str) -> list[str]:
    dossiers = _dossiers(atlas, place)
    return [k for k, leg in atlas.facts["legs"].items() if leg["dossier"] in dossiers]


KEYS: Mapping[str, Keys] = {
    "/can-bo/ho-so-lien-thong/": _legs,
    "/can-bo/khieu-nai/": lambda atlas, place: atlas.rows(Complaint, place) or [NOBODYS],
    "/can-bo/mot-cua/giay-to/": _papers,
    "/can-bo/mot-cua/goi-dien/": lambda atlas, place: atlas.rows(CallTask, place),
    "/can-bo/mot-cua/ho-so/": _dossiers,
    "/can-bo/mot-cua/kho-bac/": lambda atlas, place: atlas.rows(TreasuryPayment, place) or ["1"],
    "/can-bo/mot-cua/ky/": _dossiers,
    "/can-bo/mot-cua/nhieu/": lambda atlas, place: atlas.rows(BulkRun, place) or [NOBODYS],
    "/can-bo/mot-cua/phieu/": lambda atlas, place: atlas.rows(Slip, place),
    "/can-bo/nhan-su/": lambda atlas, place: atlas.rows(Staff, place),
    "/can-bo/so-ho-tich/ban-sao/": lambda atlas, place: atlas.rows(Entry, place),
    "/can-bo/so-ho-tich/so-cu/doi-chieu/": lambda atlas, place: (
        atlas.rows(KeyedEntry, place) or [NOBODYS]
    ),
    "/can-bo/so-ho-tich/so-cu/trang/": lambda atlas, place: (
        atlas.rows(ScannedPage, place) or [NOBODYS]
    ),
    "/can-bo/so-ho-tich/in-phoi/": lambda atlas, place: atlas.rows(Entry, place),
    "/can-bo/so-ho-tich/khoa-so/": lambda atlas, place: atlas.rows(Book, place),
    "/can-bo/so-ho-tich/trinh-ky/ghi-chu/": lambda atlas, place: atlas.rows(Entry, place),
    "/can-bo/so-ho-tich/trinh-ky/thu-hoi/": lambda atlas, place: atlas.rows(Entry, place),
    "/can-bo/so-ho-tich/trinh-ky/": lambda atlas, place: (
        atlas.rows(EntryProposal, place) or [NOBODYS]
    ),
    "/can-bo/so-ho-tich/viec-truoc/": _dossiers,
    "/can-bo/thong-bao-ho-tich/": (
        lambda atlas, place: atlas.rows(ResidenceNotice, place) or [NOBODYS]
    ),
    "/can-bo/bao-cao-dinh-ky/": lambda atlas, place: (
        atlas.rows(StatisticsReport, place) or [NOBODYS]
    ),
    "/can-bo/bao-cao-trien-khai/": lambda atlas, place: (
        atlas.rows(StatisticsReport, place) or [NOBODYS]
    ),
    "/can-bo/thong-ke-ho-tich/": lambda atlas, place: (
        atlas.rows(StatisticsReport, place) or [NOBODYS]
    ),
    "/can-bo/so-ho-tich/kiem-ke-phoi/": _papers,
    "/can-bo/vi-tri/": lambda atlas, place: atlas.rows(Posting, place),
    "/can-bo/viec-dinh-ky/": lambda _atlas, _place: ["1"],
}
"""The rows that ``<key>`` stands for, by the beginning of the rule."""


def _keys(atlas: Atlas, rule: Rule, place: str) -> Iterable[Any]:
    begins = next(begin for begin in KEYS if rule.rule.startswith(begin))
    return KEYS[begins](atlas, place)


def _actions(_atlas: Atlas, rule: Rule, _place: str) -> list[str]:
    return [str(a) for a in (LegAction if "lien-thong" in rule.rule else Action)]


def _results(atlas: Atlas, _rule: Rule, place: str) -> list[str]:
    commune = atlas.facts["places"][place]["unit"]
    legs = {k for k, leg in atlas.facts["legs"].items() if leg["commune"] == commune}
    return [k for k, paper in atlas.facts["papers"].items() if paper["leg"] in legs]


def _lookups(atlas: Atlas, _rule: Rule, _place: str) -> list[str]:
    views = [
        v for v in atlas.app.extensions["appbuilder"].baseviews if isinstance(v, GeneratedView)
    ]
    return [f"{type(view).__name__}/{column}" for view in views for column in view.lookups]


_VALUES: dict[str, Callable[[Atlas, Rule, str], Iterable[Any]]] = {
    "key": _keys,
    "pk": lambda atlas, rule, place: atlas.rows(atlas.view(rule).datamodel.obj, place),
    "name": lambda atlas, rule, _place: [*atlas.view(rule).actions] or ["nothing"],
    "task": lambda _atlas, _rule, _place: ["notifications.tick"],
    "action": _actions,
    "section": lambda _atlas, _rule, _place: ["child", "applicant"],
    "code": lambda atlas, _rule, place: [atlas.facts["places"][place]["code"]],
    "other": lambda atlas, _rule, place: [*atlas.facts["places"][place]["dossiers"].values()][:1],
    "what": lambda _atlas, _rule, _place: [kind.address for kind in SlipKind if kind.address],
    "word": lambda _atlas, _rule, _place: [*BookAction, *DECISIONS],
    "result": lambda _atlas, _rule, _place: ["birth_certificate"],
    "n": lambda _atlas, _rule, _place: [1, 2],
    "unit": lambda atlas, _rule, place: [atlas.facts["places"][place]["unit"]],
    "paper": _results,
    "view": _lookups,
    "column": lambda _atlas, _rule, _place: [""],
    "blank": lambda _atlas, _rule, _place: ["birth"],
    "book": lambda _atlas, _rule, _place: ["birth", "death"],
    "listing": lambda _atlas, _rule, _place: ["Desk", "DossierView"],
    "look_up": lambda atlas, _rule, place: atlas.rows(LookUp, place)[:2],
    "sheet": lambda atlas, _rule, place: atlas.rows(HandoverSheet, place),
    "kind": lambda _atlas, rule, _place: KINDS.get(rule.endpoint.partition(".")[0], FILES),
    "class_id": lambda atlas, _rule, place: atlas.rows(TrainingClass, place)[:2],
    "attendance": lambda atlas, _rule, place: atlas.rows(Attendance, place)[:2],
    "token": lambda atlas, _rule, place: [
        KEPT.format(name)
        for name, person in atlas.facts["people"].items()
        if any(p["unit"] == atlas.facts["places"][place]["unit"] for p in person["postings"])
    ],
}


def unknown(app: Flask) -> list[str]:
    """Officers' URLs with an argument that the matrix cannot fill, and where to say it."""
    told = "{} ({}): say in {} of harness/authorization_matrix/calls.py what <{}> is"
    return [
        told.format(rule.rule, rule.endpoint, "KEYS" if name == "key" else "_VALUES", name)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(OFFICERS)
        for name in sorted(rule.arguments)
        if name not in _VALUES or (name == "key" and not rule.rule.startswith(tuple(KEYS)))
    ]


# ---- the calls ----------------------------------------------------------------------------------


def calls_of(atlas: Atlas, rights: Rights, own: str) -> Iterator[Call]:
    """Everything that one user tries: reading, then writing; the same request once."""
    asked: set[str] = set()
    for call in _all_calls(atlas, rights, own):
        same = f"{call.method} {call.path} {call.form}"
        if same not in asked and atlas.only.search(f"{call.method} {call.path}"):
            asked.add(same)
            yield call


def _all_calls(atlas: Atlas, rights: Rights, own: str) -> Iterator[Call]:
    yield from _of_nobody(atlas)
    for place in PLACES:
        relation = _relation(atlas.facts, rights, place)
        for rule in atlas.rules("GET"):
            if "<" in rule.rule or place == own or rule.rule in QUESTIONS:
                yield from _readings(atlas, rights, rule, place, relation)
        for asked, searched in _searches(atlas, place):
            if atlas.takes(asked):
                yield Call("GET", asked, searched, f"search for {relation}", opens=True)
    for place in PLACES:
        yield from _writings(atlas, rights, own, place)


def _of_nobody(atlas: Atlas) -> Iterator[Call]:
    """Keys of no row: rows of strangers must look the same."""
    for rule in atlas.rules("GET"):
        if "<uuid:key>" in rule.rule and rule.rule.count("<") == 1:
            yield Call("GET", rule.rule.replace("<uuid:key>", NOBODYS), rule.rule, NOBODY)


def _readings(
    atlas: Atlas, rights: Rights, rule: Rule, place: str, relation: str
) -> Iterator[Call]:
    most = 2 if _made_to_order(rule) and relation in {"own commune", "read from above"} else None
    for address in islice(atlas.filled(rule, _tidy(rule.rule), place), most):
        opens = _may_open(atlas, rights, address)
        for asked in _questions(atlas, rule, address, place):
            if atlas.takes(asked):
                yield Call("GET", asked, rule.rule, relation, opens=opens)


def _made_to_order(rule: Rule) -> bool:
    """Pages that render a document on each request take a second."""
    return "/in/" in rule.rule


def _tidy(rule: str) -> str:
    return rule.replace("/<column>", "") if "<view>/<column>" in rule else rule


def _relation(facts: Facts, rights: Rights, place: str) -> str:
    """How the rows of a place are related to a user."""
    of_place = facts["places"][place]
    if of_place["unit"] in rights.units:
        return "own commune"
    if of_place["unit"] in rights.reads:
        return "read from above"
    if any(facts["legs"][leg]["commune"] == of_place["unit"] for leg in rights.legs):
        return "sends packets here"
    near = {facts["units"].get(str(unit)) for unit in rights.units} - {None}
    return "same district" if of_place["district"] in near else "other district"


def _may_open(atlas: Atlas, rights: Rights, address: str) -> bool:
    """Whether no row in the URL is a stranger's."""
    facts, reads = atlas.facts, {0} | rights.units | rights.reads
    for key in re.findall(r"[0-9a-f-]{36}", address):
        if facts["reports"].get(key, 0) not in reads:
            return False
        if facts["rollout_reports"].get(key, 0) not in reads | rights.manages:
            return False
        leg = facts["legs"].get(key)
        dossier = facts["papers"].get(key, {}).get("dossier") or (leg or {}).get("dossier") or key
        if key in facts["papers"] and facts["papers"][key]["draft"]:
            return False
        if dossier in facts["dossiers"]:
            packet = key in rights.legs or facts["papers"].get(key, {}).get("leg") in rights.legs
            if facts["dossiers"][dossier] not in rights.reads and not packet:
                return False
    return True


def _questions(atlas: Atlas, rule: Rule, address: str, place: str) -> Iterator[str]:
    """The URL alone, and with every query string."""
    yield address
    if "/lua-chon/" in address:
        commune = atlas.facts["places"][place]["unit"]
        yield from (f"{address}?q={word}&page=1" for word in ("zqvx", "a", str(commune)))
        yield f"{address}?page=2"
        return
    view = _generated(atlas, rule)
    if view is None or not rule.endpoint.endswith(".list"):
        yield from _own_questions(rule, address)
        if rule.rule in QUESTIONS:
            asked = QUESTIONS[rule.rule](atlas.facts["places"][place])
            yield from (f"{address}?{query}" for query in asked)
        return
    name = type(view).__name__
    yield f"{address}?psize_{name}=100"
    yield f"{address}?psize_{name}=100000"
    yield f"{address}?page_{name}=1&psize_{name}=1"
    for column in view.order_columns:
        for way in ("asc", "desc"):
            yield f"{address}?_oc_{name}={quote(column)}&_od_{name}={way}&psize_{name}=100"


def _own_questions(rule: Rule, address: str) -> Iterator[str]:
    if rule.rule == "/can-bo/mot-cua/":
        for queue in ("new", "waiting", "to_sign", "agencies", "to_return", "late", "all", "lists"):
            yield f"{address}?hang={queue}"
            yield f"{address}?hang={queue}&trang=2"
    if rule.rule == "/can-bo/ho-so-lien-thong/":
        for tab in ("cho-nhan", "dang-giai-quyet", "xa-bo-sung", "da-tra-loi", "tat-ca"):
            yield f"{address}?muc={tab}"
    if "/giay-to/<int:n>" in rule.rule:
        yield f"{address}?goi=1"


def _searches(atlas: Atlas, place: str) -> Iterator[tuple[str, str]]:
    """Lists searched for what only this place has: parts of its words, its keys."""
    facts, of_place = atlas.facts, atlas.facts["places"][place]
    dossiers = list(of_place["dossiers"].values())
    words = [
        word[:-1]  # a page may repeat what was typed
        for word, (kind, owner, where) in facts["canaries"].items()
        if kind == "dossier"
        and owner in dossiers[:1]
        and where in {"answers.child_name", "answers.applicant_phone", "dossier.note"}
    ]
    words += [facts["codes"][dossiers[0]], "zqvx"]
    for word in words:
        yield f"/can-bo/mot-cua/?hang=all&tim={quote(word)}", "/can-bo/mot-cua/"
        yield f"/can-bo/ho-so-lien-thong/?tim={quote(word)}", "/can-bo/ho-so-lien-thong/"
    for view in atlas.app.extensions["appbuilder"].baseviews:
        if not isinstance(view, GeneratedView):
            continue
        base = f"{view.route_base}/list/"
        for column, offered in view.search_filters().items():
            for n, _filter in enumerate(offered):
                for value in _asked(atlas, view, column, place, words):
                    yield f"{base}?_flt_{n}_{column}={quote(value)}", base


def _asked(atlas: Atlas, view: Any, column: str, place: str, words: list[str]) -> Iterable[str]:
    if view.datamodel.is_relation(column):
        return atlas.rows(view.datamodel.get_related_model(column), place)[:2]
    kind = str(getattr(view.datamodel.list_columns.get(column), "type", "")).upper()
    if "DATE" in kind or "TIME" in kind or "RANGE" in kind:
        return ("2016-11-14", "2026-11-25")
    return (words[0], words[-2], "1") if atlas.everything else (words[0],)


def _generated(atlas: Atlas, rule: Rule) -> Any:
    view = atlas.view(rule)
    return view if isinstance(view, GeneratedView) else None


# ---- writing ------------------------------------------------------------------------------------


def _writings(atlas: Atlas, rights: Rights, own: str, place: str) -> Iterator[Call]:
    relation = _relation(atlas.facts, rights, place)
    for rule in atlas.rules("POST"):
        pointing = "<" in rule.rule or rule.endpoint.endswith(
            (".action_post", ".add", ".begin", ".ask")
        )
        if not pointing and place != own:
            continue
        for address in atlas.filled(rule, rule.rule, place):
            if not atlas.only.search(f"POST {address}"):
                continue
            opens = _may_open(atlas, rights, address)
            for form in _forms(atlas, rule, address, place, own):
                if atlas.takes(address, form.get("action")):
                    yield Call("POST", address, rule.rule, relation, form, opens)


def _forms(atlas: Atlas, rule: Rule, address: str, place: str, own: str) -> Iterator[Form]:
    view = _generated(atlas, rule)
    name = rule.endpoint.rpartition(".")[2]
    if view is not None and name == "action_post":
        rows = atlas.rows(view.datamodel.obj, place)
        mine = atlas.rows(view.datamodel.obj, own)
        for action in view.actions:
            yield {"action": action, "rowid": rows}
            yield {"action": action, "rowid": [*mine[:1], *rows[:1]]}
    elif view is not None and name in {"add", "edit"}:
        yield from _generated_forms(atlas, view, name, address, place, own)
    elif rule.rule == "/can-bo/du-lieu-ca-nhan/":
        for number in _numbers_of(atlas, place):
            yield {"number": number, "request_no": "12/CV", "reason": "Thử"}
    elif rule.rule.endswith("/buoc"):
        for action in LegAction if "lien-thong" in rule.rule else Action:
            yield {"version": atlas.version(address), "action": str(action)}
    else:
        yield _everything_at_once(atlas, address, place)


def _numbers_of(atlas: Atlas, place: str) -> list[str]:
    """Identity numbers of people of the place."""
    dossiers = atlas.facts["places"][place]["dossiers"].values()
    return [
        word
        for word, (_kind, owner, where) in atlas.facts["canaries"].items()
        if where == "answers.applicant_id" and owner in dossiers
    ][:2]


def _everything_at_once(atlas: Atlas, address: str, place: str) -> Form:
    """All fields of all steps; a form ignores what it does not know."""
    return {
        **_smuggled(atlas, place),
        "version": atlas.version(address),
        "reason": "Thử",
        "note": "Thử",
        "number": "HN-1",
        "field": "applicant_id",
        "slot": "",
        "other": _next_monday(),
        "items-0-about": "birth_notification",
        "items-0-what": "Chụp lại",
        "collected_by": "Người Thử",
        "collected_with": "CMND 1",
        "receipt_no": "1",
        "signed": "y",
        "outcome": "done",
        "channel": "assisted",
        "evidence": "Thử",
    }


def _smuggled(atlas: Atlas, place: str) -> Form:
    """Columns that no form offers, sent all the same."""
    of_place = atlas.facts["places"][place]
    dossier = next(iter(of_place["dossiers"].values()))
    return {
        "commune": of_place["unit"],
        "commune_id": of_place["unit"],
        "unit_id": of_place["unit"],
        "holder_unit_id": of_place["unit"],
        "district_id": of_place["district"],
        "dossier_id": dossier,
        "staff_id": [person["staff"] for person in atlas.facts["people"].values()][-1],
        "state": "ready",
        "code": "000.00.00.H26-161111-0001",
        "secret_hash": "x",
        "is_rehearsal": "y",
        "storage_key": "0" * 32,
    }


def _next_monday() -> str:
    day = clock.today() + timedelta(days=7 - clock.today().weekday())
    return f"{day}T09:00"


def _generated_forms(
    atlas: Atlas, view: Any, name: str, address: str, place: str, own: str
) -> Iterator[Form]:
    """An honest form, then one for each foreign key, pointing to this place."""
    fields = atlas.fields(view, name)
    base: Form = {**_smuggled(atlas, place), "row_version": atlas.version(address)}
    choices = [f for f in fields if isinstance(f, ChoiceField)]
    for each in fields:
        if not isinstance(each, ChoiceField):
            base[each.name] = _typed(each)
        else:
            base[each.name] = next(iter(_chosen(atlas, view, each.name, own)), "")
    yield base
    for each in choices:
        for key in _chosen(atlas, view, each.name, place)[:2]:
            yield {**base, each.name: key}
    if len(choices) > 1:
        pointed = {f.name: next(iter(_chosen(atlas, view, f.name, place)), "") for f in choices}
        yield base | pointed


def _chosen(atlas: Atlas, view: Any, column: str, place: str) -> list[str]:
    return atlas.rows(view.datamodel.get_related_model(column), place)


def _typed(field: Field) -> Any:
    """A valid value of the field."""
    if isinstance(field, WordField):
        offered = [choice[0] for choice in field.iter_choices() if choice[0]]
        return offered[-1] if offered else ""
    if isinstance(field, PeriodField):
        return ["2027-01-01", ""]
    if isinstance(field, MomentField):
        return "2026-12-01T09:00"
    if isinstance(field, DayField):
        return "2027-02-03"
    return {
        "IntegerField": "1",
        "BooleanField": "y",
        "PermissionsField": "can_read on TrainingClass",
    }.get(type(field).__name__, _LINES.get(field.name, "Thử 1"))


_LINES = {
    "phone": "0912345678",
    "applicant_phone": "0912345678",
    "id_number": "012345678",
    "code": "TT-001",
    "full_name": "Người Thử",
    "procedure_code": "",
    "begins": "08:00",
    "ends": "09:30",
}
