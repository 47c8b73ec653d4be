"""Proposals about entries and decisions on them, and the entry that an extract states."""

import sqlalchemy as sa
from alembic import op

revision = "0061_proposals"
down_revision = "0060_keyed_entries"
branch_labels = None
depends_on = None

PROPOSAL, DECISION, PAPER = "entry_proposal", "proposal_decision", "issued_paper"
NOTES = (
    "'change', 'correction', 'supplement', 'court', 'recognition', 'marriage', 'divorce', 'death'"
)
REASONS = "'against_law', 'wrong_person', 'lost'"
SUBJECT = "(note_kind is null) = (issued_id is not null) and (reason is null) = (issued_id is null)"


def upgrade() -> None:
    op.create_table(
        PROPOSAL,
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("note_kind", sa.String(32), nullable=True),
        sa.Column("issued_id", sa.Uuid, nullable=True),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("scan_id", sa.Uuid, nullable=True),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("basis", sa.String(300), nullable=False),
        *_signature(),
        sa.CheckConstraint(f"note_kind IN ({NOTES})", name=op.f("ck_entry_proposal_note_kind")),
        sa.CheckConstraint(f"reason IN ({REASONS})", name=op.f("ck_entry_proposal_reason")),
        sa.CheckConstraint(SUBJECT, name=op.f("ck_entry_proposal_subject")),
        *_foreign_keys(PROPOSAL, entry_id="register_entry", issued_id=PAPER, scan_id="paper"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_proposal")),
    )
    _index(
        PROPOSAL, "entry_id", "issued_id", "scan_id", "unit_id", "staff_id", "posting_id", "xact"
    )
    op.create_table(
        DECISION,
        sa.Column("proposal_id", sa.Uuid, nullable=False),
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("is_signed", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(500), nullable=True),
        *_signature(),
        sa.CheckConstraint(
            "is_signed = (reason is null)", name=op.f("ck_proposal_decision_reason")
        ),
        *_foreign_keys(DECISION, proposal_id=PROPOSAL),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_decision")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_proposal_decision_proposal_id")),
    )
    _index(DECISION, "unit_id", "staff_id", "posting_id", "xact")
    op.add_column(PAPER, sa.Column("source_entry_id", sa.Uuid, nullable=True))
    op.create_foreign_key(
        op.f("fk_issued_paper_source_entry_id"),
        PAPER,
        "register_entry",
        ["source_entry_id"],
        ["id"],
    )
    _index(PAPER, "source_entry_id")
    op.execute("drop function if exists mc_issued_in_force(uuid)")


def _signature() -> list[sa.Column[object]]:
    return [
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("posting_id", sa.Uuid, nullable=True),
        sa.Column("xact", sa.BigInteger, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
    ]


def _foreign_keys(table: str, **own: str) -> list[sa.ForeignKeyConstraint]:
    named = {**own, "unit_id": "unit", "staff_id": "staff", "posting_id": "posting"}
    return [
        sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, there in named.items()
    ]


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    op.drop_column(PAPER, "source_entry_id")
    for table in (DECISION, PROPOSAL):  # rules of rows of older tables read them
        op.execute(f"drop table {table} cascade")
