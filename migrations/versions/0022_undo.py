"""Steps that are taken back: several ways back from one state, a list that was never meant."""

import sqlalchemy as sa
from alembic import op

revision = "0022_undo"
down_revision = "0021_handover_of_before"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("supplement", sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("pk_workflow_step"), "workflow_step")
    op.create_primary_key(
        op.f("pk_workflow_step"), "workflow_step", ["subject", "action", "source", "target"]
    )


def downgrade() -> None:
    op.execute("delete from workflow_step where action = 'undo'")
    op.drop_constraint(op.f("pk_workflow_step"), "workflow_step")
    op.create_primary_key(
        op.f("pk_workflow_step"), "workflow_step", ["subject", "action", "source"]
    )
    op.drop_column("supplement", "voided_at")
