"""Creates the rows of a draft from the catalogue, or from a file in the same format."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.kernel.db import db
from app.kernel.deadlines.deadline import Limit, LimitUnit, Policy
from app.organisation import queries as organisation
from app.procedures import catalogue, queries
from app.procedures.models.local import HealthFacility, LocalLimit
from app.procedures.models.versions import (
    FeeRule,
    LegPlan,
    PaperKind,
    Procedure,
    Question,
    ResultPlan,
    Section,
    StepLimit,
    Version,
)
from app.procedures.models.vocabulary import (
    FeeWhen,
    Layout,
    LegWhen,
    LimitScope,
    Signer,
    Topic,
    VersionState,
    Visit,
)
from app.procedures.operations.local_limits import set_local_limit
from app.procedures.operations.publication import publish
from app.procedures.rules.compiler import compiled
from app.procedures.rules.papers_and_fees import is_longer, limits

CATALOGUE_FROM = date(2015, 7, 1)
"""TTLT 05/2015/TTLT-BTP-BCA-BYT is in force from this day."""


def load() -> dict[str, int]:
    """Load the catalogue; a procedure whose text has changed gets a new version.

    Returns the numbers of procedures, versions and facilities.
    """
    for entry in catalogue.procedures():
        load_procedure(entry)
    _load_facilities()
    db.session.flush()  # for the counts below
    return {
        "procedures": len(queries.procedures()),
        "versions": len(queries.all_versions()),
        "facilities": len(db.session.scalars(select(HealthFacility.id)).all()),
    }


def drifted() -> list[Version]:
    """Published versions whose rows no longer compile to the published document."""
    published = (v for v in queries.all_versions() if v.state is not VersionState.DRAFT)
    return [version for version in published if has_drifted(version)]


def has_drifted(version: Version) -> bool:
    """Whether the rows of a published version compile to something else than was published."""
    return compiled(queries.whole(version.id), catalogue.lists()) != version.compiled


def load_procedure(entry: Mapping[str, Any]) -> None:
    """Load one procedure; a new version keeps what districts have shortened in the last one."""
    procedure = db.session.scalar(select(Procedure).where(Procedure.code == entry["code"]))
    if procedure is None:
        procedure = Procedure(code=entry["code"], name=entry["name"], n=0)
        db.session.add(procedure)
    if procedure.n == 0:  # keep an administrator's name and position
        procedure.name, procedure.short_name = entry["name"], entry["short_name"]
        procedure.topic, procedure.n = Topic(entry["topic"]), entry["n"]
    version = draft(entry)
    document = compiled(version, catalogue.lists())
    in_force = [each for each in procedure.versions if each.state is VersionState.PUBLISHED]
    if any(each.compiled == document or each.valid_from > version.valid_from for each in in_force):
        return  # loaded before, or replaced by an administrator's own version
    version.n = 1 + max((older.n for older in procedure.versions), default=0)
    procedure.versions.append(version)
    published = publish(version)
    if in_force:
        _carry_local_limits(max(in_force, key=lambda each: each.valid_from), published)
    else:
        _load_local_limits(published, entry.get("local_limits", ()))


_SAID: Mapping[str, Any] = {
    "basis": "",
    "about": "",
    "note": "",
    "visit": Visit.OFFICE,
    "both_present": False,
    "declarant_signs": True,
    "signer": Signer.HEAD,
    "on_time_days": None,
}
"""Optional keys of a catalogue entry, with their defaults."""


def draft(entry: Mapping[str, Any]) -> Version:
    """The rows of a catalogue entry, not yet in the session."""
    version = Version(
        state=VersionState.DRAFT,
        valid_from=date.fromisoformat(entry["valid_from"]),
        policy=Policy(entry["policy"]),
        **{key: entry.get(key, usual) for key, usual in _SAID.items()},
    )
    for n, data in enumerate(entry["sections"], 1):
        said = {key: data[key] for key in ("key", "title", "intro")}
        section = Section(n=n, continues=data.get("continues", False), **said)
        version.sections.append(section)
        section.questions = [
            _question(version, m, row) for m, row in enumerate(data["questions"], 1)
        ]
    version.papers = [_paper(n, row) for n, row in enumerate(entry["papers"], 1)]
    version.fees = [_fee(n, row) for n, row in enumerate(entry["fees"], 1)]
    version.legs = [
        LegPlan(n=n, **{"opens": LegWhen.SIGNED, **row}) for n, row in enumerate(entry["legs"], 1)
    ]
    version.results = [
        ResultPlan(n=n, **{"layout": Layout.EXTRACT, **row})
        for n, row in enumerate(entry["results"], 1)
    ]
    version.limits = [
        StepLimit(step=LimitScope(step), amount=row["amount"], unit=LimitUnit(row["unit"]))
        for step, row in entry["limits"].items()
    ]
    return version


def _question(version: Version, n: int, row: Mapping[str, Any]) -> Question:
    return Question(
        version=version,
        n=n,
        key=row["key"],
        kind=row["kind"],
        label=row["label"],
        hint=row.get("hint", ""),
        missing=row.get("missing", ""),
        required=row.get("required", True),
        asked=row.get("asked", True),
        preset=row.get("default"),
        rules=row.get("rules", {}),
        choices=row.get("choices", []),
        shown_if=row.get("shown_if"),
        copied=row.get("copied", []),
        feeds=row.get("feeds", []),
        stands_for=row.get("stands_for"),
    )


def _fee(n: int, row: Mapping[str, Any]) -> FeeRule:
    days = {key: date.fromisoformat(row[key]) for key in ("valid_from", "valid_to") if row.get(key)}
    return FeeRule(n=n, **{"due_when": FeeWhen.ALWAYS, "exempt": [], **row, **days})


def _paper(n: int, row: Mapping[str, Any]) -> PaperKind:
    return PaperKind(
        n=n,
        key=row["key"],
        name=row["name"],
        must=row["must"],
        original=row["original"],
        count=row.get("count", 1),
        substitute_of=row.get("substitute_of"),
        needed_if=row.get("needed_if"),
        hint=row.get("hint", ""),
    )


def _load_local_limits(version: Version, entries: list[Mapping[str, Any]]) -> None:
    """The shorter limits of the demo district; a district that is not loaded is skipped."""
    districts = {district.code: district for district in organisation.districts()}
    for entry in entries:
        district = districts.get(entry["district"])
        if district is None:
            continue
        during = Range(date.fromisoformat(entry["from"]), None)
        for step, row in entry["limits"].items():
            limit = Limit(row["amount"], LimitUnit(row["unit"]))
            set_local_limit(version, district, LimitScope(step), limit, during=during)


def _carry_local_limits(older: Version, version: Version) -> None:
    """The shorter limits of districts, where the law still gives more time."""
    legal = limits(queries.form(version))
    for row in db.session.scalars(select(LocalLimit).where(LocalLimit.version_id == older.id)):
        limit = Limit(row.amount, row.unit)
        if row.step in legal and not is_longer(limit, legal[row.step]):
            set_local_limit(version, row.district, row.step, limit, during=row.during)


def _load_facilities() -> None:
    """The facilities of the file, and the health station of every commune."""
    known = set(db.session.scalars(select(HealthFacility.code)))
    districts = {district.code: district for district in organisation.districts()}
    named = [
        (row["code"], districts[row["district"]].id, row["name"])
        for row in catalogue.health_facilities()
        if row["district"] in districts
    ]
    stations = [
        (f"x{commune.code}", commune.district_id, f"Trạm y tế {commune.name}")
        for commune in organisation.communes()
        if commune.district_id is not None
    ]
    for code, district_id, name in (*named, *stations):
        if code not in known:
            db.session.add(
                HealthFacility(
                    code=code,
                    district_id=district_id,
                    name=name,
                    during=Range(CATALOGUE_FROM, None),
                )
            )
