"""The database compares passwords and one-time codes; nobody else reads or writes them.

Passwords of before were hashed with scrypt, which it cannot compare: their owners get a link. The
secrets of telephones were sealed in a way that it cannot open: their owners enrol again at the next
sign-in. The accounts of a demonstration keep the password that is printed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044_credentials"
down_revision = "0043_counted_lists"
branch_labels = None
depends_on = None

PRINTED = """
insert into credential (user_id, password_hash)
select u.id, bcrypt.hash from ab_user u, (
  select crypt(encode(sha256('ho-so-lien-thong-198'), 'hex'), gen_salt('bf', 10)) as hash
) bcrypt
where exists (select from demonstration)
  and u.password = (select password from ab_user where username = 'quantri' and password <> '')
"""


def upgrade() -> None:
    op.create_table(
        "credential",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("password_hash", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_credential_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_credential")),
    )
    op.execute(PRINTED)
    op.execute("update ab_user set password = ''")
    op.execute("update second_factor set secret = null")
    enrolled = sa.Computed("secret IS NOT NULL", persisted=True)
    op.add_column("second_factor", sa.Column("enrolled", sa.Boolean(), enrolled, nullable=False))
    op.create_table(
        "code_try",
        sa.Column("about", sa.String(length=50), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("guess", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("about", "n", name=op.f("pk_code_try")),
    )


def downgrade() -> None:
    op.drop_table("code_try")
    op.drop_column("second_factor", "enrolled")
    op.execute("update second_factor set secret = null")
    op.drop_table("credential")
