"""The moves of money that fees tell of from before they were written down one by one (data only).

Who moved it is not known. Money that went to an agency and was given back had come back between.
"""

from alembic import op

revision = "0019_moves_of_before"
down_revision = "0018_money"
branch_labels = None
depends_on = None

MOVES = (
    ("taken", "taken_at", "f.taken_at is not null", "f.receipt_no"),
    ("passed_on", "passed_on_at", "f.passed_on_at is not null", "null"),
    ("came_back", "refund_due_at", "f.passed_on_at is not null and f.refund_due_at is not null",
     "null"),
    ("refunded", "refunded_at", "f.refunded_at is not null", "null"),
)  # fmt: skip


def upgrade() -> None:
    for kind, column, where, number in MOVES:
        op.execute(
            "insert into fee_move"  # noqa: S608  # words of this file
            " (fee_id, dossier_id, commune_id, kind, amount, receipt_no, at, xact)"
            f" select f.id, f.dossier_id, d.commune_id, '{kind}', f.amount, {number}, f.{column},"
            " pg_current_xact_id()::text::bigint"
            f" from fee f join dossier d on d.id = f.dossier_id where f.amount > 0 and {where}"
        )


def downgrade() -> None:
    op.execute("delete from fee_move")
