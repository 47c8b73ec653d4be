"""A commune's procedures: the list, the questions on births, and the advice page of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.queries import citizen_access
from app.dossiers.queries.help_points import helped_at
from app.dossiers.views.citizen.blueprint import citizen
from app.dossiers.views.citizen.procedure_facts import facts
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.text import parsing
from app.kernel.text.folding import fold
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.models.versions import Procedure, Version
from app.procedures.models.vocabulary import Topic
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
HINTS: Mapping[Topic, LazyString] = {
    Topic.BIRTH: _("A new child, with residence and health card if you wish; registering again"),
    Topic.DEATH: _("After a death in the family; registering again"),
    Topic.MARRIAGE: _("Getting married; a certificate of marital status; registering again"),
    Topic.FAMILY: _("A guardian for a child; a father or mother recognises a child"),
    Topic.CHANGE: _("A wrong name, date or other word in a civil status document"),
    Topic.EXTRACT: _("A copy of what the commune has registered"),
    Topic.CERTIFIED: _("A copy that the commune certifies from your original"),
}
"""What the tiles of the first page say below each topic."""
CHOSEN_BY_QUESTIONS = frozenset({BIRTH, LINKED_A, LINKED_B})
LOOK, WHICH, WANTED = "xem", "thu_tuc", "viec"
"""The button of the questions; the search field for procedures; the topic or the code of the
procedure that was chosen before the commune."""
LONGEST = 80


NO_SUCH_PLACE = _("There is no such commune, ward, town or procedure. Look for it by its name.")


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
    def hint(self) -> LazyString:
        return HINTS[self.key]

    @property
    def direct(self) -> tuple[Procedure, ...]:
        return tuple(each for each in self.procedures if each.code not in CHOSEN_BY_QUESTIONS)


def by_topic(found: Iterable[Procedure]) -> list[TopicGroup]:
    """The procedures by topic; empty topics are left out."""
    rows = list(found)
    return [
        TopicGroup(topic, label, icon, own)
        for topic, (label, icon) in TOPICS.items()
        if (own := tuple(each for each in rows if each.topic is topic))
    ]


def chosen_topic() -> str:
    """The topic, or the code of the procedure, that was chosen before the commune."""
    said = request.args.get(WANTED, "")[:16]
    known = {*TOPICS, *(each.code for each in procedures.offered())} if said else set()
    return said if said in known else ""


def name_of(topic: str) -> str:
    """The topic or procedure in words."""
    if topic in TOPICS:
        return str(TOPICS[Topic(topic)][0])
    return next((each.name for each in procedures.offered() if each.code == topic), "")


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
    topic = chosen_topic()
    if topic and topic not in TOPICS:
        return redirect(url_for("citizen.advice", code=unit.code, procedure=topic))
    typed = parsing.line(request.args.get(WHICH, "")[: LONGEST * 4])[:LONGEST]
    shown = [each for each in _named(offered, typed) if topic in {"", each.topic}]
    return render_template(
        "dossiers/citizen/commune.html",
        commune=unit,
        typed=typed,
        which=WHICH,
        topic=name_of(topic),
        point=organisation.commune_points().get(unit.code),
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
    unit, version = _commune(code), offered_version(procedure)
    key = version.procedure.code
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


def offered_version(code: str) -> Version:
    """The version in force of a procedure for citizens.

    Raises:
        NotFound: there is none.
    """
    try:
        version = procedures.published(code[:16].replace("\x00", ""))
    except NotFound as error:
        raise NotFound(NO_SUCH_PLACE) from error
    if version.procedure.topic not in TOPICS:
        raise NotFound(NO_SUCH_PLACE)
    return version


def _fitting(unit: Unit, answers: dict[str, str]) -> Any:
    """The procedure for the answers, or where to go instead, and why."""
    choice = choose(answers)
    if choice.code is None:
        return render_template("dossiers/citizen/other_office.html", commune=unit, choice=choice)
    if choice.code not in CHOSEN_BY_QUESTIONS:
        return redirect(url_for("citizen.advice", code=unit.code, procedure=choice.code))
    return _advice(unit, procedures.published(choice.code), answers, choice=choice)


def _advice(unit: Unit, version: Version, sent: Mapping[str, str], **more: Any) -> str:
    return render_template(
        "dossiers/citizen/procedure.html",
        commune=unit,
        sent=sent,
        usual_days=citizen_access.usual_days(unit.id, version.id),
        **facts(version, unit.district_id, sent),
        **more,
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
        point=organisation.commune_points().get(unit.code),
        helped=helped_at(unit.id),
    )


def _commune(code: str) -> Unit:
    found = organisation.commune_by_code(code[:16].replace("\x00", ""))
    if found is None:
        raise NotFound(NO_SUCH_PLACE)
    return found
