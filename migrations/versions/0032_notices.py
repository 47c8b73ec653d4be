"""Messages that arrive: states, tries, words as data, reports, calls to make, one-time codes."""

import sqlalchemy as sa
from alembic import op

revision = "0032_notices"
down_revision = "0031_residents"
branch_labels = None
depends_on = None

TABLES = (
    "message_wording",
    "channel_health",
    "job_run",
    "opt_out",
    "notice_preference",
    "one_time_code",
    "call_task",
    "delivery_report",
    "inbound_message",
)
STATES = (
    "'created', 'sending', 'sent', 'delivered', 'temporary_failure', 'permanent_failure',"
    " 'technical_failure', 'cancelled'"
)


def upgrade() -> None:
    op.create_table(
        "message_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("variant", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("full", sa.Text(), nullable=False),
        sa.Column("sms", sa.Text(), nullable=False),
        sa.Column("accented", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("language IN ('vi', 'en')", name=op.f("ck_message_wording_language")),
        sa.CheckConstraint(
            "variant IN ('said', 'in_part', 'at_home')", name=op.f("ck_message_wording_variant")
        ),
        sa.CheckConstraint("n > 0", name=op.f("ck_message_wording_n")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_message_wording_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_wording")),
        sa.UniqueConstraint(
            "template",
            "language",
            "variant",
            "n",
            name=op.f("uq_message_wording_template_language_variant_n"),
        ),
    )
    op.create_index(op.f("ix_message_wording_xact"), "message_wording", ["xact"])
    op.create_index(op.f("ix_message_wording_by_id"), "message_wording", ["by_id"], unique=False)
    op.drop_constraint("ck_message_state", "message")
    op.drop_index("ix_message_waiting", table_name="message")
    op.alter_column("message", "attempts", new_column_name="handed_over")
    op.add_column("message", sa.Column("unit_id", sa.Integer(), nullable=True))
    op.add_column("message", sa.Column("language", sa.String(length=2), nullable=True))
    op.add_column("message", sa.Column("once", sa.String(length=120), nullable=True))
    op.add_column("message", sa.Column("urgent", sa.Boolean(), nullable=True))
    op.add_column("message", sa.Column("wording_id", sa.Integer(), nullable=True))
    op.add_column("message", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("refused", sa.Integer(), nullable=True))
    op.add_column("message", sa.Column("why", sa.String(length=64), nullable=True))
    op.add_column("message", sa.Column("ref", sa.String(length=128), nullable=True))
    op.add_column("message", sa.Column("parts", sa.Integer(), nullable=True))
    op.add_column("message", sa.Column("cost", sa.Integer(), nullable=True))
    op.add_column("message", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "update message set language = 'vi', urgent = false, refused = 0, due_at = created,"
        " unit_id = (select d.commune_id from dossier d where d.id = about),"
        " handed_over = least(handed_over, 8), state = case state when 'queued' then 'created'"
        " when 'failed' then 'technical_failure' else state end"
    )
    for column in ("language", "urgent", "due_at", "refused"):
        op.alter_column("message", column, nullable=False)
    op.create_check_constraint(op.f("ck_message_state"), "message", f"state IN ({STATES})")
    op.create_check_constraint(
        op.f("ck_message_handed_over"), "message", "handed_over BETWEEN 0 AND 8"
    )
    op.create_check_constraint(op.f("ck_message_refused"), "message", "refused BETWEEN 0 AND 48")
    op.create_unique_constraint(op.f("uq_message_once"), "message", ["once"])
    op.create_foreign_key(op.f("fk_message_unit_id"), "message", "unit", ["unit_id"], ["id"])
    op.create_foreign_key(
        op.f("fk_message_wording_id"), "message", "message_wording", ["wording_id"], ["id"]
    )
    op.create_index(op.f("ix_message_wording_id"), "message", ["wording_id"])
    op.create_index("ix_message_unit", "message", ["unit_id", "created"])
    op.create_index(
        "ix_message_waiting",
        "message",
        ["channel", sa.literal_column("urgent DESC"), "created", "id"],
        postgresql_where=sa.text("state IN ('created', 'sending')"),
    )
    op.add_column("dossier", sa.Column("language", sa.String(length=2), nullable=True))
    op.execute("update dossier set language = 'vi'")
    op.alter_column("dossier", "language", nullable=False)
    op.create_check_constraint(op.f("ck_dossier_language"), "dossier", "language IN ('vi', 'en')")
    op.create_table(
        "channel_health",
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("shut_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_ok_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_failure_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_why", sa.String(length=64), nullable=True),
        sa.CheckConstraint("channel IN ('sms', 'email')", name=op.f("ck_channel_health_channel")),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_health")),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=64), nullable=True),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index(
        "ix_job_run_task", "job_run", ["task", sa.literal_column("started_at DESC")], unique=False
    )
    op.create_table(
        "opt_out",
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_out")),
        sa.UniqueConstraint("phone", name=op.f("uq_opt_out_phone")),
    )
    op.create_table(
        "notice_preference",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("digest_by", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "digest_by <> 'email' OR email IS NOT NULL", name=op.f("ck_notice_preference_email")
        ),
        sa.CheckConstraint(
            "digest_by IN ('email', 'sms', 'not')", name=op.f("ck_notice_preference_digest_by")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_notice_preference_staff_id")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_notice_preference")),
    )
    op.create_table(
        "one_time_code",
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("asked", sa.String(length=60), nullable=False),
        sa.Column("new_phone", sa.String(length=20), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('claim_draft', 'open_dossier', 'change_phone', 'new_secret')",
            name=op.f("ck_one_time_code_purpose"),
        ),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_one_time_code_tries")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_one_time_code_dossier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
    )
    op.create_index("ix_one_time_code_at", "one_time_code", ["at"], unique=False)
    op.create_index(
        op.f("ix_one_time_code_dossier_id"), "one_time_code", ["dossier_id"], unique=False
    )
    op.create_index(
        "ix_one_time_code_phone", "one_time_code", ["phone_hash", "sent_at"], unique=False
    )
    op.create_table(
        "call_task",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('told', 'no_answer', 'wrong_number', 'came_in', 'not_needed',"
            " 'told_later', 'overtaken')",
            name=op.f("ck_call_task_outcome"),
        ),
        sa.CheckConstraint(
            "done_at IS NULL OR outcome IS NOT NULL", name=op.f("ck_call_task_done_with_outcome")
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_call_task_tries")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_call_task_by_id")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_call_task_message_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_call_task_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_task")),
        sa.UniqueConstraint("message_id", name=op.f("uq_call_task_message_id")),
    )
    op.create_index(op.f("ix_call_task_about"), "call_task", ["about"], unique=False)
    op.create_index(op.f("ix_call_task_by_id"), "call_task", ["by_id"], unique=False)
    op.create_index(
        "ix_call_task_open",
        "call_task",
        ["unit_id", "opened_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "delivery_report",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=128), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_delivery_report_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_report")),
    )
    op.create_index(op.f("ix_delivery_report_xact"), "delivery_report", ["xact"])
    op.create_index(
        op.f("ix_delivery_report_message_id"), "delivery_report", ["message_id"], unique=False
    )
    op.create_table(
        "inbound_message",
        sa.Column("gateway_id", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "heard IN ('state', 'stop', 'start', 'other')", name=op.f("ck_inbound_message_heard")
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["message.id"], name=op.f("fk_inbound_message_reply_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_message")),
        sa.UniqueConstraint("gateway_id", name=op.f("uq_inbound_message_gateway_id")),
    )
    op.create_index(
        "ix_inbound_message_newest",
        "inbound_message",
        [sa.literal_column("at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_inbound_message_open",
        "inbound_message",
        ["at"],
        unique=False,
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_index(
        op.f("ix_inbound_message_reply_id"), "inbound_message", ["reply_id"], unique=False
    )
    op.create_index("ix_inbound_message_sender", "inbound_message", ["sender", "at"], unique=False)


def downgrade() -> None:
    op.drop_constraint("ck_dossier_language", "dossier")
    op.drop_column("dossier", "language")
    op.drop_index("ix_message_waiting", table_name="message")
    op.drop_index("ix_message_unit", table_name="message")
    op.drop_index("ix_message_wording_id", table_name="message")
    for name in ("fk_message_wording_id", "fk_message_unit_id", "uq_message_once"):
        op.drop_constraint(name, "message")
    for name in ("ck_message_refused", "ck_message_handed_over", "ck_message_state"):
        op.drop_constraint(name, "message")
    op.execute(
        "update message set state = case state when 'created' then 'queued'"
        " when 'sending' then 'queued' when 'delivered' then 'sent' when 'sent' then 'sent'"
        " when 'cancelled' then 'cancelled' else 'failed' end"
    )
    for column in (
        "unit_id", "language", "once", "urgent", "wording_id", "due_at", "refused", "why", "ref",
        "parts", "cost", "ended_at",
    ):  # fmt: skip
        op.drop_column("message", column)
    op.alter_column("message", "handed_over", new_column_name="attempts")
    op.create_check_constraint(
        "ck_message_state", "message", "state IN ('queued', 'sent', 'failed', 'cancelled')"
    )
    op.create_index(
        "ix_message_waiting", "message", ["created"], postgresql_where=sa.text("state = 'queued'")
    )
    for table in reversed(TABLES):
        op.drop_table(table)
