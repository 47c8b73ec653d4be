"""Three communes with dossiers that contain canaries, and every URL to search."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from app.accounts.models.account_links import LinkPurpose, SealedSlip
from app.accounts.roles import ROLES, Permission, Reach, Role
from app.accounts.rules.session_limits import SLIP_WAITS
from app.complaints.models import Complaint
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.slips import Slip
from app.dossiers.models.treasury import TreasuryPayment
from app.dossiers.workflow import Action, SlipKind, State
from app.handoffs.models import HandoverSheet, Leg
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.spreadsheets.writer import xlsx_pieces
from app.kernel.web.crud.view import GeneratedView
from app.notifications.models.calls_and_preferences import CallTask
from app.organisation.models import Unit, UnitKind
from app.registers.models.entries import Book, Entry
from app.reports.models.issued_reports import StatisticsReport
from app.reports.vocabulary import ReportKind, ReportSpan
from app.training.models.classes import Attendance, TrainingClass
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, Officer, a_commune, a_pdf, agency
from harness.stage.factories.places import BA_VI, DONG_ANH

ARGUMENT = re.compile(r"<(?:[^<>]+:)?(\w+)>")
"""An argument in the rule of an address."""
MANY = 1
"""How many rows of a table are tried."""
SEVERAL = (State.SUBMITTED, State.TO_SIGN, State.AT_AGENCIES, State.READY)
CHILDREN, CERTIFICATES = "Trần Thị", "GKH-2014-"
"""Prefixes of the canaries of each place."""
FEW = (State.TO_SIGN, State.READY)


@dataclass(frozen=True)
class Place:
    """A commune with its dossiers and canaries."""

    unit: Unit
    child: str
    certificate: str
    """The number of the parents' marriage certificate, which goes to no agency."""
    dossiers: dict[State, UUID]
    papers: tuple[UUID, ...]
    results: tuple[UUID, ...]
    legs: tuple[UUID, ...]


@dataclass(frozen=True)
class World:
    """A commune, its neighbour in the district, and one of another district."""

    here: Place
    next_door: Place
    far_away: Place
    officers: dict[Role, Officer]
    """All officers of ``here`` and of the offices above it."""

    def foreign_to(self, role: Role) -> tuple[Place, ...]:
        """The communes whose dossiers this user may not see."""
        reach = ROLES[role].reads
        if reach is Reach.CITY:
            return ()
        if reach is Reach.NOTHING:
            return (self.here, self.next_door, self.far_away)
        shares_the_district = reach is Reach.DISTRICT or role in {Role.POLICE, Role.INSURANCE}
        return (self.far_away,) if shares_the_district else (self.next_door, self.far_away)


def a_world() -> World:
    """Build it, in the transaction of the caller or one of its own."""
    with transaction():
        here = a_place(a_commune(0, district=BA_VI), "Ánh Ngay", SEVERAL)
        next_door = a_place(a_commune(1, district=BA_VI), "Bích Kề", FEW)
        far_away = a_place(a_commune(0, district=DONG_ANH), "Cúc Xa", FEW)
        officers = {role: AnOfficer(role, seat(role, here.unit), name="Người Xem") for role in Role}
    return World(here, next_door, far_away, officers)


def seat(role: Role, commune: Unit) -> Unit:
    """The commune itself, or the office of its district or city that has the role."""
    kinds = ROLES[role].sits_in
    if "commune" in kinds:
        return commune
    order = ("district", "police", "insurance", "department")
    return agency(UnitKind(next(kind for kind in order if kind in kinds)), commune)


def a_place(commune: Unit, word: str, states: tuple[State, ...]) -> Place:
    """One dossier in each of the states."""
    child, certificate = f"{CHILDREN} {word}", f"{CERTIFICATES}{word}"
    officer = AnOfficer(Role.COMMUNE_RECEPTION, commune, name=f"Cán Bộ {word}")
    a_slip(officer)
    a_report(officer)
    made = {
        state: ADossier(state, commune, child_name=child, marriage_number=certificate)
        for state in states
    }
    legs = [leg for dossier in made.values() for leg in packets.of_dossier(dossier.id)]
    papers = [paper for dossier in made.values() for paper in dossier.papers]
    db.session.flush()
    return Place(
        unit=commune,
        child=child,
        certificate=certificate,
        dossiers={state: dossier.id for state, dossier in made.items()},
        papers=tuple(paper.id for paper in (papers[0], papers[-1])),
        results=tuple(paper.id for paper in papers if paper.leg_id)[:1],
        legs=tuple(leg.id for leg in legs),
    )


def a_slip(officer: Officer) -> None:
    """A sealed slip of an account, for the leader of the commune to hand over."""
    now = clock.real_now()
    db.session.add(
        SealedSlip(
            user=officer.user,
            staff_id=officer.staff.id,
            full_name=officer.staff.full_name,
            unit=officer.posting.unit,
            head_unit=officer.posting.unit,
            purpose=LinkPurpose.RESET,
            words=[],
            given_at=now,
            expires_at=now + SLIP_WAITS,
        )
    )


def a_report(officer: Officer) -> None:
    """A report that the unit has issued, after any that its leader issued before."""
    today = clock.today()
    last = select(func.max(StatisticsReport.n)).where(
        StatisticsReport.unit_id == officer.posting.unit_id,
        StatisticsReport.kind == ReportKind.PROCESSING,
        StatisticsReport.issue_year == today.year,
    )
    db.session.add(
        StatisticsReport(
            id=uuid4(),
            unit_id=officer.posting.unit_id,
            kind=ReportKind.PROCESSING,
            n=(db.session.scalar(last) or 0) + 1,
            issued_on=today,
            issue_year=today.year,
            at=clock.now(),
            year=today.year - 1,
            span=ReportSpan.YEAR,
            signed_by_id=officer.posting.id,
            signer_name=officer.staff.full_name,
            signer_title="Chủ tịch",
            figures={},
            pdf=a_pdf(),
            xlsx=b"".join(xlsx_pieces("Báo cáo", ["Xã"], [["Thử"]])),
        )
    )


# ---- every URL -----------------------------------------------------------------------------------


def addresses(
    app: Flask, place: Place, method: str, *, role: Role | None = None, again: bool = False
) -> Iterator[tuple[Rule, str]]:
    """Every URL of officers' pages that accepts the method, filled in with rows of the place.

    One URL of each rule that is closed to the role is enough, and in one place: ``again`` means
    that it was requested already.
    """
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/can-bo") and method in (rule.methods or ()):
            found = filled(app, rule, rule.rule, place)
            most = int(not again) if role and is_shut(app, rule, role) else None
            for address in islice(found, most):
                yield rule, address if rule.rule.endswith("/") else address.rstrip("/")


def is_shut(app: Flask, rule: Rule, role: Role) -> bool:
    """Whether the role lacks the permission of the page."""
    method = rule.endpoint.rpartition(".")[2]
    if not hasattr(getattr(view_of(app, rule), method), "_permission_name"):
        return False
    view = view_of(app, rule)
    wanted = Permission(f"can_{view.get_method_permission(method)}", view.class_permission_name)
    return wanted not in ROLES[role].may


def filled(app: Flask, rule: Rule, address: str, place: Place) -> Iterator[str]:
    """The URL with each of its arguments replaced by every value worth trying."""
    found = ARGUMENT.search(address)
    if found is None:
        yield address
        return
    if found[1] not in _VALUES:
        raise LookupError(f"{rule.rule}: teach the walk what “{found[1]}” is")
    for value in _VALUES[found[1]](app, rule, place):
        head, tail = address[: found.start()], address[found.end() :]
        yield from filled(app, rule, f"{head}{value}{tail}", place)


def view_of(app: Flask, rule: Rule) -> Any:
    """The view of the rule."""
    name = rule.endpoint.partition(".")[0]
    return next(view for view in app.extensions["appbuilder"].baseviews if view.endpoint == name)


OF_TABLES: dict[str, Any] = {
    "/can-bo/bao-cao-dinh-ky/": StatisticsReport,
    "/can-bo/khieu-nai/": Complaint,
    "/can-bo/mot-cua/phieu/": Slip,
    "/can-bo/mot-cua/goi-dien/": CallTask,
    "/can-bo/mot-cua/kho-bac/": TreasuryPayment,
    "/can-bo/so-ho-tich/khoa-so/": Book,
    "/can-bo/so-ho-tich/trinh-ky/ghi-chu/": Entry,
    "/can-bo/so-ho-tich/trinh-ky/thu-hoi/": Entry,
}
"""The table of ``<key>``, by the beginning of the rule."""


def _keys(app: Flask, rule: Rule, place: Place) -> list[Any]:
    """The meaning of ``<key>`` depends on the rule."""
    model = next((OF_TABLES[begin] for begin in OF_TABLES if rule.rule.startswith(begin)), None)
    found = rows_of(model, place) if model else []
    if "<int:key>" in rule.rule:
        return found or [1]
    if model:
        return found
    if rule.rule.startswith(("/can-bo/mot-cua/giay-to/", "/can-bo/so-ho-tich/kiem-ke-phoi/")):
        return list(place.papers)
    if rule.rule.startswith("/can-bo/mot-cua/"):
        return list(place.dossiers.values())
    return list(place.legs)


def rows_of(model: Any, place: Place) -> list[Any]:
    """Keys of some rows of a table; those of the place if its rows belong to places."""
    columns = model.__table__.c
    query = select(model)
    if model in {Dossier, Leg, HandoverSheet, TreasuryPayment}:
        query = query.where(model.commune_id == place.unit.id)
    elif "dossier_id" in columns:
        query = query.where(model.dossier_id.in_(place.dossiers.values()))
    elif "unit_id" in columns:
        query = query.where(model.unit_id == place.unit.id)
    (key,) = model.__table__.primary_key
    return list(db.session.scalars(query.with_only_columns(key).limit(MANY)))


def _actions_of_a_step(app: Flask, rule: Rule, place: Place) -> list[str]:
    legs = [LegAction.RECALL, LegAction.REFUSE]
    return [*legs] if "lien-thong" in rule.rule else [Action.REFUSE, Action.SIGN]


def _lookups(app: Flask, rule: Rule, place: Place) -> list[str]:
    views = [
        view for view in app.extensions["appbuilder"].baseviews if isinstance(view, GeneratedView)
    ]
    return [f"{type(view).__name__}/{column}" for view in views for column in view.lookups]


_VALUES: dict[str, Callable[[Flask, Rule, Place], list[Any]]] = {
    "key": _keys,
    "pk": lambda app, rule, place: rows_of(view_of(app, rule).datamodel.obj, place),
    "name": lambda app, rule, _place: [*view_of(app, rule).actions] or ["nothing"],
    "task": lambda _app, _rule, _place: ["notifications.tick"],
    "action": _actions_of_a_step,
    "section": lambda _app, _rule, _place: ["child"],
    "code": lambda _app, _rule, place: [place.unit.code],
    "other": lambda _app, _rule, place: list(place.dossiers.values())[:1],
    "what": lambda _app, _rule, _place: [kind.address for kind in SlipKind if kind.address],
    "result": lambda _app, _rule, _place: ["birth_certificate"],
    "n": lambda _app, _rule, _place: [1],
    "unit": lambda _app, _rule, place: [place.unit.id],
    "paper": lambda _app, _rule, place: list(place.results),
    "view": _lookups,
    "column": lambda _app, _rule, _place: [""],
    "blank": lambda _app, _rule, _place: ["birth"],
    "book": lambda _app, _rule, _place: ["birth"],
    "word": lambda _app, _rule, _place: ["prepare"],
    "listing": lambda _app, _rule, _place: ["DossierView", "StaffView", "Desk"],
    "sheet": lambda _app, _rule, place: rows_of(HandoverSheet, place),
    "kind": lambda _app, _rule, _place: ["csv", "xlsx"],
    "token": lambda _app, _rule, _place: ["none-of-mine"],
    "look_up": lambda _app, _rule, _place: [UUID(int=7)],
    "class_id": lambda _app, _rule, place: rows_of(TrainingClass, place),
    "attendance": lambda _app, _rule, place: rows_of(Attendance, place),
}
"""Values of each URL argument."""


# ---- nothing changes -----------------------------------------------------------------------------

TOUCHED = {"session": "token_hash"}
"""Tables that reading may write, and the columns that must stay."""


GROWS = frozenset({"access_entry", "rate_limit"})
"""Tables to which reading adds rows: the access log, and the counters of exports."""


def snapshot(database: Database) -> dict[str, Any]:
    """A digest of every row of every table, with the transaction that wrote it."""
    with database.connect() as connection:
        tables = connection.execute(
            "select relname from pg_class where relkind in ('r', 'p')"
            " and relnamespace = 'public'::regnamespace order by relname"
        ).fetchall()
        return {
            table: connection.execute(_digest(table).encode()).fetchone()
            for (table,) in tables
            if table not in GROWS
        }


def _digest(table: str) -> str:
    what = TOUCHED.get(table, "t::text || t.xmin::text || t.ctid::text")
    return (
        f"select count(*), coalesce(sum(hashtextextended(({what})::text, 0)::numeric), 0)"
        f" from {table} t"
    )
