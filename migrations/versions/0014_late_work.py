"""The limit of intake, the apology with a new day, and what the district urged."""

import sqlalchemy as sa
from alembic import op

revision = "0014_late_work"
down_revision = "0013_slips"
branch_labels = None
depends_on = None

WAITING = (
    "state IN ('accepted', 'at_agencies', 'prepared', 'ready', 'registered', 'submitted',"
    " 'supplementing', 'to_sign') OR owed_since IS NOT NULL"
)
COUNTED = ["state", "visit_at", "declarant_signed_at", "owed_since"]
OF_WAITING = (
    ("ix_dossier_waiting", ("due_at", "submitted_at", "id", "commune_id")),
    ("ix_dossier_waiting_commune", ("commune_id", "due_at", "submitted_at", "id")),
)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("dossier", sa.Column("intake_due_at", MOMENT))
    _index([*COUNTED, "intake_due_at"])
    op.create_index(
        "ix_dossier_event_urged",
        "dossier_event",
        ["dossier_id"],
        postgresql_where=sa.text("action = 'urge'"),
    )
    op.create_table(
        "reappointment",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("old_at", MOMENT, nullable=False),
        sa.Column("new_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signed_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_reappointment_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["posting.id"], name=op.f("fk_reappointment_signed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reappointment")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_reappointment_dossier_id")),
    )
    op.create_index(op.f("ix_reappointment_signed_by_id"), "reappointment", ["signed_by_id"])
    op.create_index(op.f("ix_reappointment_xact"), "reappointment", ["xact"])


def downgrade() -> None:
    op.drop_table("reappointment")
    op.drop_index("ix_dossier_event_urged", "dossier_event")
    _index(COUNTED)
    op.drop_column("dossier", "intake_due_at")


def _index(counted: list[str]) -> None:
    for name, columns in OF_WAITING:
        op.drop_index(name, "dossier")
        op.create_index(
            name,
            "dossier",
            list(columns),
            postgresql_include=counted,
            postgresql_where=sa.text(WAITING),
        )
