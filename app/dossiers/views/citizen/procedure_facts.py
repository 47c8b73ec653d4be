"""What a procedure asks of a citizen, before it begins: cost, time, visits, papers, results."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.dossiers.views.citizen.form_pages import TYPICAL
from app.kernel import clock
from app.kernel.deadlines.deadline import LimitUnit
from app.procedures import queries as procedures
from app.procedures.models.versions import Procedure, Version
from app.procedures.models.vocabulary import (
    FeeWhen,
    LimitScope,
    Must,
    Signer,
    StandsFor,
    Topic,
    Visit,
)
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import (
    Paper,
    fees,
    legs,
    limits,
    papers,
    papers_for,
    results,
)
from app.procedures.rules.procedure_finder import ChildCase

PAPERS_ONLY = frozenset({Topic.EXTRACT, Topic.CERTIFIED})
"""Topics in which nothing is registered."""


@dataclass(frozen=True)
class RequiredPapers:
    """The papers that most people need, and those that only some need."""

    usual: tuple[Paper, ...]
    further: tuple[Paper, ...]


def facts(version: Version, district_id: int | None, said: Mapping[str, str]) -> dict[str, Any]:
    """The context of ``procedure_facts.html``; ``said`` are answers that chose the procedure."""
    form = procedures.form(version)
    compiled, late = form.compiled, _is_late(said)
    limit = procedures.limits_for(version, district_id)[LimitScope.TOTAL]
    linked = [leg.kind for leg in legs(form)]
    visit = Visit(compiled.get("visit", Visit.OFFICE))
    signs = bool(compiled.get("declarant_signs", True))
    at_once = limit.unit is LimitUnit.SAME_DAY and not linked
    return {
        "procedure": version.procedure,
        "about": compiled.get("about", ""),
        "basis": compiled.get("basis", ""),
        "papers": _wanted(form),
        "linked": linked,
        "fees": _fees(form, late=late),
        "on_time_free": late is not True and any(f.when is FeeWhen.LATE for f in fees(form)),
        "exempt": _exempt(form),
        "free": _is_free(version.procedure, form),
        "results": results(form),
        "deputy": compiled.get("signer") == Signer.HEAD_OR_DEPUTY,
        "both": bool(compiled.get("both_present")),
        "signs": signs,
        "visit": visit,
        "visits": 0 if visit is Visit.HOME else 2 if signs and not at_once else 1,
        "by_post": "results_by" in form.by_key,
        "limit": limit,
        "verify": limits(form).get(LimitScope.VERIFY),
    }


def _is_late(said: Mapping[str, str]) -> bool | None:
    """Whether the answers say that the birth is registered late; None if they do not say."""
    child = said.get("child")
    return None if child is None else child != ChildCase.ON_TIME


def _fees(form: Form, *, late: bool | None) -> list[Any]:
    today = clock.today()
    return [
        fee
        for fee in fees(form)
        if fee.holds_on(today) and not (fee.when is FeeWhen.LATE and late is False)
    ]


def _wanted(form: Form) -> RequiredPapers:
    """Papers by the most common answers; the rest depends on the case."""
    usual = {q.key: q.default for q in form.questions if q.default is not None} | TYPICAL
    found = [p for p in papers_for(form, usual) if p.must is not Must.MADE]
    others = (p for p in papers(form) if p.must is not Must.MADE and p not in found)
    return RequiredPapers(tuple(found), tuple(others))


def _exempt(form: Form) -> tuple[str, ...]:
    groups = form.by_key.get(form.keys.get(StandsFor.EXEMPTION, ""))
    free: set[str] = set().union(*(fee.exempt for fee in fees(form)))
    return tuple(label for value, label in groups.choices if value in free) if groups else ()


def _is_free(procedure: Procedure, form: Form) -> bool:
    """Whether registration is free and only copies cost (Luật Hộ tịch Đ.11)."""
    registering = {FeeWhen.ALWAYS, FeeWhen.LATE}
    return procedure.topic not in PAPERS_ONLY and not any(
        fee.when in registering for fee in fees(form)
    )
