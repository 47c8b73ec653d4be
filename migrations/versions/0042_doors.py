"""The database opens a dossier to its citizen: it compares the secret and mints the door itself.

Receipts of before were hashed with Argon2, which it cannot compare: their citizens get a new secret
by a code to their telephone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042_doors"
down_revision = "0041_own_affairs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("dossier", "access_key_hash")
    op.add_column("dossier", sa.Column("doors_from", sa.DateTime(timezone=True)))
    for function in ("mc_receipt", "mc_dossier_from", "mc_try_code", "mc_renew_secret"):
        op.execute(f"drop function if exists {function}")


def downgrade() -> None:
    op.drop_column("dossier", "doors_from")
    op.add_column("dossier", sa.Column("access_key_hash", sa.LargeBinary()))
