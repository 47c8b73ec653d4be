"""Officers save their views of lists, share their work, note for one another, do much at once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029_inbox"
down_revision = "0028_other_commune"
branch_labels = None
depends_on = None

TABLES = ("saved_view", "absence", "dossier_note", "dossier_hold", "inbox_rule", "bulk_run")


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("listing", sa.String(length=64), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=True),
        sa.Column("standard", sa.Boolean(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "role IS NULL OR unit_id IS NULL", name=op.f("ck_saved_view_one_audience")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index("ix_saved_view_owner", "saved_view", ["owner_id", "listing"], unique=False)
    op.create_index("ix_saved_view_role", "saved_view", ["role", "listing"], unique=False)
    op.create_index("ix_saved_view_unit", "saved_view", ["unit_id", "listing"], unique=False)
    op.create_table(
        "absence",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("during", postgresql.DATERANGE(), nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("staff_id"), "="),
            (sa.column("unit_id"), "="),
            (sa.column("during"), "&&"),
            using="gist",
            name="ex_absence_overlap",
        ),
        sa.CheckConstraint("NOT upper_inf(during)", name=op.f("ck_absence_ends")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["staff.id"], name=op.f("fk_absence_noted_by_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_absence_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_absence_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_noted_by_id"), "absence", ["noted_by_id"], unique=False)
    op.create_index(op.f("ix_absence_staff_id"), "absence", ["staff_id"], unique=False)
    op.create_index(op.f("ix_absence_unit_id"), "absence", ["unit_id"], unique=False)
    op.create_table(
        "dossier_note",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_note_dossier_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_dossier_note_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_note")),
    )
    op.create_index(
        op.f("ix_dossier_note_dossier_id"), "dossier_note", ["dossier_id"], unique=False
    )
    op.create_index(op.f("ix_dossier_note_staff_id"), "dossier_note", ["staff_id"], unique=False)
    op.create_index(op.f("ix_dossier_note_xact"), "dossier_note", ["xact"], unique=False)
    op.create_table(
        "dossier_hold",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_hold_dossier_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_dossier_hold_staff_id")),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_dossier_hold")),
    )
    op.create_index(op.f("ix_dossier_hold_staff_id"), "dossier_hold", ["staff_id"], unique=False)
    op.create_index(op.f("ix_dossier_hold_until"), "dossier_hold", ["until"], unique=False)
    op.create_table(
        "inbox_rule",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("in_turn", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_inbox_rule_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_inbox_rule")),
    )
    op.create_table(
        "bulk_run",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_bulk_run_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_bulk_run_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_run")),
    )
    op.create_index("ix_bulk_run_at", "bulk_run", ["at"], unique=False)
    op.create_index(op.f("ix_bulk_run_staff_id"), "bulk_run", ["staff_id"], unique=False)
    op.create_index(op.f("ix_bulk_run_unit_id"), "bulk_run", ["unit_id"], unique=False)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
