"""Written answers to dossiers without a result: a kind of slip, and since when one is due."""

import sqlalchemy as sa
from alembic import op

revision = "0052_letters"
down_revision = "0051_treasury"
branch_labels = None
depends_on = None

BEFORE = (
    "receipt", "supplement", "refusal", "apology", "control", "register", "birth_declaration",
    "household_notice", "insurance_declaration", "insurance_list", "hand_over", "money_taken",
    "money_refunded", "cash", "declaration", "fee_receipt", "treasury",
)  # fmt: skip
NOW = (*BEFORE, "written_answer")
TABLES = ("slip", "slip_counter")
DUE = "written_answer_due_since"
WAITING = (
    ("ix_dossier_waiting", ["due_at", "submitted_at", "id", "commune_id"]),
    ("ix_dossier_waiting_commune", ["commune_id", "due_at", "submitted_at", "id"]),
)
SHOWN = [
    "state", "visit_at", "declarant_signed_at", "owed_since", "intake_due_at", "is_rehearsal",
]  # fmt: skip
WAITS = (
    "state IN ('accepted', 'at_agencies', 'prepared', 'ready', 'registered', 'submitted',"
    " 'supplementing', 'to_sign') OR owed_since IS NOT NULL"
)


def upgrade() -> None:
    for table in TABLES:
        _allow(table, NOW)
    op.add_column("dossier", sa.Column(DUE, sa.DateTime(timezone=True), nullable=True))
    _index_waiting([*SHOWN, DUE], f"{WAITS} OR {DUE} IS NOT NULL")


def downgrade() -> None:
    """Only where no written answer was issued."""
    _index_waiting(SHOWN, WAITS)
    op.drop_column("dossier", DUE)
    for table in TABLES:
        _allow(table, BEFORE)


def _allow(table: str, words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_kind"), table)
    among = f"kind IN ({', '.join(repr(word) for word in words)})"
    op.create_check_constraint(op.f(f"ck_{table}_kind"), table, among)


def _index_waiting(shown: list[str], waits: str) -> None:
    for name, columns in WAITING:
        op.drop_index(name, table_name="dossier")
        op.create_index(
            name, "dossier", columns, postgresql_include=shown, postgresql_where=sa.text(waits)
        )
