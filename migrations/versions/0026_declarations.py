"""Slips that are the declaration of any procedure."""

from alembic import op

revision = "0026_declarations"
down_revision = "0025_procedures_as_data"
branch_labels = None
depends_on = None

BEFORE = (
    "receipt", "supplement", "refusal", "apology", "control", "register", "birth_declaration",
    "household_notice", "insurance_declaration", "insurance_list", "hand_over", "money_taken",
    "money_refunded", "cash",
)  # fmt: skip
NOW = (*BEFORE, "declaration")
TABLES = ("slip", "slip_counter")


def upgrade() -> None:
    for table in TABLES:
        _allow(table, NOW)


def downgrade() -> None:
    for table in TABLES:
        _allow(table, BEFORE)


def _allow(table: str, words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_kind"), table)
    among = f"kind IN ({', '.join(repr(word) for word in words)})"
    op.create_check_constraint(op.f(f"ck_{table}_kind"), table, among)
