"""Complaints and feedback with their letters; satisfaction."""

import sqlalchemy as sa
from alembic import op

revision = "0084_complaints"
down_revision = "0080_draft_phones"
branch_labels = None
depends_on = None

BEFORE = (
    "receipt", "supplement", "refusal", "apology", "control", "register", "birth_declaration",
    "household_notice", "insurance_declaration", "insurance_list", "hand_over", "money_taken",
    "money_refunded", "cash", "declaration", "fee_receipt", "treasury", "written_answer",
    "residence_notice",
)  # fmt: skip
NOW = (*BEFORE, "complaint_answer")
SLIPS = ("slip", "slip_counter")
MOMENT = sa.DateTime(timezone=True)
ANSWERED = (
    "(state = 'open') = (closed_at IS NULL) AND (closed_at IS NULL) = (answer IS NULL)"
    " AND (closed_at IS NULL) = (slip_id IS NULL)"
)


def upgrade() -> None:
    for table in SLIPS:
        _allow(table, NOW)
    op.create_table(
        "complaint",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("commune_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.Column("is_complex", sa.Boolean, nullable=False),
        sa.Column("answer", sa.Text, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by_id", sa.Uuid, nullable=True),
        sa.Column("staff_id", sa.Uuid, nullable=True),
        sa.Column("slip_id", sa.Uuid, nullable=True),
        sa.CheckConstraint("kind IN ('complaint', 'feedback')", name=op.f("ck_complaint_kind")),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'declined')", name=op.f("ck_complaint_state")
        ),
        sa.CheckConstraint(ANSWERED, name=op.f("ck_complaint_answered")),
        *_keys(
            "complaint",
            dossier_id="dossier",
            commune_id="unit",
            closed_by_id="posting",
            staff_id="staff",
            slip_id="slip",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("dossier_id", "n", name=op.f("uq_complaint_dossier_id_n")),
    )
    op.create_index(
        "ix_complaint_commune_state_due", "complaint", ["commune_id", "state", "due_at"]
    )
    for column in ("closed_by_id", "staff_id", "slip_id"):
        op.create_index(op.f(f"ix_complaint_{column}"), "complaint", [column])
    op.create_table(
        "satisfaction",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("commune_id", sa.Integer, nullable=False),
        sa.Column("face", sa.String(32), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("face IN ('good', 'fair', 'poor')", name=op.f("ck_satisfaction_face")),
        *_keys("satisfaction", dossier_id="dossier", commune_id="unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_satisfaction_dossier_id")),
    )
    op.create_index(op.f("ix_satisfaction_at"), "satisfaction", ["at"])
    op.create_index("ix_satisfaction_commune_at", "satisfaction", ["commune_id", "at"])


def downgrade() -> None:
    """Only where no complaint was answered."""
    op.drop_table("satisfaction")
    op.drop_table("complaint")
    for table in SLIPS:
        _allow(table, BEFORE)


def _keys(table: str, **others: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in others.items()
    ]


def _allow(table: str, words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_kind"), table)
    among = f"kind IN ({', '.join(repr(word) for word in words)})"
    op.create_check_constraint(op.f(f"ck_{table}_kind"), table, among)
