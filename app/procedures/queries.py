"""Queries for procedures, versions, time limits, places and primary care facilities."""

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from sqlalchemy import Date, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import among, db
from app.kernel.deadlines.deadline import Limit
from app.kernel.errors import NotFound
from app.kernel.reference_data import kept
from app.kernel.text.folding import fold
from app.organisation import queries as organisation
from app.organisation.models import Opening, Unit, UnitKind
from app.procedures.models.local import HealthFacility, LocalLimit
from app.procedures.models.versions import Procedure, Section, Version
from app.procedures.models.vocabulary import INTERNAL, LimitScope, Topic, VersionState
from app.procedures.rules.form import AddressPlace, Form, Surroundings
from app.procedures.rules.papers_and_fees import limits, shortened

DATA = files("app.procedures") / "data"


def procedures() -> Sequence[Procedure]:
    order = (Procedure.topic, Procedure.n, Procedure.code)
    return db.session.scalars(select(Procedure).order_by(*order)).all()


@kept
def procedure_names() -> tuple[tuple[int, str], ...]:
    """Keys and short names of all procedures, in their order."""
    return tuple((each.id, each.short_name) for each in procedures())


def offered(day: date | None = None) -> Sequence[Procedure]:
    """The procedures that citizens may ask for on the day (default today), grouped by topic."""
    return [each for each in _valid(day) if each.topic not in INTERNAL]


def internal() -> Sequence[Procedure]:
    """The procedures that officers alone begin, upon a paper of another authority."""
    return [each for each in _valid(None) if each.topic in INTERNAL]


def coming() -> list[tuple[Procedure, date]]:
    """The procedures that are not offered yet, but published from a later day, with that day."""
    first = (
        select(Version.procedure_id, func.min(Version.valid_from).label("day"))
        .where(Version.state == VersionState.PUBLISHED)
        .group_by(Version.procedure_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Procedure, first.c.day)
        .join(first, first.c.procedure_id == Procedure.id)
        .where(first.c.day > clock.today(), Procedure.topic.notin_(INTERNAL))
        .order_by(first.c.day, Procedure.code)
    )
    return [(procedure, day) for procedure, day in rows]


def names_by_code() -> dict[str, str]:
    """The short names of all procedures by their code."""
    return dict(iter(db.session.execute(select(Procedure.code, Procedure.short_name))))


def codes_like(text: str) -> Select[str]:
    """The codes of the procedures whose code or name has this text, with or without diacritics."""
    words = fold(text)
    return select(Procedure.code).where(
        or_(
            Procedure.code.contains(text, autoescape=True),
            func.vn_fold(Procedure.name).contains(words, autoescape=True),
            func.vn_fold(Procedure.short_name).contains(words, autoescape=True),
        )
    )


_ACCEPTED = or_(Opening.procedure_code.is_(None), Opening.procedure_code == Procedure.code)


def open_counts(day: date) -> dict[tuple[int | None, str], int]:
    """How many communes of each district accept each procedure on the day."""
    rows = db.session.execute(
        select(Unit.district_id, Procedure.code, func.count(Opening.unit_id.distinct()))
        .join(Opening, Opening.unit_id == Unit.id)
        .join(Procedure, _ACCEPTED)
        .where(
            Unit.kind == UnitKind.COMMUNE,
            Unit.during.contains(day),
            Opening.during.contains(day),
        )
        .group_by(Unit.district_id, Procedure.code)
    )
    return {(district, code): count for district, code, count in rows}


def first_days(district_id: int, day: date) -> dict[tuple[int, str], date]:
    """The day from which each commune of a district accepts each procedure; past or to come."""
    begin, end = func.lower(Opening.during, type_=Date), func.upper(Opening.during, type_=Date)
    rows = db.session.execute(
        select(Opening.unit_id, Procedure.code, func.min(begin))
        .join(Unit, Unit.id == Opening.unit_id)
        .join(Procedure, _ACCEPTED)
        .where(Unit.district_id == district_id, or_(end.is_(None), end > day))
        .group_by(Opening.unit_id, Procedure.code)
    )
    return {(unit_id, code): first for unit_id, code, first in rows}


def names_besides_births(unit_ids: Collection[int], day: date) -> dict[int, list[str]]:
    """What each unit accepts on the day, or else on its first day after it, by short names.

    The registration of births is left out, which every unit begins with.
    """
    begin, end = func.lower(Opening.during, type_=Date), func.upper(Opening.during, type_=Date)
    rows = db.session.execute(
        select(Opening.unit_id, Opening.procedure_code, begin).where(
            among(Opening.unit_id, unit_ids), or_(end.is_(None), end > day)
        )
    )
    begins = defaultdict[int, dict[str | None, date]](dict)
    for unit_id, code, first in rows:
        begins[unit_id][code] = min(first, begins[unit_id].get(code, first))
    named = [(each.code, each.short_name) for each in offered(day) if each.topic != Topic.BIRTH]
    found = {}
    for unit_id, of_codes in begins.items():
        first = max(day, min(of_codes.values()))
        codes = {code for code, begun in of_codes.items() if begun <= first}
        found[unit_id] = [name for code, name in named if {code, None} & codes]
    return found


def _valid(day: date | None) -> Sequence[Procedure]:
    valid = exists().where(
        Version.procedure_id == Procedure.id,
        Version.state == VersionState.PUBLISHED,
        Version.valid_from <= (day or clock.today()),
    )
    topics = list(Topic)  # births first, as in the plan
    found = db.session.scalars(select(Procedure).where(valid))
    return sorted(found, key=lambda each: (topics.index(each.topic), each.n, each.code))


def select_versions() -> Select[Version]:
    """All versions with their procedures, newest first."""
    return (
        select(Version)
        .options(joinedload(Version.procedure))
        .order_by(Version.valid_from.desc(), Version.n.desc())
    )


def all_versions() -> Sequence[Version]:
    return db.session.scalars(select_versions()).all()


def published(code: str, day: date | None = None) -> Version:
    """The version for dossiers created on ``day`` (default today).

    Raises:
        NotFound: the procedure has no published version on that day.
    """
    found: Version | None = db.session.scalar(
        select_versions()
        .join(Version.procedure)
        .where(
            Procedure.code == code,
            Version.state == VersionState.PUBLISHED,
            Version.valid_from <= (day or clock.today()),
        )
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found


def version(version_id: int) -> Version:
    """The version with this key, with its procedure.

    Raises:
        NotFound: there is none.
    """
    found: Version | None = db.session.scalar(select_versions().where(Version.id == version_id))
    if found is None:
        raise NotFound
    return found


def whole(version_id: int) -> Version:
    """A version with all its rows, for compiling and display.

    Raises:
        NotFound: there is none.
    """
    found: Version | None = db.session.scalar(
        select_versions()
        .where(Version.id == version_id)
        .options(
            selectinload(Version.sections).selectinload(Section.questions),
            selectinload(Version.papers),
            selectinload(Version.fees),
            selectinload(Version.legs),
            selectinload(Version.limits),
            selectinload(Version.results),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def form(found: Version) -> Form:
    return Form.of(found.compiled)


def limits_for(
    found: Version, district_id: int | None, day: date | None = None
) -> dict[LimitScope, Limit]:
    """The limits valid in a district: the legal ones, or shorter ones it has set."""
    local = _local_limits(found.id, district_id, day or clock.today())
    return shortened(limits(form(found)), local)


@kept
def _local_limits(
    version_id: int, district_id: int | None, day: date
) -> tuple[tuple[LimitScope, Limit], ...]:
    rows = db.session.execute(
        select(LocalLimit.step, LocalLimit.amount, LocalLimit.unit).where(
            LocalLimit.version_id == version_id,
            LocalLimit.unit_id == district_id,
            LocalLimit.during.contains(day),
        )
    )
    return tuple((step, Limit(amount, unit)) for step, amount, unit in rows)


def districts_kept_by(actor: Actor, role: Role) -> Select[int | None]:
    if any(seat.role == Role.CITY_ADMIN for seat in actor.postings):
        return select(Unit.id).where(Unit.kind == UnitKind.DISTRICT)
    seats = [seat.unit_id for seat in actor.postings if seat.role == role]
    return select(Unit.district_id).where(Unit.id.in_(seats))


def facilities(district_id: int | None, day: date | None = None) -> tuple[tuple[str, str], ...]:
    """Primary care facilities for children of the district on that day: code and name."""
    return _facilities(district_id, day or clock.today())


@kept
def _facilities(district_id: int | None, day: date) -> tuple[tuple[str, str], ...]:
    rows = db.session.execute(
        select(HealthFacility.code, HealthFacility.name)
        .where(HealthFacility.district_id == district_id, HealthFacility.during.contains(day))
        .order_by(HealthFacility.code)
    )
    return tuple((code, name) for code, name in rows)


@cache
def other_places() -> tuple[tuple[str, str], ...]:
    """Places outside the provinces: code and name."""
    text = (DATA / "other_places.csv").read_text(encoding="utf-8")
    return tuple((row["code"], row["name"]) for row in csv.DictReader(text.splitlines()))


def surroundings(commune: Unit, day: date | None = None) -> Surroundings:
    """The context of a form that depends on the commune.

    Two statements, plus one if the district of the commune is not loaded.
    """
    district = commune.district
    return Surroundings(
        day=day or clock.today(),
        commune_code=commune.code,
        district_code=district.code if district else "",
        district_name=district.name if district else "",
        places=_places(district.code if district else ""),
        facilities=_own_first(commune, facilities(commune.district_id, day)),
    )


def _own_first(commune: Unit, found: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The commune's own health station, then the others by name."""
    own = f"x{commune.code}"
    return tuple(sorted(found, key=lambda row: (row[0] != own, fold(row[1]))))


_DISTRICT = aliased(Unit)
_COMMUNES = (
    select(Unit.code, Unit.name, _DISTRICT.code, _DISTRICT.name)
    .join(_DISTRICT, Unit.district_id == _DISTRICT.id)
    .where(Unit.kind == UnitKind.COMMUNE, Unit.during.contains(bindparam("day", type_=Date)))
    .order_by(_DISTRICT.code != bindparam("own"), _DISTRICT.folded, Unit.folded, Unit.code)
)


def _places(own_district: str) -> tuple[AddressPlace, ...]:
    """Communes of the 18 districts, the own district first; then districts, provinces, abroad."""
    found = db.session.execute(_COMMUNES, {"day": clock.today(), "own": own_district})
    return _named(tuple(map(tuple, found)))


@lru_cache(maxsize=64)
def _named(communes: tuple[tuple[str, str, str, str], ...]) -> tuple[AddressPlace, ...]:
    """The places of these communes, cached: each page of a form lists all 500."""
    return tuple(_each_place(communes))


def _each_place(communes: Iterable[tuple[str, str, str, str]]) -> Iterator[AddressPlace]:
    city = next(p for p in organisation.provinces() if p.code == "01").name
    for code, name, district_code, district_name in communes:
        full = f"{name}, {district_name}, {city}"
        yield AddressPlace(code, name, full, district_name, district_code)
    for inner in organisation.inner_districts():
        yield AddressPlace(f"d{inner.code}", inner.name, f"{inner.name}, {city}", city)
    for province in organisation.provinces():
        if province.name != city:
            yield AddressPlace(f"p{province.code}", province.name, province.name, "")
    for code, name in other_places():
        yield AddressPlace(code, name, name, "")
