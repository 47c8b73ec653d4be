"""Sealed papers that anyone can verify, and the stock of numbered blanks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ExcludeConstraint

revision = "0058_seals"
down_revision = "0057_books"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issued_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("office", sa.String(200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("initials", sa.String(40), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_issued_paper_paper_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_issued_paper_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_paper")),
        sa.UniqueConstraint("paper_id", name=op.f("uq_issued_paper_paper_id")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_issued_paper_code_hash")),
        sa.UniqueConstraint("sha256", name=op.f("uq_issued_paper_sha256")),
    )
    op.create_index(op.f("ix_issued_paper_unit_id"), "issued_paper", ["unit_id"])
    op.create_index(op.f("ix_issued_paper_xact"), "issued_paper", ["xact"])
    op.create_table(
        "issued_paper_end",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issued_id", sa.Uuid(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posting_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "status IN ('superseded', 'revoked')", name=op.f("ck_issued_paper_end_status")
        ),
        sa.CheckConstraint(
            "status = 'superseded' OR by_id IS NULL", name=op.f("ck_issued_paper_end_successor")
        ),
        sa.ForeignKeyConstraint(
            ["issued_id"],
            ["issued_paper.id"],
            name=op.f("fk_issued_paper_end_issued_id"),
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_issued_paper_end_posting_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_issued_paper_end_unit_id")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["issued_paper.id"], name=op.f("fk_issued_paper_end_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_paper_end")),
        sa.UniqueConstraint("issued_id", name=op.f("uq_issued_paper_end_issued_id")),
    )
    for column in ("xact", "unit_id", "posting_id", "by_id"):
        op.create_index(op.f(f"ix_issued_paper_end_{column}"), "issued_paper_end", [column])
    _create_blanks()


def _create_blanks() -> None:
    op.create_table(
        "blank_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("series", sa.String(10), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("origin", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "kind IN ('birth', 'marriage', 'extract', 'marital_status', 'other')",
            name=op.f("ck_blank_batch_kind"),
        ),
        sa.CheckConstraint(
            "first > 0 AND first <= last AND last - first < 100000",
            name=op.f("ck_blank_batch_numbers"),
        ),
        ExcludeConstraint(
            ("unit_id", "="),
            ("kind", "="),
            ("series", "="),
            (sa.func.int4range(sa.text("first"), sa.text("last"), sa.text("'[]'")), "&&"),
            name="ex_blank_batch_numbers",
            using="gist",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_blank_batch_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blank_batch")),
    )
    op.create_table(
        "blank_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fate", sa.String(32), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("posting_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("fate IN ('used', 'spoiled')", name=op.f("ck_blank_use_fate")),
        sa.CheckConstraint(
            "fate = 'used' OR paper_id IS NULL", name=op.f("ck_blank_use_paper_of_used")
        ),
        sa.CheckConstraint("note <> ''", name=op.f("ck_blank_use_note")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_blank_use_unit_id")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["blank_batch.id"], name=op.f("fk_blank_use_batch_id")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_blank_use_paper_id")),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_blank_use_posting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blank_use")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_blank_use_batch_id_number")),
    )
    op.create_index("ix_blank_use_day", "blank_use", ["batch_id", "on_day"])
    for table, columns in (
        ("blank_batch", ("xact", "unit_id")),
        ("blank_use", ("xact", "unit_id", "paper_id", "posting_id")),
    ):
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Only where no sealed paper was issued."""
    op.drop_table("blank_use")
    op.drop_table("blank_batch")
    op.drop_table("issued_paper_end")
    op.drop_table("issued_paper")
