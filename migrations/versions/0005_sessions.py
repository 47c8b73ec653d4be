"""Sessions with a level, second factors, and one-use links."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_sessions"
down_revision = "0010_numbers_of_before"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("delete from session")  # everybody signs in afresh
    op.alter_column("session", "level", type_=sa.String(length=32), postgresql_using="level::text")
    op.create_check_constraint(op.f("ck_session_level"), "session", "level IN ('password', 'full')")
    op.add_column("session", sa.Column("id", sa.Uuid(), nullable=False))
    op.create_unique_constraint(op.f("uq_session_id"), "session", ["id"])
    op.add_column("session", sa.Column("device", sa.String(length=60), nullable=False))
    op.add_column("session", sa.Column("address", sa.String(length=45), nullable=False))
    op.drop_column("ab_user", "must_change")
    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_second_factor_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "second_factor_reset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_second_factor_reset_user_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_second_factor_reset_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor_reset")),
    )
    op.create_index(op.f("ix_second_factor_reset_user_id"), "second_factor_reset", ["user_id"])
    op.create_index(op.f("ix_second_factor_reset_by_id"), "second_factor_reset", ["by_id"])
    op.create_table(
        "account_link",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("words", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('activate', 'reset')", name=op.f("ck_account_link_purpose")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_account_link_user_id")),
        sa.ForeignKeyConstraint(
            ["started_by"], ["staff.id"], name=op.f("fk_account_link_started_by")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_link")),
    )
    op.create_index(op.f("ix_account_link_user_id"), "account_link", ["user_id"])
    op.create_index(op.f("ix_account_link_started_by"), "account_link", ["started_by"])


def downgrade() -> None:
    op.drop_table("account_link")
    op.drop_table("second_factor_reset")
    op.drop_table("second_factor")
    op.execute("delete from session")
    op.add_column("ab_user", sa.Column("must_change", sa.Boolean(), nullable=True))
    op.drop_column("session", "address")
    op.drop_column("session", "device")
    op.drop_constraint(op.f("uq_session_id"), "session")
    op.drop_column("session", "id")
    op.drop_constraint(op.f("ck_session_level"), "session")
    op.alter_column("session", "level", type_=sa.Integer(), postgresql_using="level::integer")
