"""What communes pay into the treasury, with its slips; guidance of the leading department."""

import sqlalchemy as sa
from alembic import op

revision = "0051_treasury"
down_revision = "0050_fees_of_wards"
branch_labels = None
depends_on = None

KINDS = (
    "'receipt', 'supplement', 'refusal', 'apology', 'control', 'register', 'birth_declaration', "
    "'household_notice', 'insurance_declaration', 'insurance_list', 'hand_over', 'money_taken', "
    "'money_refunded', 'cash', 'declaration'"
)
ADDED = f"{KINDS}, 'fee_receipt', 'treasury'"


def upgrade() -> None:
    op.create_table(
        "treasury_payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("fund", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("paper_no", sa.String(length=40), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("cancels_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("posting_id", sa.Uuid(), nullable=True),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "fund IN ('duty', 'service_fee')", name=op.f("ck_treasury_payment_fund")
        ),
        sa.CheckConstraint(
            "case when cancels_id is null then amount > 0"
            " else amount < 0 and reason is not null end",
            name=op.f("ck_treasury_payment_amount"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["unit.id"], name=op.f("fk_treasury_payment_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["cancels_id"], ["treasury_payment.id"], name=op.f("fk_treasury_payment_cancels_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_treasury_payment_staff_id")
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_treasury_payment_posting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treasury_payment")),
        sa.UniqueConstraint("cancels_id", name=op.f("uq_treasury_payment_cancels_id")),
    )
    for column in ("staff_id", "posting_id", "xact"):
        op.create_index(op.f(f"ix_treasury_payment_{column}"), "treasury_payment", [column])
    op.create_index(
        "ix_treasury_payment_commune_paid_on", "treasury_payment", ["commune_id", "paid_on"]
    )
    _allow(ADDED)
    op.create_table(
        "rollout_guidance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("storage_key", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("withdrawn_on >= issued_on", name=op.f("ck_rollout_guidance_in_order")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_rollout_guidance_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollout_guidance")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_rollout_guidance_storage_key")),
    )
    op.create_index(op.f("ix_rollout_guidance_by_id"), "rollout_guidance", ["by_id"])


def downgrade() -> None:
    _allow(KINDS)
    op.drop_table("treasury_payment")
    op.drop_table("rollout_guidance")


def _allow(kinds: str) -> None:
    for table in ("slip", "slip_counter"):
        op.drop_constraint(op.f(f"ck_{table}_kind"), table)
        op.create_check_constraint(op.f(f"ck_{table}_kind"), table, f"kind IN ({kinds})")
