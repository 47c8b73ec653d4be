"""Sessions, and forms submitted after their session had ended.

Sessions are rows that the database alone writes (``accounts/database/sessions.sql``): they begin
with ``sign_in`` and are lifted by ``finish_sign_in`` or ``two_factor.sign_in_with_code``.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.accounts.models.sessions import PendingForm
from app.accounts.models.staff import Posting, Staff
from app.kernel.db import db
from app.kernel.security.tokens import new_token, token_hash


class Browser(NamedTuple):
    """What a session is opened for: the token in the browser's cookie, and what the owner reads."""

    token: str
    device: str
    address: str


def answered(function: ColumnElement[Any]) -> Any:
    return db.session.scalar(select(function))


def finish_sign_in(token: str) -> bool:
    """Lift the session that the password opened; False while a second step is due."""
    return bool(answered(func.mc_finish_sign_in(token)))


def touch_session(token: str) -> None:
    answered(func.mc_touch_session(token))


def enter_space(token: str, *, is_rehearsal: bool) -> None:
    """Switch the session into or out of the practice space (không gian tập dượt)."""
    answered(func.mc_enter_space(token, is_rehearsal))


def end_session(token: str) -> None:
    """End one session, wherever copies of its cookie are."""
    answered(func.mc_end_session(token))


def end_own_session(key: UUID) -> bool:
    """End one session of the current user by its public id; False if there was none."""
    return bool(answered(func.mc_end_own_session(key)))


def end_other_sessions(token: str) -> None:
    answered(func.mc_end_other_sessions(token))


def end_sessions_of(staff: Staff) -> None:
    """End a person's sessions, for example after a change of postings."""
    if staff.user_id is not None:
        end_sessions(staff.user_id)


def end_sessions_of_posted(posting: Posting) -> None:
    """The same for the holder of a posting, even if the current user cannot see that person."""
    if posting.staff is not None:
        return end_sessions_of(posting.staff)
    user_id = answered(func.mc_account_posted(posting.id))
    if user_id is not None:
        end_sessions(user_id)
    return None


def end_sessions(user_id: int) -> None:
    answered(func.mc_end_sessions(user_id))


def keep_post(user_id: int, path: str, fields: Iterable[tuple[str, str]], *, now: datetime) -> str:
    """Store a form submitted after its session had ended; returns the token that fetches it."""
    token = new_token()
    db.session.add(
        PendingForm(
            token_hash=token_hash(token),
            user_id=user_id,
            path=path,
            fields=[list(pair) for pair in fields],
            kept_at=now,
        )
    )
    return token
