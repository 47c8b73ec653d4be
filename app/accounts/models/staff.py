"""Staff, their postings, accounts and days of absence."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from flask_appbuilder.security.sqla.models import Role as StoredRole
from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.accounts.conditions import CLEARED, OF_MY_DEPUTY, STANDS_IN
from app.accounts.roles import Role
from app.kernel.actor import NOBODY, Actor
from app.kernel.audit.access_log import AccessEntry
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import ABOUT_ANOTHER, MINE, Rows, in_units, managed, me, own
from app.kernel.row_security.grants import ADD, NOTHING, READ, Granted, of_columns
from app.kernel.row_security.triggers import Trigger
from app.kernel.security.tokens import new_token
from app.organisation.models import Unit


class AppUser(User):
    """An account (tài khoản): a user name, no personal data and no password.

    Read before any scope is known, so personal data is stored in ``Staff``; the hash of the
    password in ``Credential``, while the column of Flask-AppBuilder stays empty.
    """

    __without_rows__ = "read to learn who comes; holds a user name"
    __granted__ = Granted(web=ADD, worker=READ)

    credential: Mapped[Credential | None] = relationship(viewonly=True)

    @property
    def activated(self) -> bool:
        return self.credential is not None

    @property
    def actor(self) -> Actor:
        """The current actor; known once the session has been loaded."""
        found: Actor = self.__dict__.get("_actor", NOBODY)
        return found

    @actor.setter
    def actor(self, actor: Actor) -> None:
        self.__dict__["_actor"] = actor

    def get_id(self) -> str:
        """The browser's cookie value: a random session token, never the primary key."""
        return new_token()

    def get_full_name(self) -> str:
        return self.actor.name or str(self.username)


class Credential(Base):
    """The password of an account (mật khẩu); without one, nobody can sign in.

    Written and compared by the database alone (``accounts/database/passwords.sql``).
    """

    __tablename__ = "credential"
    __without_rows__ = "grants shut the hash of a password to all but the database's functions"
    __granted__ = Granted(web=of_columns("SELECT", "user_id"), worker=NOTHING)

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, autoincrement=False)
    password_hash: Mapped[str] = mapped_column(String(60), deferred=True)
    """bcrypt; the serving processes may not read it."""


class Staff(PersonalData, Base):
    """A person who works for a unit (cán bộ, công chức), with or without an account."""

    __tablename__ = "staff"
    __noun__ = _("Staff member"), _("Staff")
    __rows__ = Rows(
        see=f"{in_units('unit_id', 'mc_people')} or {me('id')}",
        add=managed("unit_id"),
        change=managed("unit_id"),
    )
    __granted__ = Granted(worker=READ)
    __set_once__ = ("id", "phone_writers")
    __triggers__ = (
        Trigger("mc_phone_writers", "BEFORE INSERT OR UPDATE", "mc_note_phone_writer()"),
    )

    full_name: Mapped[str] = mapped_column(String(120), info=named(_("Full name")))
    folded: Mapped[str] = mapped_column(String(120), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Unit")))
    """The unit that lists the person; permissions there follow from postings."""
    phone: Mapped[str | None] = mapped_column(String(15), info=named(_("Telephone")))
    phone_writers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    """Who wrote the telephone down, kept by a trigger: none of them sends a link there."""
    id_number: Mapped[str | None] = mapped_column(
        String(12), index=True, info=named(_("Identity number"))
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), unique=True)

    unit: Mapped[Unit] = relationship()
    user: Mapped[AppUser | None] = relationship()
    postings: Mapped[list[Posting]] = relationship(back_populates="staff")

    def __repr__(self) -> str:
        return self.full_name


class Posting(PersonalData, Base):
    """A role held in a unit from one day to another (vị trí công tác)."""

    __tablename__ = "posting"
    __noun__ = _("Posting"), _("Postings")
    __rows__ = Rows(
        see=f"{in_units('unit_id', 'mc_people')} or {MINE}",
        add=f"{ABOUT_ANOTHER} and"
        f" (({managed('unit_id')} and {CLEARED}) or ({OF_MY_DEPUTY} and {STANDS_IN}))",
        change=f"{ABOUT_ANOTHER} and ({managed('unit_id')} or {OF_MY_DEPUTY})",
        remove=f"{ABOUT_ANOTHER} and {managed('unit_id')}",
    )
    __granted__ = Granted(worker=READ)
    __set_once__ = ("id", "staff_id", "unit_id", "role", "stands_for_id")
    __triggers__ = (Trigger("mc_cleared", "BEFORE UPDATE", "mc_refuse_uncleared()"),)

    staff_id: Mapped[UUID] = mapped_column(
        ForeignKey(Staff.id), index=True, info=named(_("Person"))
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Unit")))
    role: Mapped[Role] = mapped_column(stored(Role), info=named(_("Role")))
    title: Mapped[str] = mapped_column(String(120), info=named(_("Title")))
    """As printed above a signature: "Chủ tịch", "KT. Chủ tịch – Phó Chủ tịch"."""
    further_id: Mapped[int | None] = mapped_column(
        ForeignKey(StoredRole.id), index=True, info=named(_("Further role"))
    )
    """An additional role composed by an administrator; it gives access to no further rows."""
    during: Mapped[Range[date]] = mapped_column(DATERANGE, info=named(_("Period")))
    stands_for_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("posting.id"), index=True, info=named(_("Signs for"))
    )
    """For a deputy (người ký thay): the posting of the absent leader."""
    because: Mapped[str | None] = mapped_column(String(500), info=named(_("Reason of the end")))
    """The reason for the leader's absence."""

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
    """Days on which a person is absent from work in a unit (vắng mặt)."""

    __tablename__ = "absence"
    __noun__ = _("Absence"), _("Days of absence")
    __rows__ = Rows.written(
        see=f"{own('unit_id')} or {in_units('unit_id', 'mc_people')} or {MINE}",
        write=f"{own('unit_id')} or {managed('unit_id')}",
    )
    __granted__ = Granted(worker=READ)
    __set_once__ = ("id", "staff_id", "unit_id", "noted_by_id", "noted_at")

    staff_id: Mapped[UUID] = mapped_column(
        ForeignKey(Staff.id), index=True, info=named(_("Who is away"))
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    during: Mapped[Range[date]] = mapped_column(DATERANGE, info=named(_("Period")))
    noted_by_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    noted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), info=named(_("Noted")))

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


for _journal in (AccessEntry, AuditEntry):
    # journals belong to a lower layer and do not know Staff; they outlive the person
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
