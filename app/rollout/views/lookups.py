"""Choices of the drop-downs of the roll-out."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts import queries as accounts
from app.accounts.models import Staff
from app.kernel.db import managed
from app.kernel.web import Lookup
from app.organisation.models import Unit
from app.rollout.models import AccountRound

UNITS = Lookup(
    rows=lambda actor: select(Unit).where(managed(Unit.id, actor)).order_by(Unit.folded, Unit.id),
    matches=lambda text: Unit.folded.contains(text, autoescape=True),
)
STAFF = Lookup(
    rows=accounts.select_staff,
    matches=lambda text: Staff.folded.contains(text, autoescape=True),
)
ROUNDS = Lookup(
    rows=lambda actor: (
        select(AccountRound)
        .where(managed(AccountRound.unit_id, actor))
        .options(joinedload(AccountRound.unit))
        .order_by(AccountRound.at.desc(), AccountRound.id)
    ),
    matches=lambda text: AccountRound.unit.has(Unit.folded.contains(text, autoescape=True)),
)
