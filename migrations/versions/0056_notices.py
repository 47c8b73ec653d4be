"""Written refusals of the desk are found by their day, duties by the commune of their point."""

import sqlalchemy as sa
from alembic import op

revision = "0056_notices"
down_revision = "0055_duties"
branch_labels = None
depends_on = None

REFUSED = "ix_slip_refused_at_the_desk"
DUTY, POINT = "assisted_duty", "assisted_point"
KEY = "fk_assisted_duty_point_id"
UNIQUE = "uq_assisted_point_id_unit_id"


def upgrade() -> None:
    op.create_index(
        REFUSED,
        "slip",
        ["issued_at"],
        postgresql_where=sa.text(
            "kind = 'written_answer' AND dossier_id IS NULL AND storage_key IS NOT NULL"
        ),
    )
    op.create_unique_constraint(op.f(UNIQUE), POINT, ["id", "unit_id"])
    op.add_column(DUTY, sa.Column("unit_id", sa.Integer(), nullable=True))
    op.execute(
        "update assisted_duty d set unit_id = p.unit_id from assisted_point p where p.id = point_id"
    )
    op.alter_column(DUTY, "unit_id", nullable=False)
    op.create_index(op.f("ix_assisted_duty_unit_id"), DUTY, ["unit_id"])
    op.drop_constraint(op.f(KEY), DUTY)
    op.create_foreign_key(op.f(KEY), DUTY, POINT, ["point_id", "unit_id"], ["id", "unit_id"])


def downgrade() -> None:
    op.drop_constraint(op.f(KEY), DUTY)
    op.create_foreign_key(op.f(KEY), DUTY, POINT, ["point_id"], ["id"])
    op.drop_index(op.f("ix_assisted_duty_unit_id"), table_name=DUTY)
    op.execute("alter table assisted_duty drop column unit_id cascade")  # its policies name it
    op.drop_constraint(op.f(UNIQUE), POINT)
    op.drop_index(REFUSED, table_name="slip")
