"""Slips as they were issued, and the numbers they were issued under."""

import sqlalchemy as sa
from alembic import op

revision = "0013_slips"
down_revision = "0012_items_of_before"
branch_labels = None
depends_on = None

KINDS = (
    "receipt", "supplement", "refusal", "apology", "control", "register", "birth_declaration",
    "household_notice", "insurance_declaration", "insurance_list", "hand_over", "money_taken",
    "money_refunded", "cash",
)  # fmt: skip


def _kind() -> str:
    return "kind IN ({})".format(", ".join(f"'{kind}'" for kind in KINDS))


def upgrade() -> None:
    op.create_table(
        "slip_counter",
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint(_kind(), name=op.f("ck_slip_counter_kind")),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["unit.id"], name=op.f("fk_slip_counter_commune_id")
        ),
        sa.PrimaryKeyConstraint("commune_id", "kind", "year", name=op.f("pk_slip_counter")),
    )
    op.create_table(
        "slip",
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("tells_of", sa.Date(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("issued_by_id", sa.Uuid(), nullable=True),
        sa.Column("says", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=80), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(_kind(), name=op.f("ck_slip_kind")),
        sa.CheckConstraint("n > 0", name=op.f("ck_slip_number")),
        sa.ForeignKeyConstraint(["commune_id"], ["unit.id"], name=op.f("fk_slip_commune_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_slip_dossier_id")),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["posting.id"], name=op.f("fk_slip_issued_by_id")
        ),
        sa.ForeignKeyConstraint(["replaces_id"], ["slip.id"], name=op.f("fk_slip_replaces_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_slip_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip")),
        sa.UniqueConstraint(
            "commune_id", "kind", "year", "n", name=op.f("uq_slip_commune_id_kind_year_n")
        ),
    )
    for column in ("dossier_id", "replaces_id", "staff_id", "issued_by_id", "storage_key"):
        op.create_index(op.f(f"ix_slip_{column}"), "slip", [column])
    op.create_index("ix_slip_commune_day", "slip", ["commune_id", "tells_of", "kind", "n"])


def downgrade() -> None:
    op.drop_table("slip")
    op.drop_table("slip_counter")
