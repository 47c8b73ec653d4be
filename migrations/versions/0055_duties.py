"""Duties between offices: notices of registrations, entries upon judgments, notes of the book."""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0055_duties"
down_revision = "0054_certificates"
branch_labels = None
depends_on = None

KIND, TOPIC = "residence_notice", "judgment"
TABLES = ("slip", "slip_counter")
BOOKS = (
    "birth", "death", "marriage", "guardianship", "guardianship_end", "recognition", "change",
    "marital_status", "extract", "certified", "other",
)  # fmt: skip
DEFINITION = sa.text("select pg_get_constraintdef(oid) from pg_constraint where conname = :name")


def upgrade() -> None:
    op.add_column("procedure_result", sa.Column("note", sa.String(length=200), nullable=True))
    op.add_column("procedure_result", sa.Column("needed_if", postgresql.JSONB(), nullable=True))
    _allow("procedure", (*_allowed("procedure", "topic"), TOPIC), "topic")
    for table in TABLES:
        _allow(table, (*_allowed(table), KIND))
    op.create_table(
        "residence_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=True),
        sa.Column("receiver_name", sa.String(length=300), nullable=False),
        sa.Column("slip_id", sa.Uuid(), nullable=False),
        sa.Column("book", sa.String(length=32), nullable=False),
        sa.Column("subject_name", sa.String(length=200), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(f"book IN ({_quoted(BOOKS)})", name=op.f("ck_residence_notice_book")),
        sa.CheckConstraint(
            "(received_at IS NULL) = (received_by_id IS NULL)",
            name=op.f("ck_residence_notice_received"),
        ),
        sa.CheckConstraint(
            "received_at IS NULL OR sent_at IS NOT NULL", name=op.f("ck_residence_notice_sent")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_residence_notice_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["unit.id"], name=op.f("fk_residence_notice_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["unit.id"], name=op.f("fk_residence_notice_receiver_id")
        ),
        sa.ForeignKeyConstraint(["slip_id"], ["slip.id"], name=op.f("fk_residence_notice_slip_id")),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["staff.id"], name=op.f("fk_residence_notice_received_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residence_notice")),
        sa.UniqueConstraint("slip_id", name=op.f("uq_residence_notice_slip_id")),
    )
    for column in ("dossier_id", "received_by_id"):
        op.create_index(op.f(f"ix_residence_notice_{column}"), "residence_notice", [column])
    for side in ("commune", "receiver"):
        columns = [f"{side}_id", sa.text("sent_at DESC")]
        op.create_index(f"ix_residence_notice_{side}_sent", "residence_notice", columns)


def downgrade() -> None:
    """Only where no notice was issued; the policy of slips is written anew by ``make db``."""
    op.execute("DROP POLICY IF EXISTS mc_see ON slip")
    op.drop_table("residence_notice")
    for table in TABLES:
        _allow(table, tuple(word for word in _allowed(table) if word != KIND))
    _allow("procedure", tuple(w for w in _allowed("procedure", "topic") if w != TOPIC), "topic")
    op.drop_column("procedure_result", "needed_if")
    op.drop_column("procedure_result", "note")


def _allowed(table: str, column: str = "kind") -> tuple[str, ...]:
    found = op.get_bind().scalar(DEFINITION, {"name": f"ck_{table}_{column}"})
    return tuple(re.findall(r"'([a-z0-9_]+)'", found))


def _allow(table: str, words: tuple[str, ...], column: str = "kind") -> None:
    name = op.f(f"ck_{table}_{column}")
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{column} IN ({_quoted(words)})")


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
