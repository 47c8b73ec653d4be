"""The plain Flask application of the floor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from flask import Flask, abort, current_app, render_template, request, session
from jinja2 import FileSystemLoader
from psycopg.rows import dict_row

from app.kernel import clock
from app.kernel.web.template_globals import Unindented
from harness.bench import replays
from harness.bench.floor import statements, words
from harness.bench.floor.statements import Ask, Who

TICKET = "floor_ticket"
"""Key in the signed cookie for a citizen's dossier and its access key."""

_line: psycopg.Connection[Any] | None = None
_forms: dict[int, Any] = {}
"""The questions of each version, which never change; ours caches them too."""
_replays: dict[str, replays.Replay] = {}
"""The replay of each page; a measurement writes them before the first request."""


def create(settings: Mapping[str, Any], frames: Path) -> Flask:
    """The views; secret key and cookie name are ours, frames are in a folder."""
    app = Flask(__name__)
    app.secret_key = settings["SECRET_KEY"]
    app.config["SESSION_COOKIE_NAME"] = settings["SESSION_COOKIE_NAME"]
    app.config["DATABASE"] = settings["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    app.config["FRAMES"] = frames
    app.jinja_env.loader = FileSystemLoader([frames, _OWN])
    app.jinja_env.add_extension(Unindented)  # as ours are
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {"moment": words.moment, "day": words.day, "machine": words.machine}
    app.jinja_env.globals |= {"words": words}
    for rule, view in _VIEWS.items():
        app.add_url_rule(rule, view_func=view)
    return app


@contextmanager
def _asking(draft: str | None = None, token: str = "", dossier: Any = None, door: str = "") -> Any:
    """One transaction in the scope of the cookie's owner."""
    global _line  # a process serves one request at a time
    if _line is None or _line.closed:
        _line = psycopg.connect(
            current_app.config["DATABASE"], row_factory=dict_row, application_name=statements.NAME
        )
    with _line.transaction(), _line.cursor() as cursor:
        held = (draft, token, dossier, door)
        cursor.execute(statements.ENTER, (clock.today(), session.get("_user_id", ""), *held))

        def ask(statement: str, values: Any = None) -> list[dict[str, Any]]:
            return cursor.execute(statement.encode(), values).fetchall()

        yield ask


@contextmanager
def _signed_in() -> Iterator[tuple[Ask, Who]]:
    with _asking() as ask:
        yield ask, statements.who(ask) or abort(401)


def listing(key: str) -> str:
    order = "due" if key == "list_admin_sorted" else "newest"
    at, last = request.args.get("at"), request.args.get("id", "")
    after = (datetime.fromisoformat(at), last) if at else None
    with _signed_in() as (ask, who):
        found = statements.listing(
            ask,
            who,
            order=order,
            after=after,
            typed=request.args.get("typed", ""),
            due_by=clock.today() if request.args.get("either") else None,
        )
    return render_template(f"{key}.html", **found)


def queue(key: str) -> str:
    with _signed_in() as (ask, who):
        found = statements.queue(ask, who, *moments())
    return render_template(f"{key}.html", now=clock.now(), **found)


def dossier(key: UUID, frame: str) -> str:
    with _signed_in() as (ask, who):
        found = statements.dossier(ask, who, str(key), clock.today())
        version = found["d"]["procedure_version_id"]
        if version not in _forms:
            _forms[version] = statements.form(ask, version)
    return render_template(f"{frame}.html", now=clock.now(), form=_forms[version], **found)


def section() -> str:
    draft, token = session["drafts"][-1]
    with _asking(draft=draft, token=token) as ask:
        found = statements.section(
            ask, draft, bytes.fromhex(token), clock.real_now(), clock.today()
        )
    return render_template("form_section.html", **found)


def tracking() -> str:
    key, door = session[TICKET]
    with _asking(dossier=key, door=door) as ask:
        found = statements.tracking(ask, key)
    return render_template("tracking.html", **found)


def replay(key: str) -> str:
    if key not in _replays:
        _replays[key] = replays.read(current_app.config["FRAMES"], key)
    asked, words = _replays[key]
    with _signed_in() as (ask, _who):
        statements.replay(ask, asked)
    return render_template(f"{key}.html", words=words)


def moments() -> tuple[datetime, datetime, datetime]:
    """Now, midnight, and the end of what is soon."""
    tomorrow = clock.at(clock.today() + timedelta(days=1))
    return clock.now(), tomorrow, tomorrow + timedelta(days=2)


_OWN = Path(__file__).parent / "templates"
_VIEWS: dict[str, Callable[..., Any]] = {
    "/san/list/<key>": listing,
    "/san/queue/<key>": queue,
    "/san/dossier/<frame>/<uuid:key>": dossier,
    "/san/replay/<key>": replay,
    "/san/section": section,
    "/san/tracking": tracking,
}
