"""A pause is over when a step of the journal has ended it, and not otherwise."""

from alembic import op

revision = "0017_pauses_end_by_a_step"
down_revision = "0016_ends_of_pauses"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_check_constraint(
        op.f("ck_pause_ended_by_a_step"),
        "pause",
        "upper_inf(during) = (resumed_event_id IS NULL)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_pause_ended_by_a_step"), "pause")
