"""The timeline of a dossier for its citizen: steps, agencies, news. No names anywhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Channel, Dossier, Event
from app.dossiers.queries.citizen_access import AgencyProgress, PartsOf, citizen_parts
from app.dossiers.queries.visibility import last_reason
from app.dossiers.rules import declared_people, postal_delivery, result_labels, visits
from app.dossiers.workflow import TABLE, Action, Capacity, State
from app.kernel.i18n.formatting import capitalize_first, day, hour, moment, weekday_date
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import LegKind
from app.procedures.rules.consultations import asks_communes, is_linked
from app.procedures.rules.form import Form
from app.residents.models.lookups import Purpose
from app.residents.rules.purposes import PURPOSES

SENT_BY: Mapping[Channel, LazyString] = {
    Channel.SELF: _("sent online"),
    Channel.ASSISTED: _("entered at the commune with you"),
    Channel.ON_BEHALF: _("entered by the commune for you"),
    Channel.FROM_PAPER: _("entered by the commune from your paper declaration"),
}

OWN_MOVE = _("You moved your appointment.")
REGISTERED, AGENCIES = 3, 4
"""Indexes of the steps that show the work of other offices."""


@dataclass(frozen=True)
class Mark:
    """One step of the chain; ``state`` is done, now or todo."""

    title: str
    text: str
    state: str
    icon: str = "inbox"
    legs: Sequence[AgencyProgress] = ()


@dataclass(frozen=True)
class Story:
    """The chain, the news newest first, and why it ended without a result, if it did."""

    marks: tuple[Mark, ...]
    news: tuple[tuple[datetime, str], ...]
    reason: str | None
    looked_up: tuple[tuple[datetime, str], ...] = ()
    """Lookups in the population database, newest first; without their content."""


_NEWS_OF_STEPS: dict[str, LazyString | None] = {each: each.news for each in Action if each.news}


def of(dossier: Dossier) -> Story:
    """Build the timeline of a dossier; the journal is read once, legs only if there are any."""
    form = procedures.form(dossier.procedure_version)
    asks = asks_communes(form) and dossier.accepted_at is not None
    parts = citizen_parts[PartsOf.LEGS](dossier.id) if dossier.registered_at or asks else []
    said = {**_NEWS_OF_STEPS}
    said[Action.SIGN] = result_labels.of_signing(dossier).news
    if visits.is_at_home(dossier):
        said[Action.VISIT] = _("Officers were with you; the originals were compared.")
    told = (each for part in parts for each in part.news)
    news = sorted((*_news(dossier, said), *told), key=itemgetter(0))
    end = dossier.state.ending
    marks = tuple(_marks(dossier, parts))
    if end is None:
        return Story(marks, tuple(reversed(news)), None, tuple(_looked_up(dossier, form)))
    done = tuple(mark for mark in marks if mark.state == "done")
    event = last_reason(dossier, *TABLE.leading_to(dossier.state))
    last = Mark(str(end), moment(event.at) if event else "", "now", "cross")
    return Story(
        (*done, last),
        tuple(reversed(news)),
        event.reason if event else None,
        tuple(_looked_up(dossier, form)),
    )


def _looked_up(dossier: Dossier, form: Form) -> Iterator[tuple[datetime, str]]:
    told = [(datetime.fromisoformat(at), *more) for at, *more in dossier.looked_up or ()]
    for at, office, whom, purpose in sorted(told, reverse=True):
        who = declared_people.label_of(form, dossier.answers, whom)
        label = PURPOSES[Purpose(purpose)].label
        yield (
            at,
            gettext(
                "%(office)s looked up: %(who)s. Purpose: %(purpose)s.",
                office=capitalize_first(office),
                who=who,
                purpose=label,
            ),
        )


def _news(dossier: Dossier, said: Mapping[str, LazyString | None]) -> list[tuple[datetime, str]]:
    """Labels of journal events for the citizen; internal steps are left out."""
    news = [
        (event.at, str(OWN_MOVE if _is_own_move(event) else said[event.action]))
        for event in dossier.journal
        if event.leg_id is None and event.action in said
    ]
    if dossier.numbered_at is not None:
        news.append((dossier.numbered_at, gettext("The child has got its personal number.")))
    return sorted(news, key=itemgetter(0))


def _is_own_move(event: Event) -> bool:
    return event.action == Action.MOVE_VISIT and event.capacity == Capacity.APPLICANT


def _marks(dossier: Dossier, parts: Sequence[AgencyProgress]) -> list[Mark]:
    """The steps from submission to hand-over."""
    signing = result_labels.of_signing(dossier)
    returned = dossier.state is State.RETURNED
    ready = returned or dossier.state is State.READY
    reached = [
        True,
        dossier.accepted_at is not None,
        visits.has_come(dossier),
        dossier.registered_at is not None,
        ready,
        returned,
    ]
    titles = [
        (gettext("You sent the dossier"), _sent(dossier), "send"),
        (gettext("The commune accepts the dossier"), _accepted(dossier), "office"),
        (_visit_title(dossier), _visit(dossier), "pin"),
        (str(signing.step), _registered(dossier, signing), "book"),
        (gettext("The other agencies settle their part"), _agencies(dossier), "st-agency"),
        (_collecting(dossier), _last(dossier), "inbox"),
    ]
    asked = [part for part in parts if part.kind == LegKind.COMMUNE]
    linked = is_linked(procedures.form(dossier.procedure_version)) or len(parts) > len(asked)
    places = [n for n in range(len(titles)) if n != AGENCIES or linked]
    now = next((n for n in places if not reached[n]), None)
    return [
        Mark(
            title=titles[n][0],
            text=titles[n][1],
            state="done" if reached[n] else "now" if n == now else "todo",
            icon=titles[n][2],
            legs=_parts_at(n, parts, asked),
        )
        for n in places
    ]


def _parts_at(
    n: int, parts: Sequence[AgencyProgress], asked: Sequence[AgencyProgress]
) -> Sequence[AgencyProgress]:
    """Communes that are asked appear at the registration step, agencies in their own."""
    if n == REGISTERED:
        return asked
    return [part for part in parts if part not in asked] if n == AGENCIES else ()


def _sent(dossier: Dossier) -> str:
    how = SENT_BY[dossier.channel]
    return gettext("%(time)s · %(how)s", time=moment(dossier.submitted_at), how=how)


def _accepted(dossier: Dossier) -> str:
    if dossier.accepted_at is not None:
        return gettext("%(time)s · the time limit began", time=moment(dossier.accepted_at))
    if dossier.state is State.SUPPLEMENTING:
        return gettext("Waiting for what is missing; the time limit has not begun.")
    if dossier.intake_due_at is None:
        return gettext("The time limit begins then.")
    return gettext(
        "By %(time)s on %(day)s. The time limit begins then.",
        time=hour(dossier.intake_due_at),
        day=weekday_date(dossier.intake_due_at),
    )


def _visit_title(dossier: Dossier) -> str:
    if visits.is_at_home(dossier):
        return gettext("Officers come to you, and you sign")
    if not visits.must_sign(dossier):
        return gettext("You come to the commune with the originals")
    if visits.both_come(dossier):
        return gettext("Both of you come to the commune and sign")
    return gettext("You come to the commune and sign")


def _visit(dossier: Dossier) -> str:
    if dossier.declarant_signed_at is not None:
        return day(dossier.declarant_signed_at)
    if dossier.visit_at is None:
        return gettext("The commune tells you the day.")
    if visits.is_at_home(dossier):
        return gettext(
            "They come at %(hour)s, %(day)s. Have the originals at hand.",
            hour=hour(dossier.visit_at),
            day=weekday_date(dossier.visit_at),
        )
    return gettext(
        "Appointment: %(hour)s, %(day)s. Bring the originals.",
        hour=hour(dossier.visit_at),
        day=weekday_date(dossier.visit_at),
    )


def _registered(dossier: Dossier, signing: result_labels.Words) -> str:
    if dossier.registered_at is not None:
        return day(dossier.registered_at)
    return str(signing.to_come)


def _agencies(dossier: Dossier) -> str:
    return gettext(
        "%(commune)s sends the documents, fetches the results and stays responsible. "
        "You do not have to go anywhere else.",
        commune=dossier.commune.name[:1].upper() + dossier.commune.name[1:],
    )


def _collecting(dossier: Dossier) -> str:
    if postal_delivery.address(dossier):
        return gettext("You get the results by post")
    return gettext("You collect the results at %(commune)s", commune=dossier.commune.name)


def _last(dossier: Dossier) -> str:
    if dossier.state is State.RETURNED:
        sent = postal_delivery.parcel(dossier)
        if sent is None:
            return gettext("The results were handed over.")
        return gettext("The results were posted; parcel no. %(number)s.", number=sent.number)
    if address := postal_delivery.address(dossier):
        return gettext("To: %(address)s. You pay the postage to the postman.", address=address)
    if dossier.promised_at is None:
        return gettext("The date is set when the commune accepts the dossier.")
    return gettext(
        "Promised by %(day)s. Bring your identity document.", day=weekday_date(dossier.promised_at)
    )
