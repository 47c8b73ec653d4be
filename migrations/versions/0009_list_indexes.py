"""Indexes in the orders in which lists are read, and of the few dossiers that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0009_list_indexes"
down_revision = "0005_sessions"
branch_labels = None
depends_on = None

WAITING = (
    "state IN ('accepted', 'at_agencies', 'prepared', 'ready', 'registered', 'submitted',"
    " 'supplementing', 'to_sign') OR owed_since IS NOT NULL"
)
COUNTED = ["state", "visit_at", "declarant_signed_at", "owed_since"]
SENT_LAST = (sa.text("sent_at DESC NULLS LAST"), sa.text("id DESC"))
IN_ORDER = (
    ("ix_dossier_due", "dossier", ("due_at", "id")),
    ("ix_dossier_due_last", "dossier", (sa.text("due_at DESC NULLS LAST"), sa.text("id DESC"))),
    ("ix_paper_filed", "paper", ("filed_at", "id")),
    ("ix_leg_commune_sent", "leg", ("commune_id", *SENT_LAST)),
    ("ix_leg_sent", "leg", SENT_LAST),
    ("ix_entry_unit_signed", "entry", ("unit_id", "signed_at", "id")),
    ("ix_entry_signed", "entry", ("signed_at", "id")),
)
OF_WAITING = (
    ("ix_dossier_waiting", ("due_at", "submitted_at", "id", "commune_id")),
    ("ix_dossier_waiting_commune", ("commune_id", "due_at", "submitted_at", "id")),
)


def upgrade() -> None:
    for name, table, columns in IN_ORDER:
        op.create_index(name, table, list(columns))
    for name, columns in OF_WAITING:
        op.create_index(
            name,
            "dossier",
            list(columns),
            postgresql_include=COUNTED,
            postgresql_where=sa.text(WAITING),
        )


def downgrade() -> None:
    for name, *_rest in OF_WAITING:
        op.drop_index(name, "dossier")
    for name, table, _columns in IN_ORDER:
        op.drop_index(name, table)
