"""Volumes of civil-status books, their closing, and notes on entries."""

import sqlalchemy as sa
from alembic import op

revision = "0057_books"
down_revision = "0056_notices"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ACTIONS = ("prepare", "send_back", "close", "reopen")
KINDS = (
    "change", "correction", "supplement", "court", "recognition", "marriage", "divorce", "death",
)  # fmt: skip


def upgrade() -> None:
    first = sa.Column("first_number", sa.Integer(), server_default="1", nullable=False)
    op.add_column("register_book", first)
    op.alter_column("register_book", "first_number", server_default=None)
    op.create_table(
        "book_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("book_id", sa.Integer(), sa.ForeignKey("register_book.id"), nullable=False),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *_by(),
        sa.Column("reason", sa.String(500), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=True)
            for name in ("entries", "first", "last", "pages", "errors")
        ),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(_among("action", ACTIONS), name="action"),
        sa.CheckConstraint(
            "num_nulls(entries, first, last, pages, errors)"
            " = case when action in ('prepare', 'close') then 0 else 5 end"
            " and (action in ('prepare', 'close') or reason is not null)",
            name="minutes",
        ),
    )
    op.create_table(
        "entry_note",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("entry_id", sa.Uuid(), sa.ForeignKey("register_entry.id"), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("basis", sa.String(300), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("source_entry_id", sa.Uuid(), sa.ForeignKey("register_entry.id"), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        *_by(),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(_among("kind", KINDS), name="kind"),
    )
    op.create_table(
        "note_receipt",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("note_id", sa.Uuid(), sa.ForeignKey("entry_note.id"), nullable=False),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("staff_id", sa.Uuid(), sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("note_id", "unit_id"),
    )
    op.create_table(
        "earlier_entry",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("dossier_id", sa.Uuid(), sa.ForeignKey("dossier.id"), nullable=False),
        sa.Column("entry_id", sa.Uuid(), sa.ForeignKey("register_entry.id"), nullable=False),
        sa.Column("says", sa.String(400), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("staff_id", sa.Uuid(), sa.ForeignKey("staff.id"), nullable=True),
        sa.UniqueConstraint("dossier_id", "entry_id"),
    )
    for table, columns in INDEXES.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


INDEXES = {
    "book_event": ("book_id", "unit_id", "staff_id", "posting_id", "xact"),
    "entry_note": ("entry_id", "unit_id", "source_entry_id", "staff_id", "posting_id", "xact"),
    "note_receipt": ("unit_id", "staff_id", "xact"),
    "earlier_entry": ("entry_id", "staff_id"),
}


def downgrade() -> None:
    for table in reversed(INDEXES):
        op.drop_table(table)
    op.drop_column("register_book", "first_number")


def _by() -> tuple[sa.Column, ...]:
    return (
        sa.Column("staff_id", sa.Uuid(), sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("posting_id", sa.Uuid(), sa.ForeignKey("posting.id"), nullable=True),
    )


def _among(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"
