"""People who work here, where they are posted, and their open sessions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from flask_appbuilder.security.sqla.models import Role as StoredRole
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.accounts.roles import Reach, Role
from app.kernel.actor import NOBODY, Actor
from app.kernel.audit.access_log import AccessEntry
from app.kernel.audit.change_log import AuditEntry, Sealed
from app.kernel.db import Base, PersonalData, checked, stored
from app.kernel.security.tokens import new_token
from app.organisation.models import Unit

MOMENT = DateTime(timezone=True)


class AppUser(User):
    """An account (tài khoản): a user name and a password, no personal data.

    It is read before anybody's scope is known, so the person stands in ``Staff``.
    """

    locked_until: Mapped[datetime | None] = mapped_column(MOMENT)

    @property
    def activated(self) -> bool:
        """Whether the owner has chosen a password."""
        return bool(self.password)

    @property
    def actor(self) -> Actor:
        """Who this is today; known once the session has been loaded."""
        found: Actor = self.__dict__.get("_actor", NOBODY)
        return found

    @actor.setter
    def actor(self, actor: Actor) -> None:
        self.__dict__["_actor"] = actor

    def get_id(self) -> str:
        """What the browser keeps: a fresh random token, never the key of this row."""
        return new_token()

    def get_full_name(self) -> str:
        """The name in the page's corner."""
        return self.actor.name or str(self.username)


class Staff(PersonalData, Base):
    """A person who works for a unit (cán bộ, công chức), with or without an account."""

    __tablename__ = "staff"

    full_name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(120), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    """The unit that lists the person; what the person may do there is said by postings."""
    phone: Mapped[str | None] = mapped_column(String(15))
    id_number: Mapped[str | None] = mapped_column(String(12), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), unique=True)

    unit: Mapped[Unit] = relationship()
    user: Mapped[AppUser | None] = relationship()
    postings: Mapped[list[Posting]] = relationship(back_populates="staff")

    def __repr__(self) -> str:
        return self.full_name


class Posting(PersonalData, Base):
    """A role held in a unit from one day to another (vị trí công tác)."""

    __tablename__ = "posting"
    __begins_when_cleared__ = "during"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    role: Mapped[Role] = mapped_column(stored(Role))
    title: Mapped[str] = mapped_column(String(120))
    """As it stands above a signature: "Chủ tịch", "KT. Chủ tịch – Phó Chủ tịch"."""
    further_id: Mapped[int | None] = mapped_column(ForeignKey(StoredRole.id), index=True)
    """A role composed by an administrator, held beside the other; it reaches no further rows."""
    during: Mapped[Range[date]] = mapped_column(DATERANGE)
    stands_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("posting.id"), index=True)
    """Of a deputy (người ký thay): the posting of the leader who is away on these days."""
    because: Mapped[str | None] = mapped_column(String(500))
    """Why somebody stands in: what the leader is away for."""

    staff: Mapped[Staff] = relationship(back_populates="postings")
    unit: Mapped[Unit] = relationship()
    further: Mapped[StoredRole | None] = relationship()
    stands_for: Mapped[Posting | None] = relationship(remote_side="Posting.id")

    __table_args__ = (
        checked("role", Role),
        ExcludeConstraint(
            ("stands_for_id", "="), ("during", "&&"), name="ex_posting_deputies", using="gist"
        ),
        CheckConstraint(
            "stands_for_id IS NULL OR (because IS NOT NULL AND role = 'commune_leader'"
            " AND NOT upper_inf(during))",
            name="deputy",
        ),
        ExcludeConstraint(
            ("staff_id", "="),
            ("unit_id", "="),
            ("role", "="),
            ("during", "&&"),
            name="ex_posting_overlap",
            using="gist",
        ),
    )

    def __repr__(self) -> str:
        return self.title


class Absence(PersonalData, Base):
    """Days on which somebody is not at work in a unit (vắng mặt)."""

    __tablename__ = "absence"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    during: Mapped[Range[date]] = mapped_column(DATERANGE)
    noted_by_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    noted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    staff: Mapped[Staff] = relationship(foreign_keys=[staff_id])

    __table_args__ = (
        ExcludeConstraint(
            ("staff_id", "="),
            ("unit_id", "="),
            ("during", "&&"),
            name="ex_absence_overlap",
            using="gist",
        ),
        CheckConstraint("NOT upper_inf(during)", name="ends"),
    )


class Level(StrEnum):
    """How surely the person behind a session is known (mức xác thực)."""

    PASSWORD = "password"  # noqa: S105  # a level
    """The password was right, the second step has not been taken: opens nothing else."""
    FULL = "full"


class Session(Base):
    """An open session (phiên làm việc): the hash of the token in the browser's cookie.

    Its owner alone reads it; it is written before anybody's scope is known.
    """

    __tablename__ = "session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    """What pages call it: nothing that follows from the token stands in a page."""
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    created: Mapped[datetime] = mapped_column(MOMENT)
    seen: Mapped[datetime] = mapped_column(MOMENT)
    level: Mapped[Level] = mapped_column(stored(Level))
    device: Mapped[str] = mapped_column(String(60))
    """The browser in a few words, as its owner would know it again."""
    address: Mapped[str] = mapped_column(String(45))
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    """Whether its owner is in the practice space (không gian tập dượt) just now."""

    __table_args__ = (checked("level", Level),)


class SecondFactor(Base):
    """The key from which a telephone reckons one-time codes (khoá xác thực hai bước).

    Without a secret it was reset: its owner has to enrol again. Its owner alone reads it.
    """

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, autoincrement=False)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed with a key that the database does not hold."""
    enrolled_at: Mapped[datetime] = mapped_column(MOMENT)
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The half minute of the last code that was accepted; no older one is."""


class SecondFactorReset(Sealed, Base):
    """That an administrator let somebody enrol again, and why (nhật ký đặt lại xác thực hai bước).

    Read by its person and by whoever manages the person's unit; added by the latter.
    """

    __tablename__ = "second_factor_reset"
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    """Nobody's when it was done on the machine itself, where no page was at hand."""
    reason: Mapped[str] = mapped_column(String(500))


class LinkPurpose(StrEnum):
    """What a one-use link is for (mục đích đường dẫn)."""

    ACTIVATE = "activate"
    RESET = "reset"


class AccountLink(Base):
    """A link with which somebody chooses a password once (đường dẫn dùng một lần).

    Only the hash is kept. Added by whoever manages the person; used before any scope is known.
    """

    __tablename__ = "one_use_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(stored(LinkPurpose))
    words: Mapped[list[str]] = mapped_column(JSONB)
    """Of the owner's name and unit, which the password may not be made of; emptied with the use."""
    started_at: Mapped[datetime] = mapped_column(MOMENT)
    started_by: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    """Nobody's when it was done on the machine itself, where no page was at hand."""
    expires_at: Mapped[datetime] = mapped_column(MOMENT)
    used_at: Mapped[datetime | None] = mapped_column(MOMENT)

    __table_args__ = (checked("purpose", LinkPurpose),)


class RoleReach(Base):
    """How far a role reaches, written from ``roles.py`` for the walls (phạm vi của vai trò)."""

    __tablename__ = "role_reach"

    role: Mapped[Role] = mapped_column(stored(Role), primary_key=True)
    reads: Mapped[Reach] = mapped_column(stored(Reach))
    manages: Mapped[Reach] = mapped_column(stored(Reach))

    __table_args__ = (checked("role", Role), checked("reads", Reach), checked("manages", Reach))


class PendingForm(Base):
    """A form that came after its session had ended, kept for a while (biểu mẫu giữ tạm).

    Only the account whose session it was gets it back, and nothing is sent by itself.
    """

    __tablename__ = "pending_form"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    path: Mapped[str] = mapped_column(Text)
    fields: Mapped[list[list[str]]] = mapped_column(JSONB)
    kept_at: Mapped[datetime] = mapped_column(MOMENT, index=True)


for _journal in (AccessEntry, AuditEntry):
    # journals live below and know no person; they are kept when a person is gone
    _journal.__mapper__.add_properties(
        {
            "staff": relationship(
                Staff,
                primaryjoin=foreign(_journal.staff_id) == Staff.id,
                viewonly=True,
            ),
            "unit": relationship(
                Unit, primaryjoin=foreign(_journal.unit_id) == Unit.id, viewonly=True
            ),
        }
    )


class ChangeCounter(Base):
    """Counts changes of what roles may do (bộ đếm thay đổi quyền); one row only.

    It is read with each session, so that every process knows when what it remembers is stale.
    """

    __tablename__ = "permission_version"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int]
