"""A commune's procedures: the list, the questions on births, and the advice page of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.queries.help_points import helped_at
from app.dossiers.views.citizen.blueprint import citizen
from app.dossiers.views.citizen.section_page import TYPICAL
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.text import parsing
from app.kernel.text.folding import fold
from app.organisation import queries as organisation
from app.organisation.models import Unit
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
from app.procedures.rules.procedure_finder import (
    BIRTH,
    LINKED_A,
    LINKED_B,
    QUESTIONS,
    choose,
    unanswered,
)

TOPICS: Mapping[Topic, tuple[LazyString, str]] = {
    Topic.BIRTH: (_("Birth"), "baby"),
    Topic.DEATH: (_("Death"), "flower"),
    Topic.MARRIAGE: (_("Marriage and marital status"), "rings"),
    Topic.FAMILY: (_("Guardianship, recognition of parents and children"), "users"),
    Topic.CHANGE: (_("Changing, correcting or adding to what is registered"), "edit"),
    Topic.EXTRACT: (_("Copies from the books"), "copy"),
    Topic.CERTIFIED: (_("Certified copies"), "shield"),
}
"""Topics in display order, with an icon each."""
PAPERS_ONLY = frozenset({Topic.EXTRACT, Topic.CERTIFIED})
"""Topics in which nothing is registered."""
CHOSEN_BY_QUESTIONS = frozenset({BIRTH, LINKED_A, LINKED_B})
LOOK, WHICH = "xem", "thu_tuc"
"""The button of the questions; the search field for procedures."""
LONGEST = 80


@dataclass(frozen=True)
class TopicGroup:
    """The procedures of one topic."""

    key: Topic
    label: LazyString
    icon: str
    procedures: tuple[Procedure, ...]

    @property
    def asks(self) -> bool:
        """Whether questions choose among some of them."""
        return any(each.code in CHOSEN_BY_QUESTIONS for each in self.procedures)

    @property
    def direct(self) -> tuple[Procedure, ...]:
        return tuple(each for each in self.procedures if each.code not in CHOSEN_BY_QUESTIONS)


@dataclass(frozen=True)
class RequiredPapers:
    """The papers that most people need, and those that only some need."""

    usual: tuple[Paper, ...]
    further: tuple[Paper, ...]


def by_topic(found: Iterable[Procedure]) -> list[TopicGroup]:
    """The procedures by topic; empty topics are left out."""
    rows = list(found)
    return [
        TopicGroup(topic, label, icon, own)
        for topic, (label, icon) in TOPICS.items()
        if (own := tuple(each for each in rows if each.topic is topic))
    ]


@citizen.get("/nop-ho-so/xa/<code>")
def commune(code: str) -> Any:
    """A commune: its online procedures, and what its desk does until then."""
    if request.args.keys() & {LOOK, *(asked.key for asked in QUESTIONS)}:
        return birth(code)
    unit, today = _commune(code), clock.today()
    opened = organisation.opened_codes([unit.id], today)
    if not opened:
        return _not_open(unit)
    offered = procedures.offered(today)
    typed = parsing.line(request.args.get(WHICH, "")[: LONGEST * 4])[:LONGEST]
    shown = _named(offered, typed)
    return render_template(
        "dossiers/citizen/commune.html",
        commune=unit,
        typed=typed,
        which=WHICH,
        groups=by_topic(each for each in shown if _is_open(each, opened)),
        later=by_topic(each for each in shown if not _is_open(each, opened)),
        helped=helped_at(unit.id),
    )


@citizen.get("/nop-ho-so/xa/<code>/khai-sinh")
def birth(code: str) -> Any:
    """The questions on the birth of a child; then the procedure that fits."""
    unit = _commune(code)
    if organisation.opening(unit.id, LINKED_A, clock.today()) is None:
        return _not_open(unit)
    answers = {asked.key: request.args.get(asked.key, "")[:32] for asked in QUESTIONS}
    open_ones = unanswered(answers)
    if not open_ones:
        return _fitting(unit, answers)
    return render_template(
        "dossiers/citizen/procedure_finder.html",
        commune=unit,
        questions=QUESTIONS,
        answers=answers,
        unanswered=open_ones if request.args else (),  # the button counts too
    )


@citizen.get("/nop-ho-so/xa/<code>/thu-tuc/<procedure>")
def advice(code: str, procedure: str) -> Any:
    """Who may apply, papers, time, fees, results; and the button to begin."""
    unit, key = _commune(code), procedure[:16].replace("\x00", "")
    version = procedures.published(key)
    if version.procedure.topic not in TOPICS:
        raise NotFound
    if key in CHOSEN_BY_QUESTIONS:
        return redirect(url_for("citizen.birth", code=unit.code))
    if organisation.opening(unit.id, key, clock.today()) is None:
        return render_template(
            "dossiers/citizen/procedure_not_open.html",
            commune=unit,
            procedure=version.procedure,
            opens_on=organisation.opens_on(unit.id, key),
        )
    return _advice(unit, version, {"procedure": key})


def _fitting(unit: Unit, answers: dict[str, str]) -> Any:
    """The procedure for the answers, or where to go instead, and why."""
    choice = choose(answers)
    if choice.code is None:
        return render_template("dossiers/citizen/other_office.html", commune=unit, choice=choice)
    if choice.code not in CHOSEN_BY_QUESTIONS:
        return redirect(url_for("citizen.advice", code=unit.code, procedure=choice.code))
    return _advice(unit, procedures.published(choice.code), answers, choice=choice)


def _advice(unit: Unit, version: Version, sent: Mapping[str, str], **more: Any) -> str:
    form, today = procedures.form(version), clock.today()
    said = form.compiled
    return render_template(
        "dossiers/citizen/procedure.html",
        commune=unit,
        procedure=version.procedure,
        sent=sent,
        about=said.get("about", ""),
        basis=said.get("basis", ""),
        papers=_wanted(form),
        linked=legs(form),
        fees=[fee for fee in fees(form) if fee.holds_on(today)],
        exempt=_exempt(form),
        free=_is_free(version.procedure, form),
        results=results(form),
        deputy=said.get("signer") == Signer.HEAD_OR_DEPUTY,
        both=bool(said.get("both_present")),
        signs=bool(said.get("declarant_signs", True)),
        visit=Visit(said.get("visit", Visit.OFFICE)),
        limit=procedures.limits_for(version, unit.district_id)[LimitScope.TOTAL],
        verify=limits(form).get(LimitScope.VERIFY),
        **more,
    )


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


def _named(found: Sequence[Procedure], typed: str) -> list[Procedure]:
    """The procedures whose name contains all the words, with or without diacritics."""
    words = fold(typed).split()
    return [
        each
        for each in found
        if all(word in fold(f"{each.name} {each.short_name}") for word in words)
    ]


def _is_open(procedure: Procedure, opened: frozenset[str | None]) -> bool:
    return None in opened or procedure.code in opened


def _not_open(unit: Unit) -> str:
    return render_template(
        "dossiers/citizen/commune_not_open.html",
        commune=unit,
        opens_on=organisation.opens_on(unit.id, LINKED_A),
        helped=helped_at(unit.id),
    )


def _commune(code: str) -> Unit:
    found = organisation.commune_by_code(code[:16].replace("\x00", ""))
    if found is None:
        raise NotFound
    return found
