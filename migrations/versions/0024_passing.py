"""Dossiers that were sent to the wrong commune and go to the right one."""

import sqlalchemy as sa
from alembic import op

revision = "0024_passing"
down_revision = "0023_deputies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossier", sa.Column("passing_to_id", sa.Integer(), nullable=True))
    op.create_foreign_key("fk_dossier_passing_to_id", "dossier", "unit", ["passing_to_id"], ["id"])
    op.create_index("ix_dossier_passing_to_id", "dossier", ["passing_to_id"])
    op.create_table(
        "passing",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("from_commune_id", sa.Integer(), nullable=False),
        sa.Column("to_commune_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_passing_dossier_id"),
        sa.ForeignKeyConstraint(
            ["from_commune_id"], ["unit.id"], name="fk_passing_from_commune_id"
        ),
        sa.ForeignKeyConstraint(["to_commune_id"], ["unit.id"], name="fk_passing_to_commune_id"),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["posting.id"], name="fk_passing_proposed_by_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_passing"),
    )
    for column in ("dossier_id", "from_commune_id", "to_commune_id", "proposed_by_id"):
        op.create_index(f"ix_passing_{column}", "passing", [column])
    op.create_index(
        "ix_passing_open",
        "passing",
        ["dossier_id"],
        unique=True,
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_index("ix_passing_newest", "passing", [sa.text("proposed_at DESC"), "id"])


def downgrade() -> None:
    op.drop_table("passing")
    op.drop_index("ix_dossier_passing_to_id", "dossier")
    op.drop_constraint(op.f("fk_dossier_passing_to_id"), "dossier")
    op.drop_column("dossier", "passing_to_id")
