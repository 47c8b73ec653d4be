"""Login sessions of a browser: one or two steps, and signing out."""

from typing import Any

from flask import current_app, redirect, request, session, url_for
from flask_appbuilder.utils.base import get_safe_redirect
from flask_babel import gettext
from flask_login import logout_user

from app.accounts import queries
from app.accounts.models.sessions import Level
from app.accounts.models.staff import AppUser
from app.accounts.operations import sessions
from app.accounts.operations.sessions import Browser
from app.accounts.rules.actors import needs_second_step
from app.accounts.rules.session_limits import STEP_WAITS
from app.accounts.rules.user_agents import device_words
from app.accounts.views import known_devices
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.i18n import formatting
from app.kernel.security.tokens import new_token, token_hash

TOKEN = "_user_id"  # noqa: S105  # where Flask-Login keeps it


def new_browser() -> Browser:
    """A new token for the browser of this request, and what its owner will read of the session."""
    return Browser(
        new_token(),
        device_words(request.user_agent.string),
        (request.remote_addr or "")[:45],
    )


def start_login(user: AppUser, browser: Browser) -> Any:
    """Sign in after a correct password, or ask for a one-time code."""
    with transaction():
        is_in = not must_enrol(user) and sessions.finish_sign_in(browser.token)
    hold(browser.token)
    if is_in:
        known_devices.remember(str(user.username))
        return redirect(next_page())
    factor = queries.second_factor(user.id)
    page = "SecondStep.code" if factor and factor.enrolled else "SecondStep.enrol"
    return redirect(url_for(page, next=request.args.get("next")))


def closed_today(user: AppUser) -> str | None:
    """Why the owner of a correct password may not sign in today: no posting has a role."""
    today = clock.today()
    if queries.roles_of(user.id, today):
        return None
    opens = queries.opens_on(user.id, today)
    if opens is None:
        return gettext(
            "The password is right, but you hold no role today. Ask the IT officer of your district"
            " to give you one."
        )
    return gettext(
        "The password is right, but your account opens on %(day)s. Come back then; if the day is"
        " wrong, ask the IT officer of your district.",
        day=formatting.day(opens),
    )


def must_enrol(user: AppUser) -> bool:
    """Whether current postings require one-time codes here."""
    if current_app.config["TWO_FACTOR"] != "required":
        return False
    return needs_second_step(queries.roles_of(user.id, clock.today()))


def somebody_waiting() -> AppUser | None:
    """The account that has passed the password step in this browser but not the second."""
    token = session.get(TOKEN)
    found = queries.signed_in(token_hash(token), clock.today()) if token else None
    if found is None or found.level is not Level.PASSWORD or not found.user.is_active:
        return None
    return found.user if clock.real_now() - found.created <= STEP_WAITS else None


def hold(token: str) -> None:
    """Give the browser the token of its new session; nothing of an older one is reused."""
    before, locale = session.get(TOKEN), session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    session.permanent = True
    session[TOKEN] = token
    if before:
        with transaction():
            sessions.end_session(before)


def end_session() -> None:
    """End the session, so that copies of the cookie are worthless."""
    with transaction():
        sessions.end_session(session[TOKEN])
    logout_user()
    session.clear()


def next_page() -> str:
    """The page the person wanted, if it is one of ours; no header holds control characters."""
    wanted = request.args.get("next", "")
    start = url_for("Start.index")
    return str(get_safe_redirect(wanted if wanted.isprintable() and wanted else start))
