"""Which layer is off in a run: the filters of queries, row-level security, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from unittest import mock
from uuid import UUID

import psycopg
from flask import Flask
from sqlalchemy import select, true

from app.accounts import queries as accounts
from app.accounts.models.sessions import PendingForm
from app.dossiers.database import browser_proof
from app.dossiers.models.dossier import Draft
from app.dossiers.queries import citizen_access
from app.handoffs.queries import handovers
from app.handoffs.queries import packets as handoffs
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.web.crud.scope import Scope
from app.kernel.web.lists.filters import InScope
from harness.authorization_matrix.people import Rights

BOTH, RLS_ONLY, FILTERS_ONLY = "both", "rls_only", "filters_only"


def apply(configuration: str, app: Flask, line: psycopg.Connection[Any]) -> None:
    """Switch off a layer in this process."""
    if configuration == RLS_ONLY:
        _filters_let_everything_through(app, line)
    elif configuration == FILTERS_ONLY:
        _tables_show_every_row(line)


def _tables_show_every_row(line: psycopg.Connection[Any]) -> None:
    """Row-level security off in this database; grants and triggers stay."""
    tables = line.execute(
        b"select relname from pg_class where relrowsecurity"
        b" and relnamespace = 'public'::regnamespace"
    ).fetchall()
    for (table,) in tables:
        line.execute(
            f"alter table {table} disable row level security, no force row level security".encode()
        )


def _filters_let_everything_through(app: Flask, line: psycopg.Connection[Any]) -> None:
    """Every actor reads and manages every unit, in every posting: no query filters anything."""
    units = frozenset(row[0] for row in line.execute(b"select id from unit").fetchall())
    build = accounts.build_actor

    def wide(*args: Any, **facts: Any) -> Actor:
        actor = build(*args, **facts)
        return replace(actor, reads=units, manages=units, city=True) if actor.postings else actor

    _instead(accounts, "build_actor", wide)
    _instead(Actor, "postings_in", lambda actor, _unit: actor.postings)
    for module in (handoffs, handovers):
        _instead(module, "sent_to", lambda _actor: true())
    _instead(citizen_access, "draft", _draft_by_key)
    _instead(accounts, "kept_post", _kept_post_by_token)
    _instead(InScope, "apply", lambda _self, query, _clauses: query)
    _instead(Scope, "must_manage", lambda _self, _item: None)
    _instead(Scope, "managed_among", lambda _self, keys: frozenset(keys))


def _draft_by_key(draft_id: UUID, token: bytes, *, lock: bool = False) -> Draft | None:
    """The draft, whatever the token: the database gets the token and compares it."""
    browser_proof.grant_draft(draft_id, token)
    query = select(Draft).where(Draft.id == draft_id)
    found: Draft | None = db.session.scalar(query.with_for_update(of=Draft) if lock else query)
    return found


def _kept_post_by_token(key: bytes, _user_id: int, *, since: datetime) -> PendingForm:
    """The pending form of any user."""
    query = select(PendingForm).where(PendingForm.token_hash == key, PendingForm.kept_at > since)
    found: PendingForm | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def _instead(owner: Any, name: str, what: Any) -> None:
    mock.patch.object(owner, name, what).start()


def of_citizen(person: Mapping[str, Any]) -> Rights:
    """A citizen has no posting; the own draft and dossier are identified by key."""
    own = frozenset(str(key) for key in (person["draft"], person["dossier"]) if key)
    nothing: frozenset[Any] = frozenset()
    return Rights(nothing, nothing, nothing, own, nothing, nothing, frozenset({"citizen"}))
