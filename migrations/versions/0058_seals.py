"""Sealed papers that anyone can verify, and the stock of numbered blanks."""

import sqlalchemy as sa
from alembic import op

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
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
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
        sa.Column("issued_id", sa.Uuid(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["by_id"], ["issued_paper.id"], name=op.f("fk_issued_paper_end_by_id")
        ),
        sa.PrimaryKeyConstraint("issued_id", name=op.f("pk_issued_paper_end")),
    )
    for column in ("xact", "posting_id", "by_id"):
        op.create_index(op.f(f"ix_issued_paper_end_{column}"), "issued_paper_end", [column])


def downgrade() -> None:
    """Only where no sealed paper was issued."""
    op.drop_table("issued_paper_end")
    op.drop_table("issued_paper")
