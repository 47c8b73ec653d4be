"""Stock phrases that the officers of a commune keep for what they write again and again."""

from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, checked, named, stored
from app.kernel.row_security.conditions import Rows, own
from app.kernel.row_security.grants import NOTHING, Granted
from app.kernel.vocabulary import Term
from app.organisation.models import Unit
from app.procedures.models.versions import Procedure

PHRASE_LONGEST = 300


class PhraseKind(Term):
    """The field that a phrase is offered for (ô dùng mẫu câu)."""

    MISSING = "missing", _("Supplement: what is wrong")
    TO_DO = "to_do", _("Supplement: what the citizen is to do")
    REASON = "reason", _("Reason that the citizen reads")
    SENT_BACK = "sent_back", _("Sent back by the leader")
    NOTE = "note", _("Note for colleagues")


class StockPhrase(Base):
    """A sentence for one kind of field (mẫu câu), for one procedure or for all."""

    __tablename__ = "stock_phrase"
    __noun__ = _("Stock phrase"), _("Stock phrases")
    __rows__ = Rows.written(see=own("unit_id"), write=own("unit_id"))
    __granted__ = Granted(worker=NOTHING)
    __set_once__ = ("id", "unit_id")

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    kind: Mapped[PhraseKind] = mapped_column(stored(PhraseKind), info=named(_("Used for")))
    procedure_id: Mapped[int | None] = mapped_column(
        ForeignKey(Procedure.id), index=True, info=named(_("Procedure"))
    )
    """NULL: for every procedure."""
    text: Mapped[str] = mapped_column(String(PHRASE_LONGEST), info=named(_("Sentence")))
    used: Mapped[int] = mapped_column(default=0, info=named(_("Times used")))

    procedure: Mapped[Procedure | None] = relationship()

    __table_args__ = (
        checked("kind", PhraseKind),
        Index("ix_stock_phrase_unit_id_kind", "unit_id", "kind"),
    )

    def __repr__(self) -> str:
        return self.text
