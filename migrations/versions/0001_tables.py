"""All tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ab_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("label", sa.String(length=150), nullable=True),
        sa.Column("description", sa.String(length=512), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_group")),
        sa.UniqueConstraint("name", name=op.f("uq_ab_group_name")),
    )
    op.create_table(
        "ab_permission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_permission")),
        sa.UniqueConstraint("name", name=op.f("uq_ab_permission_name")),
    )
    op.create_table(
        "ab_register_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=64), nullable=False),
        sa.Column("last_name", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("password", sa.String(length=256), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("registration_date", sa.DateTime(), nullable=True),
        sa.Column("registration_hash", sa.String(length=256), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_register_user")),
        sa.UniqueConstraint("email", name=op.f("uq_ab_register_user_email")),
        sa.UniqueConstraint("username", name=op.f("uq_ab_register_user_username")),
    )
    op.create_table(
        "ab_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_role")),
        sa.UniqueConstraint("name", name=op.f("uq_ab_role_name")),
    )
    op.create_table(
        "ab_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=64), nullable=False),
        sa.Column("last_name", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("password", sa.String(length=256), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("last_login", sa.DateTime(), nullable=True),
        sa.Column("login_count", sa.Integer(), nullable=True),
        sa.Column("fail_login_count", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(), nullable=True),
        sa.Column("changed_on", sa.DateTime(), nullable=True),
        sa.Column("created_by_fk", sa.Integer(), nullable=True),
        sa.Column("changed_by_fk", sa.Integer(), nullable=True),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_fk"], ["ab_user.id"], name=op.f("fk_ab_user_changed_by_fk")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_fk"], ["ab_user.id"], name=op.f("fk_ab_user_created_by_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_user")),
        sa.UniqueConstraint("email", name=op.f("uq_ab_user_email")),
        sa.UniqueConstraint("username", name=op.f("uq_ab_user_username")),
    )
    op.create_table(
        "ab_view_menu",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_view_menu")),
        sa.UniqueConstraint("name", name=op.f("uq_ab_view_menu_name")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_index(op.f("ix_audit_entry_key"), "audit_entry", ["key"], unique=False)
    op.create_index(op.f("ix_audit_entry_staff_id"), "audit_entry", ["staff_id"], unique=False)
    op.create_table(
        "change_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_change_counter_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_counter")),
    )
    op.create_table(
        "day",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind IN ('closed', 'make_up', 'half', 'open_not_counted')", name=op.f("ck_day_kind")
        ),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_day")),
    )
    op.create_table(
        "message",
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("channel IN ('sms', 'email')", name=op.f("ck_message_channel")),
        sa.CheckConstraint(
            "state IN ('queued', 'sent', 'failed', 'cancelled')", name=op.f("ck_message_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_about"), "message", ["about"], unique=False)
    op.create_index(
        "ix_message_newest", "message", [sa.literal_column("created DESC"), "id"], unique=False
    )
    op.create_index(
        "ix_message_waiting",
        "message",
        ["created"],
        unique=False,
        postgresql_where="state = 'queued'",
    )
    op.create_table(
        "procedure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        sa.UniqueConstraint("code", name=op.f("uq_procedure_code")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("during", postgresql.DATERANGE(), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=True),
        sa.Column("agency_code", sa.String(length=24), nullable=True),
        sa.Column("agency_code_provisional", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("hours", sa.String(length=120), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("kind"), "="),
            (sa.column("code"), "="),
            (sa.column("during"), "&&"),
            using="gist",
            name="ex_unit_overlap",
        ),
        sa.CheckConstraint(
            "kind IN ('city', 'department', 'district', 'commune', 'police', 'insurance', 'justice')",
            name=op.f("ck_unit_kind"),
        ),
        sa.CheckConstraint("phase IN (1, 2)", name=op.f("ck_unit_phase")),
        sa.ForeignKeyConstraint(["district_id"], ["unit.id"], name=op.f("fk_unit_district_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    op.create_index(op.f("ix_unit_district_id"), "unit", ["district_id"], unique=False)
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_table(
        "workflow_step",
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("subject", "action", "source", name=op.f("pk_workflow_step")),
    )
    op.create_table(
        "ab_api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("key_hash", sa.String(length=256), nullable=False),
        sa.Column("lookup_hash", sa.String(length=256), nullable=True),
        sa.Column("key_prefix", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(), nullable=True),
        sa.Column("expires_on", sa.DateTime(), nullable=True),
        sa.Column("revoked_on", sa.DateTime(), nullable=True),
        sa.Column("last_used_on", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_ab_api_key_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_api_key")),
        sa.UniqueConstraint("lookup_hash", name=op.f("uq_ab_api_key_lookup_hash")),
        sa.UniqueConstraint("uuid", name=op.f("uq_ab_api_key_uuid")),
    )
    op.create_index("idx_api_key_lookup_hash", "ab_api_key", ["lookup_hash"], unique=True)
    op.create_index("idx_api_key_prefix", "ab_api_key", ["key_prefix"], unique=False)
    op.create_index("idx_api_key_user_id", "ab_api_key", ["user_id"], unique=False)
    op.create_table(
        "ab_group_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["ab_group.id"],
            name=op.f("fk_ab_group_role_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["ab_role.id"], name=op.f("fk_ab_group_role_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_group_role")),
        sa.UniqueConstraint("group_id", "role_id", name=op.f("uq_ab_group_role_group_id_role_id")),
    )
    op.create_index("idx_group_id", "ab_group_role", ["group_id"], unique=False)
    op.create_index("idx_group_role_id", "ab_group_role", ["role_id"], unique=False)
    op.create_table(
        "ab_permission_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permission_id", sa.Integer(), nullable=False),
        sa.Column("view_menu_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["permission_id"],
            ["ab_permission.id"],
            name=op.f("fk_ab_permission_view_permission_id"),
        ),
        sa.ForeignKeyConstraint(
            ["view_menu_id"], ["ab_view_menu.id"], name=op.f("fk_ab_permission_view_view_menu_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_permission_view")),
        sa.UniqueConstraint(
            "permission_id",
            "view_menu_id",
            name=op.f("uq_ab_permission_view_permission_id_view_menu_id"),
        ),
    )
    op.create_index("idx_permission_id", "ab_permission_view", ["permission_id"], unique=False)
    op.create_index("idx_view_menu_id", "ab_permission_view", ["view_menu_id"], unique=False)
    op.create_table(
        "ab_user_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["ab_group.id"],
            name=op.f("fk_ab_user_group_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_ab_user_group_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_user_group")),
        sa.UniqueConstraint("user_id", "group_id", name=op.f("uq_ab_user_group_user_id_group_id")),
    )
    op.create_index("idx_user_group_id", "ab_user_group", ["group_id"], unique=False)
    op.create_index("idx_user_id", "ab_user_group", ["user_id"], unique=False)
    op.create_table(
        "ab_user_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["role_id"], ["ab_role.id"], name=op.f("fk_ab_user_role_role_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_ab_user_role_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_user_role")),
        sa.UniqueConstraint("user_id", "role_id", name=op.f("uq_ab_user_role_user_id_role_id")),
    )
    op.create_table(
        "book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("locked_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('birth')", name=op.f("ck_book_kind")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_book_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book")),
        sa.UniqueConstraint(
            "unit_id", "kind", "year", "n", name=op.f("uq_book_unit_id_kind_year_n")
        ),
    )
    op.create_table(
        "counter",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('birth')", name=op.f("ck_counter_kind")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_counter_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "kind", "year", name=op.f("pk_counter")),
    )
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("phase IN (1, 2)", name=op.f("ck_course_phase")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_course_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
    )
    op.create_index(op.f("ix_course_unit_id"), "course", ["unit_id"], unique=False)
    op.create_table(
        "daily_counter",
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["unit.id"], name=op.f("fk_daily_counter_commune_id")
        ),
        sa.PrimaryKeyConstraint("commune_id", "day", name=op.f("pk_daily_counter")),
    )
    op.create_table(
        "delivery",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ref", sa.String(length=128), nullable=True),
        sa.Column("error", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_delivery_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_message_id"), "delivery", ["message_id"], unique=False)
    op.create_table(
        "health_facility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("during", postgresql.DATERANGE(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["unit.id"], name=op.f("fk_health_facility_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_facility")),
        sa.UniqueConstraint("code", name=op.f("uq_health_facility_code")),
    )
    op.create_index(
        "ix_health_facility_district_id_name",
        "health_facility",
        ["district_id", "name"],
        unique=False,
    )
    op.create_table(
        "kept_post",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_kept_post_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_kept_post")),
    )
    op.create_index(op.f("ix_kept_post_kept_at"), "kept_post", ["kept_at"], unique=False)
    op.create_index(op.f("ix_kept_post_user_id"), "kept_post", ["user_id"], unique=False)
    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("procedure_code", sa.String(length=16), nullable=True),
        sa.Column("during", postgresql.DATERANGE(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_opening_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
    )
    op.create_index(op.f("ix_opening_unit_id"), "opening", ["unit_id"], unique=False)
    op.create_table(
        "procedure_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("policy", sa.String(length=32), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("compiled", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint(
            "policy IN ('continue_from_elapsed', 'restart')",
            name=op.f("ck_procedure_version_policy"),
        ),
        sa.CheckConstraint(
            "state = 'draft' OR compiled IS NOT NULL",
            name=op.f("ck_procedure_version_compiled_when_published"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'superseded')", name=op.f("ck_procedure_version_state")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_version_procedure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_version")),
        sa.UniqueConstraint("procedure_id", "n", name=op.f("uq_procedure_version_procedure_id_n")),
    )
    op.create_table(
        "sandbox_message",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("dialled", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_sandbox_message_message_id")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_sandbox_message")),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_session_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_user_id"), "session", ["user_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(length=15), nullable=True),
        sa.Column("id_number", sa.String(length=12), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_staff_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_staff_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("user_id", name=op.f("uq_staff_user_id")),
    )
    op.create_index(op.f("ix_staff_folded"), "staff", ["folded"], unique=False)
    op.create_index(op.f("ix_staff_unit_id"), "staff", ["unit_id"], unique=False)
    op.create_table(
        "ab_permission_view_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permission_view_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["permission_view_id"],
            ["ab_permission_view.id"],
            name=op.f("fk_ab_permission_view_role_permission_view_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["ab_role.id"],
            name=op.f("fk_ab_permission_view_role_role_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_permission_view_role")),
        sa.UniqueConstraint(
            "permission_view_id",
            "role_id",
            name=op.f("uq_ab_permission_view_role_permission_view_id_role_id"),
        ),
    )
    op.create_index(
        "idx_permission_view_id", "ab_permission_view_role", ["permission_view_id"], unique=False
    )
    op.create_index("idx_role_id", "ab_permission_view_role", ["role_id"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('enrolled', 'attended', 'passed', 'absent')",
            name=op.f("ck_attendance_outcome"),
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_attendance_course_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_attendance_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("course_id", "staff_id", name=op.f("uq_attendance_course_id_staff_id")),
    )
    op.create_index(op.f("ix_attendance_staff_id"), "attendance", ["staff_id"], unique=False)
    op.create_table(
        "dossier",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("secret_hash", sa.String(length=200), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("channel_evidence", sa.Text(), nullable=True),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answers_rev", sa.Integer(), nullable=False),
        sa.Column("subject_name", sa.String(length=200), nullable=False),
        sa.Column("subject_folded", sa.String(length=200), nullable=False),
        sa.Column("subject_born", sa.Date(), nullable=True),
        sa.Column("applicant_name", sa.String(length=200), nullable=False),
        sa.Column("applicant_phone", sa.String(length=20), nullable=True),
        sa.Column("applicant_id", sa.String(length=20), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visit_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declarant_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_to_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("collected_by", sa.String(length=200), nullable=True),
        sa.Column("collected_with", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('self', 'assisted', 'on_behalf', 'from_paper')",
            name=op.f("ck_dossier_channel"),
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'supplementing', 'accepted', 'prepared', 'to_sign', 'registered', 'at_agencies', 'ready', 'returned', 'not_accepted', 'refused', 'withdrawn', 'stopped')",
            name=op.f("ck_dossier_state"),
        ),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["staff.id"], name=op.f("fk_dossier_assigned_to_id")
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["unit.id"], name=op.f("fk_dossier_commune_id")),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["staff.id"], name=op.f("fk_dossier_prepared_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_dossier_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("code", name=op.f("uq_dossier_code")),
    )
    op.create_index("ix_dossier_applicant_id", "dossier", ["applicant_id"], unique=False)
    op.create_index("ix_dossier_applicant_phone", "dossier", ["applicant_phone"], unique=False)
    op.create_index(op.f("ix_dossier_assigned_to_id"), "dossier", ["assigned_to_id"], unique=False)
    op.create_index(
        "ix_dossier_commune_state_due",
        "dossier",
        ["commune_id", "state", "due_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_dossier_commune_submitted",
        "dossier",
        ["commune_id", "submitted_at", "id"],
        unique=False,
    )
    op.create_index("ix_dossier_commune_visit", "dossier", ["commune_id", "visit_at"], unique=False)
    op.create_index(op.f("ix_dossier_prepared_by_id"), "dossier", ["prepared_by_id"], unique=False)
    op.create_index(
        "ix_dossier_subject_trgm",
        "dossier",
        ["subject_folded"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"subject_folded": "gin_trgm_ops"},
    )
    op.create_index("ix_dossier_submitted", "dossier", ["submitted_at", "id"], unique=False)
    op.create_index(op.f("ix_dossier_version_id"), "dossier", ["version_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("done", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("channel_evidence", sa.Text(), nullable=True),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('self', 'assisted', 'on_behalf', 'from_paper')",
            name=op.f("ck_draft_channel"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["unit.id"], name=op.f("fk_draft_commune_id")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["staff.id"], name=op.f("fk_draft_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_draft_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_commune_id"), "draft", ["commune_id"], unique=False)
    op.create_index(op.f("ix_draft_entered_by_id"), "draft", ["entered_by_id"], unique=False)
    op.create_index(op.f("ix_draft_expires_at"), "draft", ["expires_at"], unique=False)
    op.create_index(op.f("ix_draft_version_id"), "draft", ["version_id"], unique=False)
    op.create_table(
        "local_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("during", postgresql.DATERANGE(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("version_id"), "="),
            (sa.column("unit_id"), "="),
            (sa.text("step"), "="),
            (sa.column("during"), "&&"),
            using="gist",
            name="local_limit_one_at_a_time",
        ),
        sa.CheckConstraint(
            "step IN ('total', 'register', 'police', 'insurance')", name=op.f("ck_local_limit_step")
        ),
        sa.CheckConstraint(
            "unit IN ('same_day', 'working_hour', 'working_day', 'calendar_day')",
            name=op.f("ck_local_limit_unit"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_local_limit_amount")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_local_limit_unit_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_local_limit_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_limit")),
    )
    op.create_index(op.f("ix_local_limit_unit_id"), "local_limit", ["unit_id"], unique=False)
    op.create_table(
        "posting",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("further_id", sa.Integer(), nullable=True),
        sa.Column("during", postgresql.DATERANGE(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("staff_id"), "="),
            (sa.column("unit_id"), "="),
            (sa.column("role"), "="),
            (sa.column("during"), "&&"),
            using="gist",
            name="ex_posting_overlap",
        ),
        sa.CheckConstraint(
            "role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')",
            name=op.f("ck_posting_role"),
        ),
        sa.ForeignKeyConstraint(["further_id"], ["ab_role.id"], name=op.f("fk_posting_further_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_posting_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_posting_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    op.create_index(op.f("ix_posting_further_id"), "posting", ["further_id"], unique=False)
    op.create_index(op.f("ix_posting_staff_id"), "posting", ["staff_id"], unique=False)
    op.create_index(op.f("ix_posting_unit_id"), "posting", ["unit_id"], unique=False)
    op.create_table(
        "procedure_fee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("for_leg", sa.String(length=32), nullable=True),
        sa.Column("due_when", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "due_when IN ('always', 'late', 'copies')", name=op.f("ck_procedure_fee_due_when")
        ),
        sa.CheckConstraint(
            "for_leg IN ('police', 'insurance')", name=op.f("ck_procedure_fee_for_leg")
        ),
        sa.CheckConstraint("kind IN ('fee', 'held')", name=op.f("ck_procedure_fee_kind")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_procedure_fee_amount")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_procedure_fee_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_fee")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_procedure_fee_version_id_key")),
    )
    op.create_table(
        "procedure_leg",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("papers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("needs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("kind IN ('police', 'insurance')", name=op.f("ck_procedure_leg_kind")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_procedure_leg_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_leg")),
        sa.UniqueConstraint("version_id", "kind", name=op.f("uq_procedure_leg_version_id_kind")),
    )
    op.create_table(
        "procedure_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "step IN ('total', 'register', 'police', 'insurance')",
            name=op.f("ck_procedure_limit_step"),
        ),
        sa.CheckConstraint(
            "unit IN ('same_day', 'working_hour', 'working_day', 'calendar_day')",
            name=op.f("ck_procedure_limit_unit"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_procedure_limit_amount")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_procedure_limit_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_limit")),
        sa.UniqueConstraint("version_id", "step", name=op.f("uq_procedure_limit_version_id_step")),
    )
    op.create_table(
        "procedure_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("must", sa.String(length=32), nullable=False),
        sa.Column("original", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("substitute_of", sa.String(), nullable=True),
        sa.Column(
            "needed_if", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("hint", sa.String(), nullable=False),
        sa.CheckConstraint(
            "must IN ('required', 'if_any', 'presented', 'made')",
            name=op.f("ck_procedure_paper_must"),
        ),
        sa.CheckConstraint(
            "original IN ('original', 'copy', 'shown')", name=op.f("ck_procedure_paper_original")
        ),
        sa.CheckConstraint("count > 0", name=op.f("ck_procedure_paper_count")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_procedure_paper_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_paper")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_procedure_paper_version_id_key")),
    )
    op.create_table(
        "procedure_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("intro", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_procedure_section_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_section")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_procedure_section_version_id_key")),
    )
    op.create_table(
        "dossier_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("leg_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=True),
        sa.Column("target", sa.String(length=32), nullable=False),
        sa.Column("capacity", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("posting_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_event_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_dossier_event_posting_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_dossier_event_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_event")),
    )
    op.create_index(
        op.f("ix_dossier_event_dossier_id"), "dossier_event", ["dossier_id"], unique=False
    )
    op.create_index(op.f("ix_dossier_event_leg_id"), "dossier_event", ["leg_id"], unique=False)
    op.create_index(
        op.f("ix_dossier_event_posting_id"), "dossier_event", ["posting_id"], unique=False
    )
    op.create_index(op.f("ix_dossier_event_staff_id"), "dossier_event", ["staff_id"], unique=False)
    op.create_table(
        "fee",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("for_leg", sa.String(length=32), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("receipt_no", sa.String(length=40), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refund_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refunded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('fee', 'held')", name=op.f("ck_fee_kind")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_fee_amount")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_fee_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee")),
        sa.UniqueConstraint("dossier_id", "key", name=op.f("uq_fee_dossier_id_key")),
    )
    op.create_index(op.f("ix_fee_dossier_id"), "fee", ["dossier_id"], unique=False)
    op.create_table(
        "leg",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("holder_unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("subject_name", sa.String(length=200), nullable=False),
        sa.Column("list_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("list_confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('police', 'insurance')", name=op.f("ck_leg_kind")),
        sa.CheckConstraint(
            "state IN ('prepared', 'sent', 'received', 'completing', 'answered', 'refused', 'recalled', 'collected')",
            name=op.f("ck_leg_state"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["unit.id"], name=op.f("fk_leg_commune_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_leg_dossier_id")),
        sa.ForeignKeyConstraint(
            ["holder_unit_id"], ["unit.id"], name=op.f("fk_leg_holder_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["list_confirmed_by_id"], ["posting.id"], name=op.f("fk_leg_list_confirmed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg")),
        sa.UniqueConstraint("dossier_id", "kind", name=op.f("uq_leg_dossier_id_kind")),
    )
    op.create_index(op.f("ix_leg_commune_id"), "leg", ["commune_id"], unique=False)
    op.create_index(
        "ix_leg_holder_state_due", "leg", ["holder_unit_id", "state", "due_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_leg_list_confirmed_by_id"), "leg", ["list_confirmed_by_id"], unique=False
    )
    op.create_table(
        "paper",
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("leg_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("storage_key", sa.String(length=80), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("mime", sa.String(length=60), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("original_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("original_seen_by_id", sa.Uuid(), nullable=True),
        sa.Column("custody", sa.String(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "custody IN ('citizen', 'commune', 'police', 'insurance')",
            name=op.f("ck_paper_custody"),
        ),
        sa.CheckConstraint(
            "kind <> 'result' OR dossier_id IS NOT NULL", name=op.f("ck_paper_result_of_dossier")
        ),
        sa.CheckConstraint("kind IN ('filed', 'result')", name=op.f("ck_paper_kind")),
        sa.CheckConstraint(
            "(draft_id IS NULL) <> (dossier_id IS NULL)", name=op.f("ck_paper_one_owner")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_paper_dossier_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_paper_draft_id")),
        sa.ForeignKeyConstraint(
            ["original_seen_by_id"], ["posting.id"], name=op.f("fk_paper_original_seen_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    op.create_index(op.f("ix_paper_dossier_id"), "paper", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_paper_draft_id"), "paper", ["draft_id"], unique=False)
    op.create_index(op.f("ix_paper_leg_id"), "paper", ["leg_id"], unique=False)
    op.create_index(
        op.f("ix_paper_original_seen_by_id"), "paper", ["original_seen_by_id"], unique=False
    )
    op.create_table(
        "procedure_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("missing", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column(
            "preset", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("choices", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "shown_if", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("copied", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("feeds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "kind IN ('name', 'text', 'long_text', 'date', 'year_or_date', 'identity', 'phone', 'email', 'address', 'choice', 'number', 'yes_no', 'facility')",
            name=op.f("ck_procedure_question_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["procedure_section.id"], name=op.f("fk_procedure_question_section_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_procedure_question_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_question")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_procedure_question_version_id_key")),
    )
    op.create_index(
        op.f("ix_procedure_question_section_id"), "procedure_question", ["section_id"], unique=False
    )
    op.create_table(
        "revision",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_revision_dossier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("dossier_id", "n", name=op.f("uq_revision_dossier_id_n")),
    )
    op.create_table(
        "submission_key",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_submission_key_dossier_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submission_key")),
    )
    op.create_index(
        op.f("ix_submission_key_dossier_id"), "submission_key", ["dossier_id"], unique=False
    )
    op.create_table(
        "supplement",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_supplement_dossier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement")),
        sa.UniqueConstraint("dossier_id", "n", name=op.f("uq_supplement_dossier_id_n")),
    )
    op.create_table(
        "entry",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("subject_name", sa.String(length=200), nullable=False),
        sa.Column("subject_folded", sa.String(length=200), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('birth')", name=op.f("ck_entry_kind")),
        sa.CheckConstraint("number > 0", name=op.f("ck_entry_number")),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_entry_book_id")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["paper.id"], name=op.f("fk_entry_certificate_id")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_entry_dossier_id")),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["posting.id"], name=op.f("fk_entry_signed_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_entry_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_entry_certificate_id")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_entry_dossier_id")),
        sa.UniqueConstraint(
            "unit_id", "kind", "year", "number", name=op.f("uq_entry_unit_id_kind_year_number")
        ),
    )
    op.create_index(op.f("ix_entry_book_id"), "entry", ["book_id"], unique=False)
    op.create_index(op.f("ix_entry_signed_by_id"), "entry", ["signed_by_id"], unique=False)
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("proof_event_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "amount > 0 AND unit <> 'same_day'", name=op.f("ck_extension_adds_time")
        ),
        sa.CheckConstraint(
            "unit IN ('same_day', 'working_hour', 'working_day', 'calendar_day')",
            name=op.f("ck_extension_unit"),
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_extension_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["proof_event_id"], ["dossier_event.id"], name=op.f("fk_extension_proof_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_dossier_id"), "extension", ["dossier_id"], unique=False)
    op.create_index(
        op.f("ix_extension_proof_event_id"), "extension", ["proof_event_id"], unique=False
    )
    op.create_table(
        "packet",
        sa.Column("leg_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("papers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_packet_leg_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["posting.id"], name=op.f("fk_packet_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet")),
        sa.UniqueConstraint("leg_id", "n", name=op.f("uq_packet_leg_id_n")),
    )
    op.create_index(op.f("ix_packet_made_by_id"), "packet", ["made_by_id"], unique=False)
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("proof_event_id", sa.Integer(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("subject_id"), "="),
            (sa.column("during"), "&&"),
            using="gist",
            name="overlap",
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_pause_dossier_id")),
        sa.ForeignKeyConstraint(
            ["proof_event_id"], ["dossier_event.id"], name=op.f("fk_pause_proof_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    op.create_index(op.f("ix_pause_dossier_id"), "pause", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_pause_proof_event_id"), "pause", ["proof_event_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_pause_proof_event_id"), table_name="pause")
    op.drop_index(op.f("ix_pause_dossier_id"), table_name="pause")
    op.drop_table("pause")
    op.drop_index(op.f("ix_packet_made_by_id"), table_name="packet")
    op.drop_table("packet")
    op.drop_index(op.f("ix_extension_proof_event_id"), table_name="extension")
    op.drop_index(op.f("ix_extension_dossier_id"), table_name="extension")
    op.drop_table("extension")
    op.drop_index(op.f("ix_entry_signed_by_id"), table_name="entry")
    op.drop_index(op.f("ix_entry_book_id"), table_name="entry")
    op.drop_table("entry")
    op.drop_table("supplement")
    op.drop_index(op.f("ix_submission_key_dossier_id"), table_name="submission_key")
    op.drop_table("submission_key")
    op.drop_table("revision")
    op.drop_index(op.f("ix_procedure_question_section_id"), table_name="procedure_question")
    op.drop_table("procedure_question")
    op.drop_index(op.f("ix_paper_original_seen_by_id"), table_name="paper")
    op.drop_index(op.f("ix_paper_leg_id"), table_name="paper")
    op.drop_index(op.f("ix_paper_draft_id"), table_name="paper")
    op.drop_index(op.f("ix_paper_dossier_id"), table_name="paper")
    op.drop_table("paper")
    op.drop_index(op.f("ix_leg_list_confirmed_by_id"), table_name="leg")
    op.drop_index("ix_leg_holder_state_due", table_name="leg")
    op.drop_index(op.f("ix_leg_commune_id"), table_name="leg")
    op.drop_table("leg")
    op.drop_index(op.f("ix_fee_dossier_id"), table_name="fee")
    op.drop_table("fee")
    op.drop_index(op.f("ix_dossier_event_staff_id"), table_name="dossier_event")
    op.drop_index(op.f("ix_dossier_event_posting_id"), table_name="dossier_event")
    op.drop_index(op.f("ix_dossier_event_leg_id"), table_name="dossier_event")
    op.drop_index(op.f("ix_dossier_event_dossier_id"), table_name="dossier_event")
    op.drop_table("dossier_event")
    op.drop_table("procedure_section")
    op.drop_table("procedure_paper")
    op.drop_table("procedure_limit")
    op.drop_table("procedure_leg")
    op.drop_table("procedure_fee")
    op.drop_index(op.f("ix_posting_unit_id"), table_name="posting")
    op.drop_index(op.f("ix_posting_staff_id"), table_name="posting")
    op.drop_index(op.f("ix_posting_further_id"), table_name="posting")
    op.drop_table("posting")
    op.drop_index(op.f("ix_local_limit_unit_id"), table_name="local_limit")
    op.drop_table("local_limit")
    op.drop_index(op.f("ix_draft_version_id"), table_name="draft")
    op.drop_index(op.f("ix_draft_expires_at"), table_name="draft")
    op.drop_index(op.f("ix_draft_entered_by_id"), table_name="draft")
    op.drop_index(op.f("ix_draft_commune_id"), table_name="draft")
    op.drop_table("draft")
    op.drop_index(op.f("ix_dossier_version_id"), table_name="dossier")
    op.drop_index("ix_dossier_submitted", table_name="dossier")
    op.drop_index(
        "ix_dossier_subject_trgm",
        table_name="dossier",
        postgresql_using="gin",
        postgresql_ops={"subject_folded": "gin_trgm_ops"},
    )
    op.drop_index(op.f("ix_dossier_prepared_by_id"), table_name="dossier")
    op.drop_index("ix_dossier_commune_visit", table_name="dossier")
    op.drop_index("ix_dossier_commune_submitted", table_name="dossier")
    op.drop_index("ix_dossier_commune_state_due", table_name="dossier")
    op.drop_index(op.f("ix_dossier_assigned_to_id"), table_name="dossier")
    op.drop_index("ix_dossier_applicant_phone", table_name="dossier")
    op.drop_index("ix_dossier_applicant_id", table_name="dossier")
    op.drop_table("dossier")
    op.drop_index(op.f("ix_attendance_staff_id"), table_name="attendance")
    op.drop_table("attendance")
    op.drop_index("idx_role_id", table_name="ab_permission_view_role")
    op.drop_index("idx_permission_view_id", table_name="ab_permission_view_role")
    op.drop_table("ab_permission_view_role")
    op.drop_index(op.f("ix_staff_unit_id"), table_name="staff")
    op.drop_index(op.f("ix_staff_folded"), table_name="staff")
    op.drop_table("staff")
    op.drop_index(op.f("ix_session_user_id"), table_name="session")
    op.drop_table("session")
    op.drop_table("sandbox_message")
    op.drop_table("procedure_version")
    op.drop_index(op.f("ix_opening_unit_id"), table_name="opening")
    op.drop_table("opening")
    op.drop_index(op.f("ix_kept_post_user_id"), table_name="kept_post")
    op.drop_index(op.f("ix_kept_post_kept_at"), table_name="kept_post")
    op.drop_table("kept_post")
    op.drop_index("ix_health_facility_district_id_name", table_name="health_facility")
    op.drop_table("health_facility")
    op.drop_index(op.f("ix_delivery_message_id"), table_name="delivery")
    op.drop_table("delivery")
    op.drop_table("daily_counter")
    op.drop_index(op.f("ix_course_unit_id"), table_name="course")
    op.drop_table("course")
    op.drop_table("counter")
    op.drop_table("book")
    op.drop_table("ab_user_role")
    op.drop_index("idx_user_id", table_name="ab_user_group")
    op.drop_index("idx_user_group_id", table_name="ab_user_group")
    op.drop_table("ab_user_group")
    op.drop_index("idx_view_menu_id", table_name="ab_permission_view")
    op.drop_index("idx_permission_id", table_name="ab_permission_view")
    op.drop_table("ab_permission_view")
    op.drop_index("idx_group_role_id", table_name="ab_group_role")
    op.drop_index("idx_group_id", table_name="ab_group_role")
    op.drop_table("ab_group_role")
    op.drop_index("idx_api_key_user_id", table_name="ab_api_key")
    op.drop_index("idx_api_key_prefix", table_name="ab_api_key")
    op.drop_index("idx_api_key_lookup_hash", table_name="ab_api_key")
    op.drop_table("ab_api_key")
    op.drop_table("workflow_step")
    op.drop_index(op.f("ix_unit_parent_id"), table_name="unit")
    op.drop_index(op.f("ix_unit_district_id"), table_name="unit")
    op.drop_table("unit")
    op.drop_table("procedure")
    op.drop_index("ix_message_waiting", table_name="message", postgresql_where="state = 'queued'")
    op.drop_index("ix_message_newest", table_name="message")
    op.drop_index(op.f("ix_message_about"), table_name="message")
    op.drop_table("message")
    op.drop_table("day")
    op.drop_table("change_counter")
    op.drop_index(op.f("ix_audit_entry_staff_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_key"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("ab_view_menu")
    op.drop_table("ab_user")
    op.drop_table("ab_role")
    op.drop_table("ab_register_user")
    op.drop_table("ab_permission")
    op.drop_table("ab_group")
