"""What moves the end of a dossier's time: pauses, extensions, supplements, a new promise."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models.staff import Posting
from app.dossiers.conditions import DOSSIER_PART, OF_A_DOSSIER, OF_MY_DOSSIER, OF_THE_LEG_BESIDE
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, stored
from app.kernel.deadlines.deadline import LimitUnit
from app.kernel.row_security.conditions import Rows, own, there
from app.kernel.row_security.grants import CHANGE, KEEP, READ, Granted

MOMENT = DateTime(timezone=True)


class Pause(Base):
    """A period that does not count towards the limit (thời gian tạm dừng).

    Two events prove it: the one that began it and, once it is over, the one that ended it.
    """

    __tablename__ = "deadline_pause"
    __subject_access__ = ("pauses", "id")
    __rows__ = Rows.written(
        see=f"{OF_A_DOSSIER} or {there('leg', OF_THE_LEG_BESIDE)}",
        write=f"{OF_MY_DOSSIER} or "
        + there("leg", f"{OF_THE_LEG_BESIDE} and {own('there.holder_unit_id')}"),
    )
    __granted__ = Granted(public=CHANGE)
    __set_once__ = ("id", "dossier_id", "subject_id", "cause", "proof_event_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    """The dossier or the leg whose clock is paused."""
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    cause: Mapped[str] = mapped_column(String(32))
    proof_event_id: Mapped[int] = mapped_column(ForeignKey("dossier_event.id"), index=True)
    resumed_event_id: Mapped[int | None] = mapped_column(ForeignKey("dossier_event.id"), index=True)

    __table_args__ = (
        ExcludeConstraint(("subject_id", "="), ("during", "&&"), name="overlap"),
        CheckConstraint("upper_inf(during) = (resumed_event_id IS NULL)", name="ended_by_a_step"),
    )


class Extension(Sealed, Base):
    """Time added to the limit of the whole chain (cộng thêm thời hạn)."""

    __tablename__ = "deadline_extension"
    __rows__ = DOSSIER_PART
    __granted__ = Granted(public=READ)
    __formerly__ = "extension"
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    amount: Mapped[int]
    unit: Mapped[LimitUnit] = mapped_column(stored(LimitUnit))
    cause: Mapped[str] = mapped_column(String(32))
    proof_event_id: Mapped[int] = mapped_column(ForeignKey("dossier_event.id"), index=True)

    __table_args__ = (
        checked("unit", LimitUnit),
        CheckConstraint("amount > 0 AND unit <> 'same_day'", name="adds_time"),
    )


class Supplement(PersonalData, Base):
    """One complete list of what is missing (phiếu yêu cầu bổ sung, Mẫu 02)."""

    __tablename__ = "supplement_request"
    __subject_access__ = ("supplements", "n")
    __rows__ = DOSSIER_PART
    __granted__ = Granted(web=KEEP, public=CHANGE)
    __set_once__ = ("id", "dossier_id", "n", "items", "asked_at")

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    n: Mapped[int]
    items: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    """The missing items in order: ``{"about", "key", "wrong", "todo"}`` (``rules.supplements``)."""
    answers: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB, default=dict)
    """The answer to each item, by its number: ``{"how", "at"}`` and the text ``said``."""
    asked_at: Mapped[datetime] = mapped_column(MOMENT)
    until: Mapped[date]
    """A working day; what has not arrived when the office closes that day is too late."""
    reminded_at: Mapped[datetime | None] = mapped_column(MOMENT)
    answered_at: Mapped[datetime | None] = mapped_column(MOMENT)
    voided_at: Mapped[datetime | None] = mapped_column(MOMENT)
    """When the request was undone as a wrong click; it then counts as never made."""

    __table_args__ = (UniqueConstraint("dossier_id", "n"),)


class PromiseChange(Sealed, PersonalData, Base):
    """The apology for a late result, with its new day (xin lỗi và hẹn lại, Mẫu 04).

    Once per dossier: NĐ 61/2018/NĐ-CP allows no second one.
    """

    __tablename__ = "promise_change"
    __rows__ = Rows(see=OF_A_DOSSIER, add=OF_MY_DOSSIER)
    __granted__ = Granted(public=READ)
    __formerly__ = "reappointment"
    __append_only__ = True

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), unique=True)
    old_at: Mapped[datetime] = mapped_column(MOMENT)
    new_at: Mapped[datetime] = mapped_column(MOMENT)
    reason: Mapped[str] = mapped_column(Text)
    signed_by_id: Mapped[UUID] = mapped_column(ForeignKey(Posting.id), index=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
