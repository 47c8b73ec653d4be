"""Count from the index whose citizen has come already."""

import sqlalchemy as sa
from alembic import op

revision = "0065_visits"
down_revision = "0064_paper_verdicts"
branch_labels = None
depends_on = None

WAITING = (
    ("ix_dossier_waiting", ["due_at", "submitted_at", "id", "commune_id"]),
    ("ix_dossier_waiting_commune", ["commune_id", "due_at", "submitted_at", "id"]),
)
BEFORE = [
    "state", "visit_at", "declarant_signed_at", "owed_since", "intake_due_at", "is_rehearsal",
    "written_answer_due_since",
]  # fmt: skip
NOW = [*BEFORE[:2], "visited_at", *BEFORE[2:]]
WAITS = (
    "state IN ('accepted', 'at_agencies', 'prepared', 'ready', 'registered', 'submitted',"
    " 'supplementing', 'to_sign') OR owed_since IS NOT NULL"
    " OR written_answer_due_since IS NOT NULL"
)


def upgrade() -> None:
    _index_waiting(NOW)


def downgrade() -> None:
    _index_waiting(BEFORE)


def _index_waiting(shown: list[str]) -> None:
    for name, columns in WAITING:
        op.drop_index(name, table_name="dossier")
        op.create_index(
            name, "dossier", columns, postgresql_include=shown, postgresql_where=sa.text(WAITS)
        )
