"""What another commune wrote stays there; the worker books that a question is over."""

from alembic import op

revision = "0028_other_commune"
down_revision = "0027_openings_by_procedure"
branch_labels = None
depends_on = None

HANDS = ("citizen", "commune", "police", "insurance")
COLUMNS = (("paper", "custody"), ("custody_move", "source"), ("custody_move", "target"))


def upgrade() -> None:
    """Papers may be at a commune that was asked."""
    _allow((*HANDS, "other_commune"))


def downgrade() -> None:
    """Only where no paper is there."""
    _allow(HANDS)


def _allow(words: tuple[str, ...]) -> None:
    listed = ", ".join(repr(word) for word in words)
    for table, column in COLUMNS:
        op.drop_constraint(op.f(f"ck_{table}_{column}"), table)
        op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, f"{column} IN ({listed})")
