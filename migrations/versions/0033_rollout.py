"""The roll-out: courses, classes and tests; staff lists, accounts by phase, readiness, outreach."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033_rollout"
down_revision = "0032_notices"
branch_labels = None
depends_on = None

TABLES = (
    "responsible_party",
    "rollout_phase",
    "training_course",
    "assisted_point",
    "readiness_day",
    "rollout_need",
    "training_question",
    "account_round",
    "assisted_duty",
    "clearance_waiver",
    "equipment_fault",
    "public_posting",
    "readiness_decision",
    "site_condition",
    "sms_check",
    "staff_list",
    "training_choice",
    "training_session",
    "account_issue",
    "staff_list_event",
    "staff_list_line",
    "staff_list_upload",
    "training_certificate",
    "training_check_in",
    "training_paper",
)


RENAMED = (
    ("training_class", "pk_course", "pk_training_class"),
    ("training_class", "ck_course_phase", "ck_training_class_phase"),
    ("training_class", "fk_course_unit_id", "fk_training_class_unit_id"),
    ("attendance", "fk_attendance_course_id", "fk_attendance_class_id"),
    ("attendance", "uq_attendance_course_id_staff_id", "uq_attendance_class_id_staff_id"),
)
OUTCOMES = "'waiting', 'enrolled', 'cancelled', 'attended', 'passed', 'failed', 'absent'"


def upgrade() -> None:
    op.rename_table("course", "training_class")
    op.alter_column("attendance", "course_id", new_column_name="class_id")
    for table, old, new in RENAMED:
        op.execute(f"alter table {table} rename constraint {old} to {new}")
    op.execute("alter index ix_course_unit_id rename to ix_training_class_unit_id")
    op.execute("alter sequence course_id_seq rename to training_class_id_seq")
    op.drop_constraint("ck_attendance_outcome", "attendance")
    op.create_check_constraint(
        op.f("ck_attendance_outcome"), "attendance", f"outcome IN ({OUTCOMES})"
    )
    for column in ("nominated_at", "invited_at"):
        op.add_column("attendance", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "training_course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("questions_asked", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')",
            name=op.f("ck_training_course_role"),
        ),
        sa.CheckConstraint("minutes BETWEEN 5 AND 180", name=op.f("ck_training_course_minutes")),
        sa.CheckConstraint(
            "pass_mark BETWEEN 1 AND 100", name=op.f("ck_training_course_pass_mark")
        ),
        sa.CheckConstraint(
            "questions_asked BETWEEN 1 AND 60", name=op.f("ck_training_course_questions_asked")
        ),
        sa.CheckConstraint("tries BETWEEN 1 AND 5", name=op.f("ck_training_course_tries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_course")),
    )

    op.add_column("training_class", sa.Column("course_id", sa.Integer(), nullable=True))
    op.add_column("training_class", sa.Column("seats", sa.Integer(), nullable=True))
    op.add_column("training_class", sa.Column("make_up_of_id", sa.Integer(), nullable=True))
    for column in ("test_opens_at", "test_closes_at", "closed_at"):
        op.add_column(
            "training_class", sa.Column(column, sa.DateTime(timezone=True), nullable=True)
        )
    op.create_check_constraint(
        op.f("ck_training_class_seats"), "training_class", "seats BETWEEN 1 AND 2000"
    )
    op.create_foreign_key(
        op.f("fk_training_class_course_id"),
        "training_class",
        "training_course",
        ["course_id"],
        ["id"],
    )
    op.create_foreign_key(
        op.f("fk_training_class_make_up_of_id"),
        "training_class",
        "training_class",
        ["make_up_of_id"],
        ["id"],
    )
    for column in ("course_id", "make_up_of_id"):
        op.create_index(op.f(f"ix_training_class_{column}"), "training_class", [column])
    op.create_table(
        "responsible_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("answers_for", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=120), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsible_party")),
        sa.UniqueConstraint("name", name=op.f("uq_responsible_party_name")),
    )
    op.create_table(
        "rollout_phase",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("lists_due", sa.Date(), nullable=False),
        sa.Column("accounts_from", sa.Date(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "lists_due <= accounts_from AND accounts_from <= opens_on",
            name=op.f("ck_rollout_phase_in_order"),
        ),
        sa.CheckConstraint("n IN (1, 2)", name=op.f("ck_rollout_phase_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_rollout_phase")),
    )
    op.create_table(
        "assisted_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.String(length=120), nullable=False),
        sa.Column("computers", sa.Integer(), nullable=False),
        sa.Column("equipment", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("computers BETWEEN 0 AND 100", name=op.f("ck_assisted_point_computers")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assisted_point_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assisted_point")),
    )
    op.create_index(op.f("ix_assisted_point_unit_id"), "assisted_point", ["unit_id"], unique=False)
    op.create_table(
        "readiness_day",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("blockers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_readiness_day_score")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_readiness_day_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "day", name=op.f("pk_readiness_day")),
    )
    op.create_table(
        "rollout_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column("training", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')",
            name=op.f("ck_rollout_need_role"),
        ),
        sa.CheckConstraint("at_least BETWEEN 0 AND 20", name=op.f("ck_rollout_need_at_least")),
        sa.ForeignKeyConstraint(["phase"], ["rollout_phase.n"], name=op.f("fk_rollout_need_phase")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollout_need")),
        sa.UniqueConstraint("phase", "role", name=op.f("uq_rollout_need_phase_role")),
    )
    op.create_table(
        "training_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["training_course.id"], name=op.f("fk_training_question_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_question")),
    )
    op.create_index(
        op.f("ix_training_question_course_id"), "training_question", ["course_id"], unique=False
    )
    op.create_table(
        "account_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_account_round_by_id")),
        sa.ForeignKeyConstraint(
            ["phase"], ["rollout_phase.n"], name=op.f("fk_account_round_phase")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_round_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_round")),
    )
    op.create_index(op.f("ix_account_round_xact"), "account_round", ["xact"], unique=False)
    op.create_index(op.f("ix_account_round_by_id"), "account_round", ["by_id"], unique=False)
    op.create_index(op.f("ix_account_round_phase"), "account_round", ["phase"], unique=False)
    op.create_index(op.f("ix_account_round_unit_id"), "account_round", ["unit_id"], unique=False)
    op.create_table(
        "assisted_duty",
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("staff_id"), "="),
            (sa.column("during"), "&&"),
            using="gist",
            name="ex_assisted_duty_overlap",
        ),
        sa.CheckConstraint(
            "NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)",
            name=op.f("ck_assisted_duty_during"),
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["assisted_point.id"], name=op.f("fk_assisted_duty_point_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_assisted_duty_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assisted_duty")),
    )
    op.create_index(op.f("ix_assisted_duty_point_id"), "assisted_duty", ["point_id"], unique=False)
    op.create_table(
        "clearance_waiver",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')",
            name=op.f("ck_clearance_waiver_role"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_clearance_waiver_by_id")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_clearance_waiver_staff_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_clearance_waiver_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance_waiver")),
    )
    op.create_index(op.f("ix_clearance_waiver_xact"), "clearance_waiver", ["xact"], unique=False)
    op.create_index(op.f("ix_clearance_waiver_by_id"), "clearance_waiver", ["by_id"], unique=False)
    op.create_index(
        op.f("ix_clearance_waiver_staff_id"), "clearance_waiver", ["staff_id"], unique=False
    )
    op.create_index(
        op.f("ix_clearance_waiver_unit_id"), "clearance_waiver", ["unit_id"], unique=False
    )
    op.create_table(
        "equipment_fault",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("done", sa.Text(), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('wan', 'computers', 'printer', 'scanner', 'data_centre', 'population')",
            name=op.f("ck_equipment_fault_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('reported', 'working', 'solved')", name=op.f("ck_equipment_fault_state")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["responsible_party.id"], name=op.f("fk_equipment_fault_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["staff.id"], name=op.f("fk_equipment_fault_reported_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_equipment_fault_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment_fault")),
    )
    op.create_index(
        op.f("ix_equipment_fault_party_id"), "equipment_fault", ["party_id"], unique=False
    )
    op.create_index(
        op.f("ix_equipment_fault_reported_by_id"),
        "equipment_fault",
        ["reported_by_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_equipment_fault_unit_id"), "equipment_fault", ["unit_id"], unique=False
    )
    op.create_table(
        "public_posting",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("storage_key", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('one_stop', 'residential', 'community', 'cultural')",
            name=op.f("ck_public_posting_kind"),
        ),
        sa.CheckConstraint("removed_on >= posted_on", name=op.f("ck_public_posting_in_order")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_public_posting_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_public_posting_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_posting")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_public_posting_storage_key")),
    )
    op.create_index(op.f("ix_public_posting_by_id"), "public_posting", ["by_id"], unique=False)
    op.create_index(op.f("ix_public_posting_unit_id"), "public_posting", ["unit_id"], unique=False)
    op.create_table(
        "readiness_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("known", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('go', 'no_go', 'opened', 'closed')",
            name=op.f("ck_readiness_decision_verdict"),
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_readiness_decision_score")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_readiness_decision_by_id")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_readiness_decision_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_decision")),
    )
    op.create_index(
        op.f("ix_readiness_decision_xact"), "readiness_decision", ["xact"], unique=False
    )
    op.create_index(
        op.f("ix_readiness_decision_by_id"), "readiness_decision", ["by_id"], unique=False
    )
    op.create_index(
        op.f("ix_readiness_decision_unit_id"), "readiness_decision", ["unit_id"], unique=False
    )
    op.create_table(
        "site_condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(length=300), nullable=True),
        sa.Column("proof", sa.String(length=120), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('wan', 'computers', 'printer', 'scanner', 'data_centre', 'population')",
            name=op.f("ck_site_condition_kind"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_site_condition_amount")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_site_condition_by_id")),
        sa.ForeignKeyConstraint(
            ["party_id"], ["responsible_party.id"], name=op.f("fk_site_condition_party_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_site_condition_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_condition")),
    )
    op.create_index(op.f("ix_site_condition_xact"), "site_condition", ["xact"], unique=False)
    op.create_index(op.f("ix_site_condition_by_id"), "site_condition", ["by_id"], unique=False)
    op.create_index(
        "ix_site_condition_newest",
        "site_condition",
        ["unit_id", "kind", sa.literal_column("at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        op.f("ix_site_condition_party_id"), "site_condition", ["party_id"], unique=False
    )
    op.create_table(
        "sms_check",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_sms_check_tries")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sms_check_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sms_check_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_check")),
    )
    op.create_index(op.f("ix_sms_check_staff_id"), "sms_check", ["staff_id"], unique=False)
    op.create_index(op.f("ix_sms_check_unit_id"), "sms_check", ["unit_id"], unique=False)
    op.create_table(
        "staff_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'approved')",
            name=op.f("ck_staff_list_state"),
        ),
        sa.CheckConstraint("n > 0", name=op.f("ck_staff_list_n")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff.id"], name=op.f("fk_staff_list_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("fk_staff_list_made_by_id")
        ),
        sa.ForeignKeyConstraint(["phase"], ["rollout_phase.n"], name=op.f("fk_staff_list_phase")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_staff_list_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_list")),
        sa.UniqueConstraint("unit_id", "phase", "n", name=op.f("uq_staff_list_unit_id_phase_n")),
    )
    op.create_index(
        op.f("ix_staff_list_decided_by_id"), "staff_list", ["decided_by_id"], unique=False
    )
    op.create_index(op.f("ix_staff_list_made_by_id"), "staff_list", ["made_by_id"], unique=False)
    op.create_index(op.f("ix_staff_list_phase"), "staff_list", ["phase"], unique=False)
    op.create_table(
        "training_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["training_question.id"], name=op.f("fk_training_choice_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_choice")),
    )
    op.create_index(
        op.f("ix_training_choice_question_id"), "training_choice", ["question_id"], unique=False
    )
    op.create_table(
        "training_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("trainer", sa.String(length=120), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("place"), "="),
            (sa.column("during"), "&&"),
            using="gist",
            name="ex_training_session_place",
        ),
        postgresql.ExcludeConstraint(
            (sa.column("trainer"), "="),
            (sa.column("during"), "&&"),
            using="gist",
            name="ex_training_session_trainer",
        ),
        sa.CheckConstraint(
            "NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)",
            name=op.f("ck_training_session_during"),
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.id"], name=op.f("fk_training_session_class_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
    )
    op.create_index(
        op.f("ix_training_session_class_id"), "training_session", ["class_id"], unique=False
    )
    op.create_table(
        "account_issue",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("posting_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')",
            name=op.f("ck_account_issue_role"),
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_account_issue_posting_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["account_round.id"], name=op.f("fk_account_issue_round_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_account_issue_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_issue_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_issue")),
        sa.UniqueConstraint("posting_id", name=op.f("uq_account_issue_posting_id")),
        sa.UniqueConstraint(
            "round_id", "posting_id", name=op.f("uq_account_issue_round_id_posting_id")
        ),
    )
    op.create_index(op.f("ix_account_issue_xact"), "account_issue", ["xact"], unique=False)
    op.create_index(op.f("ix_account_issue_staff_id"), "account_issue", ["staff_id"], unique=False)
    op.create_index(op.f("ix_account_issue_unit_id"), "account_issue", ["unit_id"], unique=False)
    op.create_table(
        "staff_list_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_staff_list_event_by_id")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["staff_list.id"], name=op.f("fk_staff_list_event_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_list_event")),
    )
    op.create_index(op.f("ix_staff_list_event_xact"), "staff_list_event", ["xact"], unique=False)
    op.create_index(op.f("ix_staff_list_event_by_id"), "staff_list_event", ["by_id"], unique=False)
    op.create_index(
        op.f("ix_staff_list_event_list_id"), "staff_list_event", ["list_id"], unique=False
    )
    op.create_table(
        "staff_list_line",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=15), nullable=False),
        sa.Column("id_number", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("remark", sa.String(length=300), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')",
            name=op.f("ck_staff_list_line_role"),
        ),
        sa.CheckConstraint("n > 0", name=op.f("ck_staff_list_line_n")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["staff_list.id"], name=op.f("fk_staff_list_line_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_list_line_staff_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_staff_list_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_list_line")),
        sa.UniqueConstraint(
            "list_id",
            "id_number",
            "unit_id",
            "role",
            name=op.f("uq_staff_list_line_list_id_id_number_unit_id_role"),
        ),
    )
    op.create_index(
        op.f("ix_staff_list_line_id_number"), "staff_list_line", ["id_number"], unique=False
    )
    op.create_index("ix_staff_list_line_list", "staff_list_line", ["list_id", "n"], unique=False)
    op.create_index(op.f("ix_staff_list_line_phone"), "staff_list_line", ["phone"], unique=False)
    op.create_index(
        op.f("ix_staff_list_line_staff_id"), "staff_list_line", ["staff_id"], unique=False
    )
    op.create_index(
        op.f("ix_staff_list_line_unit_id"), "staff_list_line", ["unit_id"], unique=False
    )
    op.create_table(
        "staff_list_upload",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_staff_list_upload_by_id")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["staff_list.id"], name=op.f("fk_staff_list_upload_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_list_upload")),
    )
    op.create_index(op.f("ix_staff_list_upload_at"), "staff_list_upload", ["at"], unique=False)
    op.create_index(
        op.f("ix_staff_list_upload_by_id"), "staff_list_upload", ["by_id"], unique=False
    )
    op.create_index(
        op.f("ix_staff_list_upload_list_id"), "staff_list_upload", ["list_id"], unique=False
    )
    op.create_table(
        "training_certificate",
        sa.Column("attendance_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("course_name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')",
            name=op.f("ck_training_certificate_role"),
        ),
        sa.CheckConstraint("n > 0", name=op.f("ck_training_certificate_n")),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendance.id"], name=op.f("fk_training_certificate_attendance_id")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["staff.id"], name=op.f("fk_training_certificate_issued_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_certificate")),
        sa.UniqueConstraint("attendance_id", name=op.f("uq_training_certificate_attendance_id")),
        sa.UniqueConstraint("code", name=op.f("uq_training_certificate_code")),
        sa.UniqueConstraint("year", "n", name=op.f("uq_training_certificate_year_n")),
    )
    op.create_index(
        op.f("ix_training_certificate_xact"), "training_certificate", ["xact"], unique=False
    )
    op.create_index(
        op.f("ix_training_certificate_issued_by_id"),
        "training_certificate",
        ["issued_by_id"],
        unique=False,
    )
    op.create_table(
        "training_check_in",
        sa.Column("attendance_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("way", sa.String(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("way IN ('qr', 'hand')", name=op.f("ck_training_check_in_way")),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendance.id"], name=op.f("fk_training_check_in_attendance_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_training_check_in_by_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_training_check_in_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_check_in")),
        sa.UniqueConstraint(
            "attendance_id",
            "session_id",
            name=op.f("uq_training_check_in_attendance_id_session_id"),
        ),
    )
    op.create_index(
        op.f("ix_training_check_in_by_id"), "training_check_in", ["by_id"], unique=False
    )
    op.create_index(
        op.f("ix_training_check_in_session_id"), "training_check_in", ["session_id"], unique=False
    )
    op.create_table(
        "training_paper",
        sa.Column("attendance_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("questions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("ticks", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done')", name=op.f("ck_training_paper_state")),
        sa.CheckConstraint("n > 0", name=op.f("ck_training_paper_n")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_training_paper_score")),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendance.id"], name=op.f("fk_training_paper_attendance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_paper")),
        sa.UniqueConstraint("attendance_id", "n", name=op.f("uq_training_paper_attendance_id_n")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_training_paper_token_hash")),
    )


def downgrade() -> None:
    for name in ("fk_training_class_course_id", "fk_training_class_make_up_of_id"):
        op.drop_constraint(name, "training_class")
    for table in reversed(TABLES):
        op.drop_table(table)
    for column in (
        "course_id", "seats", "make_up_of_id", "test_opens_at", "test_closes_at", "closed_at",
    ):  # fmt: skip
        op.drop_column("training_class", column)
    for column in ("nominated_at", "invited_at"):
        op.drop_column("attendance", column)
    op.execute("delete from attendance where outcome in ('waiting', 'cancelled')")
    op.execute("update attendance set outcome = 'attended' where outcome = 'failed'")
    op.drop_constraint("ck_attendance_outcome", "attendance")
    op.create_check_constraint(
        "ck_attendance_outcome",
        "attendance",
        "outcome IN ('enrolled', 'attended', 'passed', 'absent')",
    )
    op.execute("alter sequence training_class_id_seq rename to course_id_seq")
    op.execute("alter index ix_training_class_unit_id rename to ix_course_unit_id")
    for table, old, new in RENAMED:
        op.execute(f"alter table {table} rename constraint {new} to {old}")
    op.alter_column("attendance", "class_id", new_column_name="course_id")
    op.rename_table("training_class", "course")
