"""Sessions, and forms submitted after their session had ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update

from app.accounts.models import AppUser, Level, PendingForm, Posting, Session, Staff
from app.kernel.db import db
from app.kernel.security.tokens import new_token, token_hash


def open_session(
    user: AppUser,
    token: str,
    *,
    now: datetime,
    level: Level = Level.FULL,
    device: str = "",
    address: str = "",
) -> None:
    """Store the hash of a browser's new token, with device and address."""
    db.session.add(
        Session(
            token_hash=token_hash(token),
            id=uuid4(),
            user_id=user.id,
            created=now,
            seen=now,
            level=level,
            device=device,
            address=address,
        )
    )


def touch_session(key: bytes, *, now: datetime) -> None:
    """Record that the session was used."""
    db.session.execute(update(Session).where(Session.token_hash == key).values(seen=now))


def enter_space(token: str, *, is_rehearsal: bool) -> None:
    """Switch the session into or out of the practice space (không gian tập dượt)."""
    chosen = update(Session).where(Session.token_hash == token_hash(token))
    db.session.execute(chosen.values(is_rehearsal=is_rehearsal))


def end_session(token: str) -> None:
    """End one session, wherever copies of its cookie are."""
    db.session.execute(delete(Session).where(Session.token_hash == token_hash(token)))


def end_own_session(user_id: int, key: UUID) -> bool:
    """End one session of an account by its public id; False if there was none."""
    ended = db.session.scalars(
        delete(Session).where(Session.user_id == user_id, Session.id == key).returning(Session.id)
    )
    return ended.one_or_none() is not None


def end_other_sessions(user_id: int, token: str) -> None:
    """End every session of an account but the one with this token."""
    db.session.execute(
        delete(Session).where(Session.user_id == user_id, Session.token_hash != token_hash(token))
    )


def end_sessions_of(staff: Staff) -> None:
    """End a person's sessions, for example after a change of postings."""
    if staff.user_id is not None:
        end_sessions(staff.user_id)


def end_sessions_of_posted(posting: Posting) -> None:
    """The same for the holder of a posting, even if the current user cannot see that person."""
    if posting.staff is not None:
        return end_sessions_of(posting.staff)
    user_id = db.session.scalar(select(func.mc_account_posted(posting.id)))
    if user_id is not None:
        end_sessions(user_id)
    return None


def end_sessions(user_id: int) -> None:
    db.session.execute(delete(Session).where(Session.user_id == user_id))


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
