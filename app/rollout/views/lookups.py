"""Choices of the drop-downs of the roll-out."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts import queries as accounts
from app.kernel.db import managed
from app.kernel.web.forms.lookup import Lookup
from app.organisation.models import Unit
from app.rollout.models.account_rounds import AccountRound

UNITS = Lookup(lambda actor: select(Unit).where(managed(Unit.id, actor)))
STAFF = Lookup(accounts.select_staff)
ROUNDS = Lookup(
    lambda actor: (
        select(AccountRound)
        .where(managed(AccountRound.unit_id, actor))
        .options(joinedload(AccountRound.unit))
        .order_by(AccountRound.at.desc(), AccountRound.id)
    ),
    lambda text: AccountRound.unit.has(Unit.folded.contains(text, autoescape=True)),
)
