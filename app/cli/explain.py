"""Explain why a user sees a dossier or not: ``flask explain access USER CODE``.

A dossier that a user may not see is answered as not existing, whatever the reason. Here each
possible reason is evaluated where it is decided, the last one in PostgreSQL itself. Nothing is
written, and of the dossier only code, commune, state and space are shown.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import LazyString, force_locale, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, exists, func, make_url, select, text
from sqlalchemy.orm import joinedload

from app.accounts import queries as people
from app.accounts.models.sessions import Level, Session
from app.accounts.models.staff import Posting, Staff
from app.accounts.queries import stored_roles
from app.accounts.roles import ROLES, Permission, Reach, Role
from app.accounts.rules.actors import opened_by
from app.accounts.rules.session_limits import IDLE, LONGEST, limit_passed
from app.cli.owner import as_owner
from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import visibility
from app.dossiers.views.admin.dossiers import DossierView
from app.dossiers.views.desk.dossier import Desk
from app.dossiers.workflow import State
from app.handoffs.models import Leg
from app.handoffs.queries import handovers, packets
from app.handoffs.rules import HOLDER_ROLES
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.row_security import request_scope
from app.kernel.row_security.grants import WEB
from app.kernel.security.tokens import new_token, token_hash
from app.kernel.web.display import format_value
from app.organisation.models import Unit

PAGES: tuple[tuple[type[Any], str], ...] = ((Desk, "dossier"), (DossierView, "show"))
"""Pages on which officers view a dossier: the desk, and the list."""

OPENS = _("%(roles)s may %(what)s.")
OPENS_NOT = _("%(roles)s may not %(what)s.")
HOLDS = _("%(role)s, %(unit)s, %(days)s.")
ENDED = _("Over: %(role)s, %(unit)s, %(days)s.")
NOT_BEGUN = _("Not begun: %(role)s, %(unit)s, %(days)s.")
READS = {
    Reach.NOTHING: _("%(role)s, %(unit)s: reads no dossiers."),
    Reach.UNIT: _("%(role)s, %(unit)s: reads the dossiers of this unit."),
    Reach.DISTRICT: _("%(role)s, %(unit)s: reads the dossiers of the communes of the district."),
    Reach.CITY: _("%(role)s, %(unit)s: reads the dossiers of every commune."),
}
PACKETS = _(
    "%(role)s, %(unit)s: reads the forwarded files sent to the agency, and never a dossier."
)
SPACES = {
    (False, False): _("the dossier is a real one, and the session is outside the practice space."),
    (False, True): _(
        "the dossier is a real one, but the session is in the practice space, where nothing but"
        " rehearsals is seen."
    ),
    (True, False): _(
        "the dossier is a rehearsal, which is seen from the practice space alone, by "
        "those who read the commune; the session is outside of it."
    ),
    (True, True): _("the dossier is a rehearsal, and the session is in the practice space."),
}
"""By whether the dossier is in the practice space, and whether the session is."""
MARKS = {True: "✓", False: "✗", None: "–"}

_POLICIES = text(
    "select policyname, qual from pg_policies where schemaname = 'public'"
    " and tablename = 'dossier' and cmd in ('SELECT', 'ALL') and current_user = any (roles)"
)
_SCOPE = text(
    "select :commune = any (coalesce(mc_reads(), '{}')), coalesce(mc_city(), false),"
    " coalesce(mc_practice(), false)"
)


class Asked(NamedTuple):
    """The few columns of the dossier that the explanation needs."""

    key: UUID
    code: str
    state: State
    is_rehearsal: bool
    commune_id: int
    commune: str


class Case(NamedTuple):
    """User, session and dossier; ``actor`` is the user as of today, in the space of the session."""

    staff: Staff
    actor: Actor
    session: Session | None
    dossier: Asked

    @property
    def open_account(self) -> bool:
        return bool(self.staff.user and self.staff.user.is_active)


class Finding(NamedTuple):
    """The result for one of six causes; ``holds`` is None where another cause leaves it open."""

    cause: LazyString
    holds: bool | None
    sentences: list[str]


@click.group("explain")
def explain() -> None:
    """Explanations of the system's answers."""


@explain.command("access")
@click.argument("username")
@click.argument("code")
@with_appcontext
def access(username: str, code: str) -> None:
    """Explain why a user sees a dossier or not; exit 1 when either is unknown."""
    with force_locale("vi"), as_owner():
        role = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"]).username
        if role != WEB:
            wrong = gettext("DATABASE_URL has to sign in as mc_web, not as %(role)s.", role=role)
            raise click.ClickException(wrong)
        staff, dossier = _person(username), _dossier(code)
        session = _session_of(staff)
        actor = people.actor_of(staff.id, clock.today())
        actor = replace(actor, is_rehearsal=bool(session and session.is_rehearsal))
        for line in _lines(username, Case(staff, actor, session, dossier)):
            click.echo(line)


def _person(username: str) -> Staff:
    try:
        return people.staff_of(username)
    except NotFound as nobody:
        words = gettext("Nobody has the user name %(name)s.", name=username)
        if people.is_username_taken(username):
            words = gettext(
                "The account %(name)s belongs to nobody on the staff lists, so it sees no dossier.",
                name=username,
            )
        raise click.ClickException(words) from nobody


def _dossier(code: str) -> Asked:
    row = db.session.execute(
        select(Dossier.id, Dossier.code, Dossier.state, Dossier.is_rehearsal, Unit.id, Unit.name)
        .join(Unit, Unit.id == Dossier.commune_id)
        .where(Dossier.code == "".join(code.split()).upper())
    ).one_or_none()
    if row is None:
        raise click.ClickException(gettext("No dossier has the code %(code)s.", code=code))
    return Asked(*row)


def _session_of(staff: Staff) -> Session | None:
    """The most recently used open session; if there is none, the most recently used one."""
    found = db.session.scalars(
        select(Session).where(Session.user_id == staff.user_id).order_by(Session.seen.desc())
    ).all()
    going_on = (each for each in found if _refusal(each) is None)
    return next(going_on, found[0] if found else None)


def _refusal(session: Session) -> str | None:
    if session.level is not Level.FULL:
        return gettext("It waits for the one-time code and opens nothing before.")
    passed = limit_passed(session.created, session.seen, clock.real_now())
    if passed is None:
        return None
    if passed == LONGEST:
        return gettext("It is older than %(n)s hours.", n=LONGEST // timedelta(hours=1))
    return gettext("It was not used for %(n)s minutes.", n=IDLE // timedelta(minutes=1))


def _lines(username: str, case: Case) -> Iterator[str]:
    dossier = case.dossier
    space = gettext("a rehearsal") if dossier.is_rehearsal else gettext("a real dossier")
    yield f"{dossier.code}: {dossier.commune}; {dossier.state.label}; {space}."
    findings = list(_findings(case))
    for n, finding in enumerate(findings, 1):
        words = " ".join(map(capitalize_first, finding.sentences))
        yield f"{n}. {MARKS[finding.holds]} {finding.cause}: {words}"
    causes = ", ".join(str(each.cause) for each in findings if each.holds is False)
    facts = {"name": username, "code": dossier.code, "causes": causes}
    if causes:
        yield gettext("Verdict: %(name)s does not see %(code)s, because of: %(causes)s.", **facts)
    else:
        yield gettext("Verdict: %(name)s sees %(code)s.", **facts)


def _findings(case: Case) -> Iterator[Finding]:
    """The six causes, in the order of evaluation."""
    in_reach, in_space = db.session.execute(
        select(visibility.in_reach(case.actor), visibility.in_space(case.actor))
        .select_from(Dossier)
        .where(Dossier.id == case.dossier.key)
    ).one()
    yield Finding(_("Permission"), *_permission(case.actor))
    yield Finding(_("Posting"), *_posting(case))
    yield Finding(
        _("Reach"), in_reach if case.actor.postings else None, list(_reach(case, in_reach))
    )
    yield Finding(_("Practice space"), in_space, list(_space(case)))
    token = _twin(case, case.session)
    taken = case.session is not None and _is_taken(token)
    yield Finding(_("Session"), *_session(case, taken))
    if not taken:  # what a new session would see is another question
        token = _twin(case, None)
    shown = case.open_account and in_reach and in_space
    with request_scope.as_session(token) as line:
        yield Finding(_("Row security"), *_row_security(line, case, taken, shown))


def _permission(actor: Actor) -> tuple[bool | None, list[str]]:
    """Whether the stored roles of today's postings grant the permission."""
    if not actor.postings:
        return None, [gettext("without a posting of today there is no role, and no page opens.")]
    stored, opened, sentences = stored_roles.permissions(), False, list[str]()
    for page in PAGES:
        wanted = _wanted(page)
        names = set(opened_by(actor.postings, stored, wanted))
        words = OPENS if names else OPENS_NOT
        roles = sorted(map(_role, names or {seat.role for seat in actor.postings}))
        facts = {"roles": ", ".join(roles), "what": f"{wanted.verb} {wanted.noun}"}
        sentences.append(str(words) % facts)
        opened = opened or bool(names)
    return opened, sentences


def _wanted(page: tuple[type[Any], str]) -> Permission:
    kind, method = page
    views = current_app.appbuilder.baseviews  # type: ignore[attr-defined]
    view = next(each for each in views if type(each) is kind)
    return Permission(f"can_{view.get_method_permission(method)}", view.class_permission_name)


def _role(name: str) -> str:
    return str(Role(name).label) if name in set(Role) else name


def _posting(case: Case) -> tuple[bool, list[str]]:
    """Whether the account is open and posted; the postings with their days."""
    today, sentences = clock.today(), list[str]()
    if not case.open_account:
        sentences.append(gettext("the account is closed."))
    postings = db.session.scalars(
        select(Posting)
        .where(Posting.staff_id == case.staff.id)
        .options(joinedload(Posting.unit))
        .order_by(Posting.during, Posting.id)
    ).all()
    of_today = {seat.posting_id for seat in case.actor.postings}
    if not of_today:
        sentences.append(gettext("no posting holds today, %(day)s.", day=format_value(today)))
    for each in postings:
        first = each.during.lower
        words = NOT_BEGUN if first and first > today else ENDED
        facts = {"role": each.role.label, "unit": each.unit.name, "days": format_value(each.during)}
        sentences.append(str(HOLDS if each.id in of_today else words) % facts)
    return bool(of_today) and case.open_account, sentences


def _reach(case: Case, in_reach: bool) -> Iterator[str]:
    """What each posting reads, and whether the commune is included."""
    actor, dossier = case.actor, case.dossier
    if not actor.postings:
        yield gettext("without a posting of today no commune is read.")
        return
    for seat in actor.postings:
        role = Role(seat.role)
        words = PACKETS if role in HOLDER_ROLES else READS[ROLES[role].reads]
        yield str(words) % {"role": role.label, "unit": seat.unit_name}
    if in_reach:
        yield gettext(
            "The commune of the dossier, %(commune)s, is within reach.", commune=dossier.commune
        )
    else:
        yield gettext(
            "The commune of the dossier, %(commune)s, is out of reach.", commune=dossier.commune
        )
    if handovers.holds_packets(actor):
        sent = exists().where(Leg.dossier_id == dossier.key, packets.sent_to(actor))
        if db.session.scalar(select(sent)):
            yield gettext("A forwarded file of this dossier was sent to it.")
        else:
            yield gettext("No forwarded file of this dossier was sent to it.")


def _space(case: Case) -> Iterator[str]:
    yield str(SPACES[case.dossier.is_rehearsal, case.actor.is_rehearsal])
    if case.session is None:
        yield gettext("There is no session; a new one begins outside the practice space.")


def _twin(case: Case, of: Session | None) -> str:
    """Create a session like the user's own, or a new one, and return its token.

    Of the real token only the hash is known. The copy is never committed.
    """
    token, now = new_token(), clock.real_now()
    db.session.add(
        Session(
            token_hash=token_hash(token),
            user_id=case.staff.user_id,
            created=of.created if of else now,
            seen=of.seen if of else now,
            level=of.level if of else Level.FULL,
            device="",
            address="",
            is_rehearsal=case.actor.is_rehearsal,
        )
    )
    db.session.flush()
    return token


def _is_taken(token: str) -> bool:
    """Whether PostgreSQL gives the session any scope."""
    return bool(db.session.scalar(select(func.mc_session_scope(clock.today(), token))))


def _session(case: Case, taken: bool) -> tuple[bool | None, list[str]]:
    """Whether the application and PostgreSQL accept the session."""
    session = case.session
    if session is None:
        return False, [gettext("there is none: the person is not signed in.")]
    begun, used = format_value(session.created), format_value(session.seen)
    sentences = [gettext("begun %(begun)s, used last %(used)s.", begun=begun, used=used)]
    refusal = _refusal(session)
    if refusal is None and not case.open_account:
        return None, [*sentences, gettext("It goes on, but belongs to a closed account.")]
    sentences.append(refusal or gettext("It goes on."))
    if taken == (refusal is None):
        sentences.append(gettext("PostgreSQL judges the same (mc_session_scope)."))
    elif taken:
        sentences.append(gettext("But PostgreSQL would still take it (mc_session_scope)."))
    else:
        sentences.append(gettext("But PostgreSQL does not take it (mc_session_scope)."))
    return taken and refusal is None, sentences


def _row_security(
    line: Connection, case: Case, taken: bool, shown: bool
) -> tuple[bool | None, list[str]]:
    """Whether PostgreSQL returns the row; ``shown``: the application's own filter would."""
    returned = line.scalar(
        text("select exists (select from dossier where id = :key)"), {"key": case.dossier.key}
    )
    scope = gettext("this session") if taken else gettext("a session begun just now")
    if returned:
        sentences = [gettext("PostgreSQL returns the row to mc_web for %(scope)s.", scope=scope)]
        if not shown:
            sentences.append(gettext("The application alone holds it back."))
        return True, sentences
    sentences = [gettext("PostgreSQL returns no row to mc_web for %(scope)s.", scope=scope)]
    if not shown:
        return None, [*sentences, gettext("That follows from the causes above.")]
    sentences.append(gettext("The application would show it; the policies do not:"))
    for policy, condition in line.execute(_POLICIES):
        asks = " ".join(condition.split())
        sentences.append(gettext("Policy %(name)s: %(asks)s.", name=policy, asks=asks))
    has, city, practice = line.execute(_SCOPE, {"commune": case.dossier.commune_id}).one()
    sentences.append(
        gettext(
            "By mc_session_scope and role_reach, mc_reads() holds the commune: %(has)s; mc_city():"
            " %(city)s; mc_practice(): %(practice)s.",
            has=format_value(has),
            city=format_value(city),
            practice=format_value(practice),
        )
    )
    return False, sentences
