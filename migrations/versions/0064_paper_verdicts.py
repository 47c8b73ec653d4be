"""What the desk found of each document: in order or not, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0064_paper_verdicts"
down_revision = "0063_old_books"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("paper", sa.Column("verdict", sa.String(32)))
    op.add_column("paper", sa.Column("verdict_note", sa.String(300)))
    op.create_check_constraint(op.f("ck_paper_verdict"), "paper", "verdict IN ('sound', 'unsound')")
    op.create_check_constraint(
        op.f("ck_paper_verdict_note"), "paper", "(verdict = 'unsound') = (verdict_note IS NOT NULL)"
    )


def downgrade() -> None:
    op.drop_column("paper", "verdict_note")
    op.drop_column("paper", "verdict")
