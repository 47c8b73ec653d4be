"""A version carries the digest of its form: pages fetch the form once per process."""

import sqlalchemy as sa
from alembic import op

revision = "0039_form_digest"
down_revision = "0038_reference_version"
branch_labels = None
depends_on = None


def upgrade() -> None:
    digest = sa.Computed("md5(compiled::text)", persisted=True)
    op.add_column("procedure_version", sa.Column("digest", sa.String(32), digest))


def downgrade() -> None:
    op.drop_column("procedure_version", "digest")
