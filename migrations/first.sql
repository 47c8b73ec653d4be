-- Tables, keys and indexes at revision 0096_rollout_reports, in alphabetical order, written by
-- pg_dump 17. Functions, triggers, policies and grants are those of app/kernel/row_security; the
-- tables of the job queue are in procrastinate_3_10.sql.

CREATE TABLE ab_api_key (
    id integer NOT NULL,
    uuid character varying(36) NOT NULL,
    name character varying(256) NOT NULL,
    key_hash character varying(256) NOT NULL,
    lookup_hash character varying(256),
    key_prefix character varying(16) NOT NULL,
    user_id integer NOT NULL,
    scopes text,
    active boolean NOT NULL,
    created_on timestamp without time zone,
    expires_on timestamp without time zone,
    revoked_on timestamp without time zone,
    last_used_on timestamp without time zone
);
CREATE SEQUENCE ab_api_key_id_seq AS integer;
ALTER SEQUENCE ab_api_key_id_seq OWNED BY ab_api_key.id;

CREATE TABLE ab_group (
    id integer NOT NULL,
    name character varying(100) NOT NULL,
    label character varying(150),
    description character varying(512)
);
CREATE SEQUENCE ab_group_id_seq AS integer;
ALTER SEQUENCE ab_group_id_seq OWNED BY ab_group.id;

CREATE TABLE ab_group_role (
    id integer NOT NULL,
    group_id integer,
    role_id integer
);
CREATE SEQUENCE ab_group_role_id_seq AS integer;
ALTER SEQUENCE ab_group_role_id_seq OWNED BY ab_group_role.id;

CREATE TABLE ab_permission (
    id integer NOT NULL,
    name character varying(100) NOT NULL
);
CREATE SEQUENCE ab_permission_id_seq AS integer;
ALTER SEQUENCE ab_permission_id_seq OWNED BY ab_permission.id;

CREATE TABLE ab_permission_view (
    id integer NOT NULL,
    permission_id integer NOT NULL,
    view_menu_id integer NOT NULL
);
CREATE SEQUENCE ab_permission_view_id_seq AS integer;
ALTER SEQUENCE ab_permission_view_id_seq OWNED BY ab_permission_view.id;

CREATE TABLE ab_permission_view_role (
    id integer NOT NULL,
    permission_view_id integer,
    role_id integer
);
CREATE SEQUENCE ab_permission_view_role_id_seq AS integer;
ALTER SEQUENCE ab_permission_view_role_id_seq OWNED BY ab_permission_view_role.id;

CREATE TABLE ab_register_user (
    id integer NOT NULL,
    first_name character varying(64) NOT NULL,
    last_name character varying(64) NOT NULL,
    username character varying(128) NOT NULL,
    password character varying(256),
    email character varying(320) NOT NULL,
    registration_date timestamp without time zone,
    registration_hash character varying(256)
);
CREATE SEQUENCE ab_register_user_id_seq AS integer;
ALTER SEQUENCE ab_register_user_id_seq OWNED BY ab_register_user.id;

CREATE TABLE ab_role (
    id integer NOT NULL,
    name character varying(64) NOT NULL
);
CREATE SEQUENCE ab_role_id_seq AS integer;
ALTER SEQUENCE ab_role_id_seq OWNED BY ab_role.id;

CREATE TABLE ab_user (
    id integer NOT NULL,
    first_name character varying(64) NOT NULL,
    last_name character varying(64) NOT NULL,
    username character varying(128) NOT NULL,
    password character varying(256),
    active boolean,
    email character varying(320) NOT NULL,
    last_login timestamp without time zone,
    login_count integer,
    fail_login_count integer,
    created_on timestamp without time zone,
    changed_on timestamp without time zone,
    created_by_fk integer,
    changed_by_fk integer
);

CREATE TABLE ab_user_group (
    id integer NOT NULL,
    user_id integer,
    group_id integer
);
CREATE SEQUENCE ab_user_group_id_seq AS integer;
ALTER SEQUENCE ab_user_group_id_seq OWNED BY ab_user_group.id;
CREATE SEQUENCE ab_user_id_seq AS integer;
ALTER SEQUENCE ab_user_id_seq OWNED BY ab_user.id;

CREATE TABLE ab_user_role (
    id integer NOT NULL,
    user_id integer,
    role_id integer
);
CREATE SEQUENCE ab_user_role_id_seq AS integer;
ALTER SEQUENCE ab_user_role_id_seq OWNED BY ab_user_role.id;

CREATE TABLE ab_view_menu (
    id integer NOT NULL,
    name character varying(250) NOT NULL
);
CREATE SEQUENCE ab_view_menu_id_seq AS integer;
ALTER SEQUENCE ab_view_menu_id_seq OWNED BY ab_view_menu.id;

CREATE TABLE absence (
    staff_id uuid NOT NULL,
    unit_id integer NOT NULL,
    during daterange NOT NULL,
    noted_by_id uuid NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_absence_ends CHECK ((NOT upper_inf(during)))
);
ALTER TABLE ONLY absence FORCE ROW LEVEL SECURITY;

CREATE TABLE access_entry (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    staff_id uuid,
    posting_id uuid,
    unit_id integer,
    action character varying(32) NOT NULL,
    subject character varying(64) NOT NULL,
    key character varying(64) NOT NULL,
    fields jsonb NOT NULL,
    page character varying(64) NOT NULL,
    network character varying(32),
    xact bigint NOT NULL,
    CONSTRAINT ck_access_entry_action CHECK ((action IN ('read', 'list', 'file', 'print', 'export', 'reveal', 'refused', 'sign_in_refused')))
);
ALTER TABLE ONLY access_entry FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE access_entry_id_seq;
ALTER SEQUENCE access_entry_id_seq OWNED BY access_entry.id;

CREATE TABLE account_issue (
    round_id integer NOT NULL,
    staff_id uuid NOT NULL,
    posting_id uuid NOT NULL,
    unit_id integer NOT NULL,
    role character varying(32) NOT NULL,
    id uuid NOT NULL,
    xact bigint NOT NULL,
    CONSTRAINT ck_account_issue_role CHECK ((role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')))
);
ALTER TABLE ONLY account_issue FORCE ROW LEVEL SECURITY;

CREATE TABLE account_round (
    id integer NOT NULL,
    unit_id integer NOT NULL,
    phase integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid NOT NULL,
    xact bigint NOT NULL
);
ALTER TABLE ONLY account_round FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE account_round_id_seq AS integer;
ALTER SEQUENCE account_round_id_seq OWNED BY account_round.id;

CREATE TABLE answers_revision (
    dossier_id uuid NOT NULL,
    n integer NOT NULL,
    answers jsonb NOT NULL,
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    xact bigint NOT NULL
);
ALTER TABLE ONLY answers_revision FORCE ROW LEVEL SECURITY;

CREATE TABLE assisted_duty (
    point_id integer NOT NULL,
    staff_id uuid NOT NULL,
    during tstzrange NOT NULL,
    id uuid NOT NULL,
    unit_id integer NOT NULL,
    CONSTRAINT ck_assisted_duty_during CHECK (((NOT isempty(during)) AND (NOT lower_inf(during)) AND (NOT upper_inf(during))))
);
ALTER TABLE ONLY assisted_duty FORCE ROW LEVEL SECURITY;

CREATE TABLE assisted_point (
    id integer NOT NULL,
    unit_id integer NOT NULL,
    name character varying(120) NOT NULL,
    place character varying(200) NOT NULL,
    hours character varying(120) NOT NULL,
    computers integer NOT NULL,
    equipment text,
    active boolean NOT NULL,
    CONSTRAINT ck_assisted_point_computers CHECK (((computers >= 0) AND (computers <= 100)))
);
ALTER TABLE ONLY assisted_point FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE assisted_point_id_seq AS integer;
ALTER SEQUENCE assisted_point_id_seq OWNED BY assisted_point.id;

CREATE TABLE attendance (
    class_id integer NOT NULL,
    staff_id uuid NOT NULL,
    outcome character varying(32) NOT NULL,
    note text,
    id uuid NOT NULL,
    nominated_at timestamp with time zone,
    invited_at timestamp with time zone,
    CONSTRAINT ck_attendance_outcome CHECK ((outcome IN ('waiting', 'enrolled', 'cancelled', 'attended', 'passed', 'failed', 'absent')))
);
ALTER TABLE ONLY attendance FORCE ROW LEVEL SECURITY;

CREATE TABLE audit_entry (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    staff_id uuid,
    action character varying(32) NOT NULL,
    subject character varying(64) NOT NULL,
    key character varying(64) NOT NULL,
    fields jsonb NOT NULL,
    xact bigint NOT NULL,
    unit_id integer
);
ALTER TABLE ONLY audit_entry FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE audit_entry_id_seq AS integer;
ALTER SEQUENCE audit_entry_id_seq OWNED BY audit_entry.id;

CREATE TABLE blank_batch (
    id integer NOT NULL,
    xact bigint NOT NULL,
    unit_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    series character varying(10) NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    received_on date NOT NULL,
    origin character varying(200) NOT NULL,
    CONSTRAINT ck_blank_batch_kind CHECK ((kind IN ('birth', 'marriage', 'extract', 'marital_status', 'other'))),
    CONSTRAINT ck_blank_batch_numbers CHECK (((first > 0) AND (first <= last) AND ((last - first) < 100000)))
);
ALTER TABLE ONLY blank_batch FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE blank_batch_id_seq AS integer;
ALTER SEQUENCE blank_batch_id_seq OWNED BY blank_batch.id;

CREATE TABLE blank_use (
    id integer NOT NULL,
    xact bigint NOT NULL,
    unit_id integer NOT NULL,
    batch_id integer NOT NULL,
    number integer NOT NULL,
    fate character varying(32) NOT NULL,
    on_day date NOT NULL,
    note character varying(300) NOT NULL,
    paper_id uuid,
    posting_id uuid,
    at timestamp with time zone NOT NULL,
    CONSTRAINT ck_blank_use_fate CHECK ((fate IN ('used', 'spoiled'))),
    CONSTRAINT ck_blank_use_note CHECK (((note)::text <> ''::text)),
    CONSTRAINT ck_blank_use_paper_of_used CHECK ((((fate)::text = 'used'::text) OR (paper_id IS NULL)))
);
ALTER TABLE ONLY blank_use FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE blank_use_id_seq AS integer;
ALTER SEQUENCE blank_use_id_seq OWNED BY blank_use.id;

CREATE TABLE book_event (
    id integer NOT NULL,
    book_id integer NOT NULL,
    unit_id integer NOT NULL,
    action character varying(32) NOT NULL,
    at timestamp with time zone NOT NULL,
    staff_id uuid,
    posting_id uuid,
    reason character varying(500),
    entries integer,
    first integer,
    last integer,
    pages integer,
    errors integer,
    xact bigint NOT NULL,
    CONSTRAINT ck_book_event_action CHECK ((action IN ('prepare', 'send_back', 'close', 'reopen'))),
    CONSTRAINT ck_book_event_minutes CHECK (((num_nulls(entries, first, last, pages, errors) =
CASE
    WHEN (action IN ('prepare', 'close')) THEN 0
    ELSE 5
END) AND ((action IN ('prepare', 'close')) OR (reason IS NOT NULL))))
);
ALTER TABLE ONLY book_event FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE book_event_id_seq AS integer;
ALTER SEQUENCE book_event_id_seq OWNED BY book_event.id;

CREATE TABLE bulk_run (
    staff_id uuid NOT NULL,
    unit_id integer NOT NULL,
    action character varying(32) NOT NULL,
    facts jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    rows jsonb NOT NULL,
    done boolean NOT NULL,
    version integer NOT NULL,
    id uuid NOT NULL
);
ALTER TABLE ONLY bulk_run FORCE ROW LEVEL SECURITY;

CREATE TABLE calendar_day (
    date date NOT NULL,
    kind character varying(32) NOT NULL,
    certain boolean NOT NULL,
    source character varying(200) NOT NULL,
    CONSTRAINT ck_calendar_day_kind CHECK ((kind IN ('closed', 'make_up', 'half', 'open_not_counted')))
);

CREATE TABLE call_task (
    message_id uuid NOT NULL,
    about uuid NOT NULL,
    unit_id integer NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    tries integer NOT NULL,
    outcome character varying(32),
    note text,
    last_at timestamp with time zone,
    done_at timestamp with time zone,
    by_id uuid,
    id uuid NOT NULL,
    CONSTRAINT ck_call_task_done_with_outcome CHECK (((done_at IS NULL) OR (outcome IS NOT NULL))),
    CONSTRAINT ck_call_task_outcome CHECK ((outcome IN ('told', 'no_answer', 'wrong_number', 'came_in', 'not_needed', 'told_later', 'overtaken'))),
    CONSTRAINT ck_call_task_tries CHECK ((tries >= 0))
);
ALTER TABLE ONLY call_task FORCE ROW LEVEL SECURITY;

CREATE TABLE channel_health (
    channel character varying(32) NOT NULL,
    failures integer NOT NULL,
    shut_until timestamp with time zone,
    last_ok_at timestamp with time zone,
    last_failure_at timestamp with time zone,
    last_why character varying(64),
    CONSTRAINT ck_channel_health_channel CHECK ((channel IN ('sms', 'email')))
);

CREATE TABLE clearance_waiver (
    staff_id uuid NOT NULL,
    unit_id integer NOT NULL,
    role character varying(32) NOT NULL,
    reason character varying(500) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid,
    id uuid NOT NULL,
    xact bigint NOT NULL,
    CONSTRAINT ck_clearance_waiver_role CHECK ((role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')))
);
ALTER TABLE ONLY clearance_waiver FORCE ROW LEVEL SECURITY;

CREATE TABLE code_try (
    about character varying(50) NOT NULL,
    n integer NOT NULL,
    on_day date NOT NULL,
    guess bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    xact bigint NOT NULL
);

CREATE TABLE commune_transfer (
    dossier_id uuid NOT NULL,
    code character varying(40) NOT NULL,
    from_commune_id integer NOT NULL,
    to_commune_id integer NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    proposed_by_id uuid,
    answered_at timestamp with time zone,
    agreed boolean,
    evidence text,
    passed_at timestamp with time zone,
    id uuid NOT NULL
);
ALTER TABLE ONLY commune_transfer FORCE ROW LEVEL SECURITY;

CREATE TABLE complaint (
    id uuid NOT NULL,
    dossier_id uuid NOT NULL,
    commune_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    n integer NOT NULL,
    number character varying(60) NOT NULL,
    said text NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    state character varying(32) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    is_complex boolean NOT NULL,
    answer text,
    closed_at timestamp with time zone,
    closed_by_id uuid,
    staff_id uuid,
    slip_id uuid,
    CONSTRAINT ck_complaint_answered CHECK (((((state)::text = 'open'::text) = (closed_at IS NULL)) AND ((closed_at IS NULL) = (answer IS NULL)) AND ((closed_at IS NULL) = (slip_id IS NULL)))),
    CONSTRAINT ck_complaint_kind CHECK ((kind IN ('complaint', 'feedback'))),
    CONSTRAINT ck_complaint_state CHECK ((state IN ('open', 'answered', 'declined')))
);
ALTER TABLE ONLY complaint FORCE ROW LEVEL SECURITY;

CREATE TABLE copied_entry (
    id uuid NOT NULL,
    unit_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    year integer NOT NULL,
    book character varying(40) NOT NULL,
    number integer NOT NULL,
    registered_on date NOT NULL,
    content jsonb NOT NULL,
    subject_name character varying(510) NOT NULL,
    subject_folded character varying(510) NOT NULL,
    is_rehearsal boolean NOT NULL,
    copied_at timestamp with time zone NOT NULL,
    copied_by_id uuid NOT NULL,
    xact bigint NOT NULL,
    event_on date,
    parents_folded character varying(510) NOT NULL,
    CONSTRAINT ck_copied_entry_kind CHECK ((kind IN ('birth', 'death', 'marriage', 'guardianship', 'guardianship_end', 'recognition', 'change', 'marital_status', 'extract', 'certified', 'other', 'practice'))),
    CONSTRAINT ck_copied_entry_number CHECK ((number > 0))
);
ALTER TABLE ONLY copied_entry FORCE ROW LEVEL SECURITY;

CREATE TABLE count_check (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    counted integer NOT NULL,
    differences jsonb NOT NULL
);
ALTER TABLE ONLY count_check FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE count_check_id_seq AS integer;
ALTER SEQUENCE count_check_id_seq OWNED BY count_check.id;

CREATE TABLE counting_mark (
    id integer NOT NULL,
    upto bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    calendar jsonb NOT NULL
);

CREATE TABLE credential (
    user_id integer NOT NULL,
    password_hash character varying(60) NOT NULL
);

CREATE TABLE custody_move (
    id integer NOT NULL,
    dossier_id uuid NOT NULL,
    leg_id uuid,
    paper_id uuid NOT NULL,
    source character varying(32),
    target character varying(32) NOT NULL,
    at timestamp with time zone NOT NULL,
    event_id integer NOT NULL,
    xact bigint NOT NULL,
    CONSTRAINT ck_custody_move_source CHECK ((source IN ('citizen', 'commune', 'police', 'insurance', 'other_commune'))),
    CONSTRAINT ck_custody_move_target CHECK ((target IN ('citizen', 'commune', 'police', 'insurance', 'other_commune')))
);
ALTER TABLE ONLY custody_move FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE custody_move_id_seq AS integer;
ALTER SEQUENCE custody_move_id_seq OWNED BY custody_move.id;

CREATE TABLE daily_count (
    commune_id integer NOT NULL,
    received_on date NOT NULL,
    part character varying(32) NOT NULL,
    received integer NOT NULL,
    in_time integer NOT NULL,
    late integer NOT NULL,
    closed integer NOT NULL,
    running integer NOT NULL,
    overdue integer NOT NULL,
    paused integer NOT NULL,
    days integer NOT NULL,
    measured integer NOT NULL,
    CONSTRAINT ck_daily_count_part CHECK ((part IN ('whole', 'police', 'insurance', 'commune')))
);
ALTER TABLE ONLY daily_count FORCE ROW LEVEL SECURITY;

CREATE TABLE daily_counter (
    commune_id integer NOT NULL,
    day date NOT NULL,
    last integer NOT NULL,
    is_rehearsal boolean NOT NULL
);

CREATE TABLE daily_flow (
    commune_id integer NOT NULL,
    day date NOT NULL,
    received integer NOT NULL,
    settled integer NOT NULL,
    refused integer NOT NULL,
    became_late integer NOT NULL,
    supplements_asked integer NOT NULL
);
ALTER TABLE ONLY daily_flow FORCE ROW LEVEL SECURITY;

CREATE TABLE data_request (
    at timestamp with time zone NOT NULL,
    staff_id uuid NOT NULL,
    request_no character varying(60) NOT NULL,
    reason text NOT NULL,
    dossiers jsonb NOT NULL,
    id uuid NOT NULL,
    xact bigint NOT NULL
);
ALTER TABLE ONLY data_request FORCE ROW LEVEL SECURITY;

CREATE TABLE deadline_extension (
    id integer NOT NULL,
    dossier_id uuid NOT NULL,
    amount integer NOT NULL,
    unit character varying(32) NOT NULL,
    cause character varying(32) NOT NULL,
    proof_event_id integer NOT NULL,
    xact bigint NOT NULL,
    CONSTRAINT ck_deadline_extension_adds_time CHECK (((amount > 0) AND ((unit)::text <> 'same_day'::text))),
    CONSTRAINT ck_deadline_extension_unit CHECK ((unit IN ('same_day', 'working_hour', 'working_day', 'calendar_day')))
);
ALTER TABLE ONLY deadline_extension FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE deadline_extension_id_seq AS integer;
ALTER SEQUENCE deadline_extension_id_seq OWNED BY deadline_extension.id;

CREATE TABLE deadline_pause (
    id integer NOT NULL,
    dossier_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    during tstzrange NOT NULL,
    cause character varying(32) NOT NULL,
    proof_event_id integer NOT NULL,
    resumed_event_id integer,
    CONSTRAINT ck_deadline_pause_ended_by_a_step CHECK ((upper_inf(during) = (resumed_event_id IS NULL)))
);
ALTER TABLE ONLY deadline_pause FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE deadline_pause_id_seq AS integer;
ALTER SEQUENCE deadline_pause_id_seq OWNED BY deadline_pause.id;

CREATE TABLE delivery_attempt (
    message_id uuid NOT NULL,
    attempt integer NOT NULL,
    at timestamp with time zone NOT NULL,
    ref character varying(128),
    error character varying(64),
    id uuid NOT NULL,
    xact bigint NOT NULL
);
ALTER TABLE ONLY delivery_attempt FORCE ROW LEVEL SECURITY;

CREATE TABLE delivery_report (
    message_id uuid NOT NULL,
    kind integer NOT NULL,
    ref character varying(128),
    at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    xact bigint NOT NULL
);
ALTER TABLE ONLY delivery_report FORCE ROW LEVEL SECURITY;

CREATE TABLE demonstration (
    made_on date NOT NULL,
    first_day date NOT NULL
);

CREATE TABLE district_monthly_count (
    district_id integer NOT NULL,
    month date NOT NULL,
    part character varying(32) NOT NULL,
    received integer NOT NULL,
    in_time integer NOT NULL,
    late integer NOT NULL,
    closed integer NOT NULL,
    running integer NOT NULL,
    overdue integer NOT NULL,
    paused integer NOT NULL,
    days integer NOT NULL,
    measured integer NOT NULL,
    CONSTRAINT ck_district_monthly_count_part CHECK ((part IN ('whole', 'police', 'insurance', 'commune')))
);
ALTER TABLE ONLY district_monthly_count FORCE ROW LEVEL SECURITY;

CREATE TABLE district_procedure_count (
    district_id integer NOT NULL,
    month date NOT NULL,
    procedure_id integer NOT NULL,
    channel character varying(32) NOT NULL,
    received integer NOT NULL,
    in_time integer NOT NULL,
    late integer NOT NULL,
    closed integer NOT NULL,
    running integer NOT NULL,
    overdue integer NOT NULL,
    paused integer NOT NULL,
    days integer NOT NULL,
    measured integer NOT NULL,
    refused integer NOT NULL,
    supplement_requests integer NOT NULL,
    supplemented integer NOT NULL,
    supplemented_twice integer NOT NULL,
    CONSTRAINT ck_district_procedure_count_channel CHECK ((channel IN ('self', 'assisted', 'on_behalf', 'from_paper')))
);
ALTER TABLE ONLY district_procedure_count FORCE ROW LEVEL SECURITY;

CREATE TABLE district_stage_days (
    district_id integer NOT NULL,
    month date NOT NULL,
    stage character varying(32) NOT NULL,
    days integer NOT NULL,
    dossiers integer NOT NULL,
    CONSTRAINT ck_district_stage_days_stage CHECK ((stage IN ('accept', 'register', 'police', 'insurance', 'commune', 'hand_over', 'whole')))
);
ALTER TABLE ONLY district_stage_days FORCE ROW LEVEL SECURITY;

CREATE TABLE district_weekly_count (
    district_id integer NOT NULL,
    week date NOT NULL,
    channel character varying(32) NOT NULL,
    received integer NOT NULL,
    in_time integer NOT NULL,
    late integer NOT NULL,
    CONSTRAINT ck_district_weekly_count_channel CHECK ((channel IN ('self', 'assisted', 'on_behalf', 'from_paper')))
);
ALTER TABLE ONLY district_weekly_count FORCE ROW LEVEL SECURITY;

CREATE TABLE dossier (
    code character varying(40) NOT NULL,
    secret_hash character varying(200) NOT NULL,
    commune_id integer NOT NULL,
    procedure_version_id integer NOT NULL,
    state character varying(32) NOT NULL,
    row_version integer NOT NULL,
    channel character varying(32) NOT NULL,
    channel_evidence text,
    is_rehearsal boolean NOT NULL,
    answers jsonb NOT NULL,
    answers_rev integer NOT NULL,
    subject_name character varying(200) NOT NULL,
    subject_folded character varying(200) NOT NULL,
    subject_born date,
    applicant_name character varying(200) NOT NULL,
    applicant_phone character varying(20),
    applicant_id character varying(20),
    submitted_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    visit_at timestamp with time zone,
    visited_at timestamp with time zone,
    declarant_signed_at timestamp with time zone,
    prepared_by_id uuid,
    registered_at timestamp with time zone,
    ended_at timestamp with time zone,
    clock_started_at timestamp with time zone,
    promised_at timestamp with time zone,
    due_at timestamp with time zone,
    assigned_to_id uuid,
    note text,
    collected_by character varying(200),
    collected_with character varying(200),
    id uuid NOT NULL,
    owed_since timestamp with time zone,
    supplements_asked integer NOT NULL,
    intake_due_at timestamp with time zone,
    passing_to_id integer,
    language character varying(2) NOT NULL,
    doors_from timestamp with time zone,
    written_answer_due_since timestamp with time zone,
    CONSTRAINT ck_dossier_channel CHECK ((channel IN ('self', 'assisted', 'on_behalf', 'from_paper'))),
    CONSTRAINT ck_dossier_language CHECK ((language IN ('vi', 'en'))),
    CONSTRAINT ck_dossier_state CHECK ((state IN ('submitted', 'supplementing', 'accepted', 'prepared', 'to_sign', 'registered', 'at_agencies', 'ready', 'returned', 'not_accepted', 'refused', 'withdrawn', 'stopped')))
);
ALTER TABLE ONLY dossier FORCE ROW LEVEL SECURITY;

CREATE TABLE dossier_event (
    id integer NOT NULL,
    dossier_id uuid NOT NULL,
    leg_id uuid,
    at timestamp with time zone NOT NULL,
    action character varying(32) NOT NULL,
    source character varying(32),
    target character varying(32) NOT NULL,
    capacity character varying(32) NOT NULL,
    staff_id uuid,
    posting_id uuid,
    reason text,
    facts jsonb NOT NULL,
    xact bigint NOT NULL
);
ALTER TABLE ONLY dossier_event FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE dossier_event_id_seq AS integer;
ALTER SEQUENCE dossier_event_id_seq OWNED BY dossier_event.id;

CREATE TABLE dossier_note (
    dossier_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    text text NOT NULL,
    xact bigint NOT NULL,
    id uuid NOT NULL
);
ALTER TABLE ONLY dossier_note FORCE ROW LEVEL SECURITY;

CREATE TABLE dossier_person (
    number character varying(20) NOT NULL,
    dossier_id uuid NOT NULL
);
ALTER TABLE ONLY dossier_person FORCE ROW LEVEL SECURITY;

CREATE TABLE draft (
    version_id integer NOT NULL,
    commune_id integer NOT NULL,
    answers jsonb NOT NULL,
    completed_sections jsonb NOT NULL,
    secret_hash bytea NOT NULL,
    channel character varying(32) NOT NULL,
    channel_evidence text,
    entered_by_id uuid,
    saved_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    is_rehearsal boolean NOT NULL,
    phone_hash bytea,
    saved_by character varying(16),
    CONSTRAINT ck_draft_channel CHECK ((channel IN ('self', 'assisted', 'on_behalf', 'from_paper')))
);
ALTER TABLE ONLY draft FORCE ROW LEVEL SECURITY;

CREATE TABLE duplicate_candidate (
    dossier_id uuid NOT NULL,
    other_id uuid NOT NULL,
    other_code character varying(40) NOT NULL,
    other_commune_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    score integer NOT NULL,
    reasons jsonb NOT NULL,
    found_at timestamp with time zone NOT NULL,
    decision character varying(32),
    decided_at timestamp with time zone,
    decided_by_id uuid,
    why text,
    id uuid NOT NULL,
    CONSTRAINT ck_duplicate_candidate_decision CHECK ((decision IN ('same', 'different'))),
    CONSTRAINT ck_duplicate_candidate_kind CHECK ((kind IN ('same_subject', 'same_mother_and_day', 'undecided'))),
    CONSTRAINT ck_duplicate_candidate_score CHECK (((score >= 0) AND (score <= 100))),
    CONSTRAINT ck_duplicate_candidate_two_dossiers CHECK ((dossier_id <> other_id))
);
ALTER TABLE ONLY duplicate_candidate FORCE ROW LEVEL SECURITY;

CREATE TABLE duplicate_check (
    dossier_id uuid NOT NULL,
    answers_rev integer NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY duplicate_check FORCE ROW LEVEL SECURITY;

CREATE TABLE earlier_entry (
    id uuid NOT NULL,
    dossier_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    says character varying(400) NOT NULL,
    at timestamp with time zone NOT NULL,
    staff_id uuid
);
ALTER TABLE ONLY earlier_entry FORCE ROW LEVEL SECURITY;

CREATE TABLE edit_lock (
    dossier_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    until timestamp with time zone NOT NULL
);
ALTER TABLE ONLY edit_lock FORCE ROW LEVEL SECURITY;

CREATE TABLE entry_counter (
    unit_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    CONSTRAINT ck_entry_counter_kind CHECK ((kind IN ('birth', 'death', 'marriage', 'guardianship', 'guardianship_end', 'recognition', 'change', 'marital_status', 'extract', 'certified', 'other', 'practice')))
);
ALTER TABLE ONLY entry_counter FORCE ROW LEVEL SECURITY;

CREATE TABLE entry_note (
    id uuid NOT NULL,
    entry_id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    text character varying(1000) NOT NULL,
    basis character varying(300) NOT NULL,
    made_on date NOT NULL,
    unit_id integer NOT NULL,
    source_entry_id uuid,
    at timestamp with time zone NOT NULL,
    staff_id uuid,
    posting_id uuid,
    xact bigint NOT NULL,
    CONSTRAINT ck_entry_note_kind CHECK ((kind IN ('change', 'correction', 'supplement', 'court', 'recognition', 'marriage', 'divorce', 'death')))
);
ALTER TABLE ONLY entry_note FORCE ROW LEVEL SECURITY;

CREATE TABLE entry_number (
    entry_id uuid NOT NULL,
    number character varying(12) NOT NULL,
    import_id uuid NOT NULL,
    source character varying(200) NOT NULL,
    as_of date NOT NULL,
    at timestamp with time zone NOT NULL,
    xact bigint NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_entry_number_number CHECK (((number)::text ~ '^[0-9]{12}$'::text))
);
ALTER TABLE ONLY entry_number FORCE ROW LEVEL SECURITY;

CREATE TABLE entry_proposal (
    entry_id uuid NOT NULL,
    unit_id integer NOT NULL,
    note_kind character varying(32),
    issued_id uuid,
    reason character varying(32),
    scan_id uuid,
    text character varying(1000) NOT NULL,
    basis character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    staff_id uuid NOT NULL,
    posting_id uuid,
    xact bigint NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_entry_proposal_note_kind CHECK ((note_kind IN ('change', 'correction', 'supplement', 'court', 'recognition', 'marriage', 'divorce', 'death'))),
    CONSTRAINT ck_entry_proposal_reason CHECK ((reason IN ('against_law', 'wrong_person', 'lost'))),
    CONSTRAINT ck_entry_proposal_subject CHECK ((((note_kind IS NULL) = (issued_id IS NOT NULL)) AND ((reason IS NULL) = (issued_id IS NULL))))
);
ALTER TABLE ONLY entry_proposal FORCE ROW LEVEL SECURITY;

CREATE TABLE equipment_fault (
    unit_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    what text NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    reported_by_id uuid NOT NULL,
    state character varying(32) NOT NULL,
    party_id integer,
    done text,
    solved_at timestamp with time zone,
    id uuid NOT NULL,
    CONSTRAINT ck_equipment_fault_kind CHECK ((kind IN ('wan', 'computers', 'printer', 'scanner', 'data_centre', 'population'))),
    CONSTRAINT ck_equipment_fault_state CHECK ((state IN ('reported', 'working', 'solved')))
);
ALTER TABLE ONLY equipment_fault FORCE ROW LEVEL SECURITY;

CREATE TABLE fee (
    dossier_id uuid NOT NULL,
    key character varying(40) NOT NULL,
    kind character varying(32) NOT NULL,
    for_leg character varying(32),
    label character varying(200) NOT NULL,
    amount integer NOT NULL,
    receipt_no character varying(40),
    taken_at timestamp with time zone,
    passed_on_at timestamp with time zone,
    refund_due_at timestamp with time zone,
    refunded_at timestamp with time zone,
    id uuid NOT NULL,
    CONSTRAINT ck_fee_amount CHECK ((amount >= 0)),
    CONSTRAINT ck_fee_kind CHECK ((kind IN ('fee', 'held')))
);
ALTER TABLE ONLY fee FORCE ROW LEVEL SECURITY;

CREATE TABLE fee_move (
    id integer NOT NULL,
    fee_id uuid NOT NULL,
    dossier_id uuid NOT NULL,
    commune_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    amount integer NOT NULL,
    receipt_no character varying(40),
    at timestamp with time zone NOT NULL,
    staff_id uuid,
    posting_id uuid,
    xact bigint NOT NULL,
    CONSTRAINT ck_fee_move_amount CHECK ((amount > 0)),
    CONSTRAINT ck_fee_move_kind CHECK ((kind IN ('taken', 'passed_on', 'receipted', 'came_back', 'refunded')))
);
ALTER TABLE ONLY fee_move FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE fee_move_id_seq AS integer;
ALTER SEQUENCE fee_move_id_seq OWNED BY fee_move.id;

CREATE TABLE handover (
    id integer NOT NULL,
    leg_id uuid NOT NULL,
    commune_id integer NOT NULL,
    holder_unit_id integer NOT NULL,
    packet_n integer NOT NULL,
    checksum character varying(64) NOT NULL,
    direction character varying(32) NOT NULL,
    party character varying(32) NOT NULL,
    at timestamp with time zone NOT NULL,
    booked_at timestamp with time zone NOT NULL,
    event_id integer NOT NULL,
    staff_id uuid,
    posting_id uuid,
    seat character varying(300),
    sheet_id uuid,
    key character varying(80) NOT NULL,
    xact bigint NOT NULL,
    CONSTRAINT ck_handover_direction CHECK ((direction IN ('out', 'back'))),
    CONSTRAINT ck_handover_party CHECK ((party IN ('giver', 'taker')))
);
ALTER TABLE ONLY handover FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE handover_id_seq AS integer;
ALTER SEQUENCE handover_id_seq OWNED BY handover.id;

CREATE TABLE handover_sheet (
    id uuid NOT NULL,
    commune_id integer NOT NULL,
    holder_unit_id integer NOT NULL,
    direction character varying(32) NOT NULL,
    year integer NOT NULL,
    n integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by_id uuid,
    printed_key character varying(80),
    signed_key character varying(80),
    signed_sha256 character varying(64),
    signed_mime character varying(60),
    signed_scan character varying(32),
    is_rehearsal boolean NOT NULL,
    CONSTRAINT ck_handover_sheet_direction CHECK ((direction IN ('out', 'back'))),
    CONSTRAINT ck_handover_sheet_signed_scan CHECK ((signed_scan IN ('clean', 'not_scanned', 'own')))
);
ALTER TABLE ONLY handover_sheet FORCE ROW LEVEL SECURITY;

CREATE TABLE handover_sheet_line (
    id uuid NOT NULL,
    sheet_id uuid NOT NULL,
    n integer NOT NULL,
    leg_id uuid NOT NULL,
    packet_n integer NOT NULL,
    checksum character varying(64) NOT NULL,
    signed_by character varying(200),
    signed_at timestamp with time zone,
    CONSTRAINT ck_handover_sheet_line_signed CHECK (((signed_by IS NULL) = (signed_at IS NULL)))
);
ALTER TABLE ONLY handover_sheet_line FORCE ROW LEVEL SECURITY;

CREATE TABLE health_facility (
    id integer NOT NULL,
    code character varying NOT NULL,
    district_id integer NOT NULL,
    name character varying NOT NULL,
    during daterange NOT NULL
);
ALTER TABLE ONLY health_facility FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE health_facility_id_seq AS integer;
ALTER SEQUENCE health_facility_id_seq OWNED BY health_facility.id;

CREATE TABLE household (
    code character varying(20) NOT NULL,
    as_of date NOT NULL,
    id uuid NOT NULL,
    household_book character varying(20),
    household_address text,
    head_name character varying(200),
    head_number character varying(12)
);
ALTER TABLE ONLY household FORCE ROW LEVEL SECURITY;

CREATE TABLE inbound_message (
    gateway_id character varying(64) NOT NULL,
    sender character varying(20) NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    heard character varying(32),
    answered_at timestamp with time zone,
    reply_id uuid,
    id uuid NOT NULL,
    CONSTRAINT ck_inbound_message_heard CHECK ((heard IN ('state', 'stop', 'start', 'other')))
);
ALTER TABLE ONLY inbound_message FORCE ROW LEVEL SECURITY;

CREATE TABLE inbox_rule (
    unit_id integer NOT NULL,
    in_turn boolean NOT NULL,
    version integer NOT NULL
);
ALTER TABLE ONLY inbox_rule FORCE ROW LEVEL SECURITY;

CREATE TABLE issued_paper (
    id uuid NOT NULL,
    xact bigint NOT NULL,
    paper_id uuid NOT NULL,
    unit_id integer NOT NULL,
    code_hash character varying(64) NOT NULL,
    sha256 character varying(64) NOT NULL,
    name character varying(200) NOT NULL,
    number character varying(40) NOT NULL,
    office character varying(200) NOT NULL,
    issued_on date NOT NULL,
    initials character varying(40) NOT NULL,
    birth_year integer,
    source_entry_id uuid
);
ALTER TABLE ONLY issued_paper FORCE ROW LEVEL SECURITY;

CREATE TABLE issued_paper_end (
    id uuid NOT NULL,
    issued_id uuid NOT NULL,
    xact bigint NOT NULL,
    unit_id integer NOT NULL,
    status character varying(32) NOT NULL,
    since date NOT NULL,
    at timestamp with time zone NOT NULL,
    posting_id uuid,
    reason text NOT NULL,
    by_id uuid,
    CONSTRAINT ck_issued_paper_end_status CHECK ((status IN ('superseded', 'revoked'))),
    CONSTRAINT ck_issued_paper_end_successor CHECK ((((status)::text = 'superseded'::text) OR (by_id IS NULL)))
);
ALTER TABLE ONLY issued_paper_end FORCE ROW LEVEL SECURITY;

CREATE TABLE job_run (
    id integer NOT NULL,
    task character varying(64) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    error character varying(64),
    asked_by_id uuid
);
CREATE SEQUENCE job_run_id_seq AS integer;
ALTER SEQUENCE job_run_id_seq OWNED BY job_run.id;

CREATE TABLE journal_check (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    seals integer NOT NULL,
    rows bigint NOT NULL,
    fault character varying(32),
    facts jsonb NOT NULL,
    xact bigint NOT NULL,
    CONSTRAINT ck_journal_check_fault CHECK ((fault IN ('rows', 'columns', 'future', 'seal', 'seals_missing', 'not_kept', 'second_place')))
);
CREATE SEQUENCE journal_check_id_seq AS integer;
ALTER SEQUENCE journal_check_id_seq OWNED BY journal_check.id;

CREATE TABLE journal_seal (
    n integer NOT NULL,
    at timestamp with time zone NOT NULL,
    upto bigint NOT NULL,
    heads jsonb NOT NULL,
    shapes jsonb,
    digest character varying(64) NOT NULL
);

CREATE TABLE keyed_entry (
    unit_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    book character varying(40) NOT NULL,
    number integer NOT NULL,
    step character varying(32) NOT NULL,
    registered_on date NOT NULL,
    typed jsonb NOT NULL,
    is_rehearsal boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    staff_id uuid NOT NULL,
    posting_id uuid NOT NULL,
    xact bigint NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_keyed_entry_kind CHECK ((kind IN ('birth', 'death', 'marriage', 'guardianship', 'guardianship_end', 'recognition', 'change', 'marital_status', 'extract', 'certified', 'other', 'practice'))),
    CONSTRAINT ck_keyed_entry_number CHECK ((number > 0)),
    CONSTRAINT ck_keyed_entry_step CHECK ((step IN ('first', 'second', 'agreed')))
);
ALTER TABLE ONLY keyed_entry FORCE ROW LEVEL SECURITY;

CREATE TABLE leg (
    dossier_id uuid NOT NULL,
    commune_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    holder_unit_id integer NOT NULL,
    state character varying(32) NOT NULL,
    version integer NOT NULL,
    seq integer NOT NULL,
    code character varying(40) NOT NULL,
    subject_name character varying(200) NOT NULL,
    list_confirmed_at timestamp with time zone,
    list_confirmed_by_id uuid,
    sent_at timestamp with time zone,
    received_at timestamp with time zone,
    answered_at timestamp with time zone,
    closed_at timestamp with time zone,
    due_at timestamp with time zone,
    result jsonb NOT NULL,
    id uuid NOT NULL,
    sheet_signed_at timestamp with time zone,
    is_rehearsal boolean NOT NULL,
    corrects_id uuid,
    CONSTRAINT ck_leg_kind CHECK ((kind IN ('police', 'insurance', 'commune'))),
    CONSTRAINT ck_leg_state CHECK ((state IN ('prepared', 'sent', 'received', 'completing', 'answered', 'refused', 'recalled', 'collected')))
);
ALTER TABLE ONLY leg FORCE ROW LEVEL SECURITY;

CREATE TABLE local_limit (
    id integer NOT NULL,
    version_id integer NOT NULL,
    unit_id integer NOT NULL,
    step character varying(32) NOT NULL,
    amount integer NOT NULL,
    unit character varying(32) NOT NULL,
    during daterange NOT NULL,
    CONSTRAINT ck_local_limit_amount CHECK ((amount >= 0)),
    CONSTRAINT ck_local_limit_step CHECK ((step IN ('total', 'register', 'police', 'insurance', 'commune', 'verify'))),
    CONSTRAINT ck_local_limit_unit CHECK ((unit IN ('same_day', 'working_hour', 'working_day', 'calendar_day')))
);
ALTER TABLE ONLY local_limit FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE local_limit_id_seq AS integer;
ALTER SEQUENCE local_limit_id_seq OWNED BY local_limit.id;

CREATE TABLE lookup_purpose (
    code character varying(32) NOT NULL,
    fields jsonb NOT NULL,
    CONSTRAINT ck_lookup_purpose_code CHECK ((code IN ('person', 'residence', 'household', 'marital', 'family', 'alive')))
);

CREATE TABLE message (
    channel character varying(32) NOT NULL,
    recipient character varying(254) NOT NULL,
    template character varying(64) NOT NULL,
    facts jsonb NOT NULL,
    subject_id uuid NOT NULL,
    state character varying(32) NOT NULL,
    attempts integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    id uuid NOT NULL,
    unit_id integer,
    language character varying(2) NOT NULL,
    idempotency_key character varying(120),
    urgent boolean NOT NULL,
    wording_id integer,
    due_at timestamp with time zone NOT NULL,
    rejections integer NOT NULL,
    failure_reason character varying(64),
    gateway_reference character varying(128),
    parts integer,
    cost integer,
    finished_at timestamp with time zone,
    is_rehearsal boolean NOT NULL,
    CONSTRAINT ck_message_attempts CHECK (((attempts >= 0) AND (attempts <= 8))),
    CONSTRAINT ck_message_channel CHECK ((channel IN ('sms', 'email'))),
    CONSTRAINT ck_message_rejections CHECK (((rejections >= 0) AND (rejections <= 48))),
    CONSTRAINT ck_message_state CHECK ((state IN ('created', 'sending', 'sent', 'delivered', 'temporary_failure', 'permanent_failure', 'technical_failure', 'cancelled')))
);
ALTER TABLE ONLY message FORCE ROW LEVEL SECURITY;

CREATE TABLE message_wording (
    id integer NOT NULL,
    template character varying(64) NOT NULL,
    language character varying(2) NOT NULL,
    variant character varying(32) NOT NULL,
    n integer NOT NULL,
    subject text NOT NULL,
    "full" text NOT NULL,
    sms text NOT NULL,
    accented boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid,
    xact bigint NOT NULL,
    CONSTRAINT ck_message_wording_language CHECK ((language IN ('vi', 'en'))),
    CONSTRAINT ck_message_wording_n CHECK ((n > 0)),
    CONSTRAINT ck_message_wording_variant CHECK ((variant IN ('said', 'in_part', 'at_home')))
);
ALTER TABLE ONLY message_wording FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE message_wording_id_seq AS integer;
ALTER SEQUENCE message_wording_id_seq OWNED BY message_wording.id;

CREATE TABLE monthly_count (
    commune_id integer NOT NULL,
    month date NOT NULL,
    part character varying(32) NOT NULL,
    received integer NOT NULL,
    in_time integer NOT NULL,
    late integer NOT NULL,
    closed integer NOT NULL,
    running integer NOT NULL,
    overdue integer NOT NULL,
    paused integer NOT NULL,
    days integer NOT NULL,
    measured integer NOT NULL,
    CONSTRAINT ck_monthly_count_part CHECK ((part IN ('whole', 'police', 'insurance', 'commune')))
);
ALTER TABLE ONLY monthly_count FORCE ROW LEVEL SECURITY;

CREATE TABLE notice_preference (
    staff_id uuid NOT NULL,
    digest_by character varying(32) NOT NULL,
    email character varying(254),
    at timestamp with time zone NOT NULL,
    CONSTRAINT ck_notice_preference_digest_by CHECK ((digest_by IN ('email', 'sms', 'not'))),
    CONSTRAINT ck_notice_preference_email CHECK ((((digest_by)::text <> 'email'::text) OR (email IS NOT NULL)))
);
ALTER TABLE ONLY notice_preference FORCE ROW LEVEL SECURITY;

CREATE TABLE one_time_code (
    purpose character varying(32) NOT NULL,
    asked character varying(60) NOT NULL,
    new_phone character varying(20),
    at timestamp with time zone NOT NULL,
    expires timestamp with time zone NOT NULL,
    dossier_id uuid,
    draft_id uuid,
    phone_hash bytea,
    code_hash bytea,
    sent_at timestamp with time zone,
    tries integer NOT NULL,
    used_at timestamp with time zone,
    id uuid NOT NULL,
    CONSTRAINT ck_one_time_code_purpose CHECK ((purpose IN ('claim_draft', 'open_dossier', 'change_phone', 'new_secret'))),
    CONSTRAINT ck_one_time_code_tries CHECK (((tries >= 0) AND (tries <= 5)))
);
ALTER TABLE ONLY one_time_code FORCE ROW LEVEL SECURITY;

CREATE TABLE one_use_link (
    token_hash bytea NOT NULL,
    user_id integer NOT NULL,
    purpose character varying(32) NOT NULL,
    words jsonb NOT NULL,
    started_at timestamp with time zone NOT NULL,
    started_by uuid,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT ck_one_use_link_purpose CHECK ((purpose IN ('activate', 'reset')))
);

CREATE TABLE opening (
    id integer NOT NULL,
    unit_id integer NOT NULL,
    procedure_code character varying(16),
    during daterange NOT NULL,
    reason text NOT NULL
);
ALTER TABLE ONLY opening FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE opening_id_seq AS integer;
ALTER SEQUENCE opening_id_seq OWNED BY opening.id;

CREATE TABLE opt_out (
    phone character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    id uuid NOT NULL
);
ALTER TABLE ONLY opt_out FORCE ROW LEVEL SECURITY;

CREATE TABLE overprint_offset (
    unit_id integer NOT NULL,
    blank character varying(32) NOT NULL,
    right_tenths integer NOT NULL,
    down_tenths integer NOT NULL,
    set_at timestamp with time zone NOT NULL,
    set_by_id uuid NOT NULL,
    CONSTRAINT ck_overprint_offset_blank CHECK ((blank IN ('birth', 'marriage'))),
    CONSTRAINT ck_overprint_offset_offset CHECK (((abs(right_tenths) <= 300) AND (abs(down_tenths) <= 300)))
);
ALTER TABLE ONLY overprint_offset FORCE ROW LEVEL SECURITY;

CREATE TABLE packet (
    leg_id uuid NOT NULL,
    n integer NOT NULL,
    content jsonb NOT NULL,
    papers jsonb NOT NULL,
    checksum character varying(64) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by_id uuid,
    id uuid NOT NULL,
    xact bigint NOT NULL
);
ALTER TABLE ONLY packet FORCE ROW LEVEL SECURITY;

CREATE TABLE paper (
    draft_id uuid,
    dossier_id uuid,
    leg_id uuid,
    kind character varying(32) NOT NULL,
    key character varying(40) NOT NULL,
    name character varying(200) NOT NULL,
    file_name character varying(200),
    storage_key character varying(80),
    sha256 character varying(64),
    size integer,
    mime character varying(60),
    filed_at timestamp with time zone NOT NULL,
    original_seen_at timestamp with time zone,
    original_seen_by_id uuid,
    custody character varying(32) NOT NULL,
    id uuid NOT NULL,
    received_sha256 character varying(64),
    scan character varying(32),
    verdict character varying(32),
    verdict_note character varying(300),
    CONSTRAINT ck_paper_custody CHECK ((custody IN ('citizen', 'commune', 'police', 'insurance', 'other_commune'))),
    CONSTRAINT ck_paper_kind CHECK ((kind IN ('filed', 'result'))),
    CONSTRAINT ck_paper_one_owner CHECK (((draft_id IS NULL) <> (dossier_id IS NULL))),
    CONSTRAINT ck_paper_result_of_dossier CHECK ((((kind)::text <> 'result'::text) OR (dossier_id IS NOT NULL))),
    CONSTRAINT ck_paper_scan CHECK ((scan IN ('clean', 'not_scanned', 'own'))),
    CONSTRAINT ck_paper_scan_of_file CHECK (((storage_key IS NULL) = (scan IS NULL))),
    CONSTRAINT ck_paper_verdict CHECK ((verdict IN ('sound', 'unsound'))),
    CONSTRAINT ck_paper_verdict_note CHECK ((((verdict)::text = 'unsound'::text) = (verdict_note IS NOT NULL)))
);
ALTER TABLE ONLY paper FORCE ROW LEVEL SECURITY;

CREATE TABLE pending_form (
    token_hash bytea NOT NULL,
    user_id integer NOT NULL,
    path text NOT NULL,
    fields jsonb NOT NULL,
    kept_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY pending_form FORCE ROW LEVEL SECURITY;

CREATE TABLE permission_version (
    id integer NOT NULL,
    value integer NOT NULL,
    CONSTRAINT ck_permission_version_one_row CHECK ((id = 1))
);

CREATE TABLE population_alarm (
    id integer NOT NULL,
    lookup_id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    settled_by_id uuid,
    finding text,
    CONSTRAINT ck_population_alarm_kind CHECK (((kind)::text = 'decoy'::text))
);
ALTER TABLE ONLY population_alarm FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE population_alarm_id_seq AS integer;
ALTER SEQUENCE population_alarm_id_seq OWNED BY population_alarm.id;

CREATE TABLE population_answer (
    lookup_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    found boolean NOT NULL,
    content jsonb NOT NULL,
    source character varying(200),
    as_of date,
    xact bigint NOT NULL,
    id uuid NOT NULL
);
ALTER TABLE ONLY population_answer FORCE ROW LEVEL SECURITY;

CREATE TABLE population_lookup (
    at timestamp with time zone NOT NULL,
    staff_id uuid NOT NULL,
    posting_id uuid NOT NULL,
    unit_id integer NOT NULL,
    dossier_id uuid,
    draft_id uuid,
    person character varying(40) NOT NULL,
    purpose character varying(32) NOT NULL,
    subject character varying(64) NOT NULL,
    xact bigint NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_population_lookup_about_one CHECK (((dossier_id IS NULL) <> (draft_id IS NULL))),
    CONSTRAINT ck_population_lookup_purpose CHECK ((purpose IN ('person', 'residence', 'household', 'marital', 'family', 'alive')))
);
ALTER TABLE ONLY population_lookup FORCE ROW LEVEL SECURITY;

CREATE TABLE population_outage (
    id integer NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    reason text NOT NULL,
    by_id uuid,
    CONSTRAINT ck_population_outage_ends_later CHECK (((until IS NULL) OR (until > since)))
);
ALTER TABLE ONLY population_outage FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE population_outage_id_seq AS integer;
ALTER SEQUENCE population_outage_id_seq OWNED BY population_outage.id;

CREATE TABLE population_question (
    lookup_id uuid NOT NULL,
    number character varying(12) NOT NULL
);
ALTER TABLE ONLY population_question FORCE ROW LEVEL SECURITY;

CREATE TABLE posting (
    staff_id uuid NOT NULL,
    unit_id integer NOT NULL,
    role character varying(32) NOT NULL,
    title character varying(120) NOT NULL,
    further_id integer,
    during daterange NOT NULL,
    id uuid NOT NULL,
    stands_for_id uuid,
    because character varying(500),
    CONSTRAINT ck_posting_deputy CHECK (((stands_for_id IS NULL) OR ((because IS NOT NULL) AND ((role)::text = 'commune_leader'::text) AND (NOT upper_inf(during))))),
    CONSTRAINT ck_posting_role CHECK ((role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')))
);
ALTER TABLE ONLY posting FORCE ROW LEVEL SECURITY;

CREATE TABLE probe_day (
    probe character varying(32) NOT NULL,
    day date NOT NULL,
    made integer NOT NULL,
    failed integer NOT NULL,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_probe_day_probe CHECK ((probe IN ('system', 'database', 'wan', 'sms', 'data_centre')))
);

CREATE TABLE procedure (
    id integer NOT NULL,
    code character varying NOT NULL,
    name character varying NOT NULL,
    short_name character varying NOT NULL,
    topic character varying(32) NOT NULL,
    n integer NOT NULL,
    CONSTRAINT ck_procedure_topic CHECK ((topic IN ('birth', 'death', 'marriage', 'family', 'change', 'extract', 'certified', 'judgment')))
);

CREATE TABLE procedure_count (
    commune_id integer NOT NULL,
    month date NOT NULL,
    procedure_id integer NOT NULL,
    channel character varying(32) NOT NULL,
    received integer NOT NULL,
    in_time integer NOT NULL,
    late integer NOT NULL,
    closed integer NOT NULL,
    running integer NOT NULL,
    overdue integer NOT NULL,
    paused integer NOT NULL,
    days integer NOT NULL,
    measured integer NOT NULL,
    refused integer NOT NULL,
    supplement_requests integer NOT NULL,
    supplemented integer NOT NULL,
    supplemented_twice integer NOT NULL,
    CONSTRAINT ck_procedure_count_channel CHECK ((channel IN ('self', 'assisted', 'on_behalf', 'from_paper')))
);
ALTER TABLE ONLY procedure_count FORCE ROW LEVEL SECURITY;

CREATE TABLE procedure_days (
    commune_id integer NOT NULL,
    month date NOT NULL,
    procedure_id integer NOT NULL,
    days integer NOT NULL,
    dossiers integer NOT NULL
);
ALTER TABLE ONLY procedure_days FORCE ROW LEVEL SECURITY;

CREATE TABLE procedure_fee (
    id integer NOT NULL,
    version_id integer NOT NULL,
    n integer NOT NULL,
    key character varying NOT NULL,
    kind character varying(32) NOT NULL,
    label character varying NOT NULL,
    amount integer NOT NULL,
    basis character varying NOT NULL,
    for_leg character varying(32),
    due_when character varying(32) NOT NULL,
    valid_from date,
    valid_to date,
    beyond integer,
    amount_beyond integer,
    most integer,
    exempt jsonb NOT NULL,
    amount_if jsonb,
    CONSTRAINT ck_procedure_fee_amount CHECK ((amount >= 0)),
    CONSTRAINT ck_procedure_fee_due_when CHECK ((due_when IN ('always', 'late', 'copies', 'pages'))),
    CONSTRAINT ck_procedure_fee_for_leg CHECK ((for_leg IN ('police', 'insurance'))),
    CONSTRAINT ck_procedure_fee_kind CHECK ((kind IN ('fee', 'held'))),
    CONSTRAINT ck_procedure_fee_valid_to CHECK ((valid_to >= valid_from))
);
CREATE SEQUENCE procedure_fee_id_seq AS integer;
ALTER SEQUENCE procedure_fee_id_seq OWNED BY procedure_fee.id;
CREATE SEQUENCE procedure_id_seq AS integer;
ALTER SEQUENCE procedure_id_seq OWNED BY procedure.id;

CREATE TABLE procedure_leg (
    id integer NOT NULL,
    version_id integer NOT NULL,
    n integer NOT NULL,
    kind character varying(32) NOT NULL,
    papers jsonb NOT NULL,
    needs jsonb NOT NULL,
    after character varying(32),
    opens character varying(32) NOT NULL,
    CONSTRAINT ck_procedure_leg_after CHECK ((after IN ('police', 'insurance', 'commune'))),
    CONSTRAINT ck_procedure_leg_kind CHECK ((kind IN ('police', 'insurance', 'commune'))),
    CONSTRAINT ck_procedure_leg_not_after_itself CHECK (((after)::text <> (kind)::text)),
    CONSTRAINT ck_procedure_leg_opens CHECK ((opens IN ('signed', 'accepted')))
);
CREATE SEQUENCE procedure_leg_id_seq AS integer;
ALTER SEQUENCE procedure_leg_id_seq OWNED BY procedure_leg.id;

CREATE TABLE procedure_limit (
    id integer NOT NULL,
    version_id integer NOT NULL,
    step character varying(32) NOT NULL,
    amount integer NOT NULL,
    unit character varying(32) NOT NULL,
    CONSTRAINT ck_procedure_limit_amount CHECK ((amount >= 0)),
    CONSTRAINT ck_procedure_limit_step CHECK ((step IN ('total', 'register', 'police', 'insurance', 'commune', 'verify'))),
    CONSTRAINT ck_procedure_limit_unit CHECK ((unit IN ('same_day', 'working_hour', 'working_day', 'calendar_day')))
);
CREATE SEQUENCE procedure_limit_id_seq AS integer;
ALTER SEQUENCE procedure_limit_id_seq OWNED BY procedure_limit.id;

CREATE TABLE procedure_paper (
    id integer NOT NULL,
    version_id integer NOT NULL,
    n integer NOT NULL,
    key character varying NOT NULL,
    name character varying NOT NULL,
    must character varying(32) NOT NULL,
    original character varying(32) NOT NULL,
    count integer NOT NULL,
    substitute_of character varying,
    needed_if jsonb,
    hint character varying NOT NULL,
    CONSTRAINT ck_procedure_paper_count CHECK ((count > 0)),
    CONSTRAINT ck_procedure_paper_must CHECK ((must IN ('required', 'if_any', 'presented', 'made'))),
    CONSTRAINT ck_procedure_paper_original CHECK ((original IN ('original', 'copy', 'shown')))
);
CREATE SEQUENCE procedure_paper_id_seq AS integer;
ALTER SEQUENCE procedure_paper_id_seq OWNED BY procedure_paper.id;

CREATE TABLE procedure_question (
    id integer NOT NULL,
    version_id integer NOT NULL,
    section_id integer NOT NULL,
    n integer NOT NULL,
    key character varying NOT NULL,
    kind character varying(32) NOT NULL,
    label character varying NOT NULL,
    hint character varying NOT NULL,
    missing character varying NOT NULL,
    required boolean NOT NULL,
    asked boolean NOT NULL,
    preset jsonb,
    rules jsonb NOT NULL,
    choices jsonb NOT NULL,
    shown_if jsonb,
    copied jsonb NOT NULL,
    feeds jsonb NOT NULL,
    stands_for character varying(32),
    CONSTRAINT ck_procedure_question_kind CHECK ((kind IN ('name', 'text', 'long_text', 'date', 'year_or_date', 'identity', 'phone', 'email', 'address', 'time', 'choice', 'choices', 'number', 'money', 'yes_no', 'facility', 'person'))),
    CONSTRAINT ck_procedure_question_stands_for CHECK ((stands_for IN ('subject', 'subject_born', 'applicant', 'applicant_phone', 'applicant_id', 'event_day', 'copies', 'pages', 'exemption', 'other_commune', 'visit_day', 'visit_time')))
);
CREATE SEQUENCE procedure_question_id_seq AS integer;
ALTER SEQUENCE procedure_question_id_seq OWNED BY procedure_question.id;

CREATE TABLE procedure_result (
    id integer NOT NULL,
    version_id integer NOT NULL,
    n integer NOT NULL,
    key character varying NOT NULL,
    name character varying NOT NULL,
    book character varying(32) NOT NULL,
    layout character varying(32) NOT NULL,
    note character varying(200),
    needed_if jsonb,
    CONSTRAINT ck_procedure_result_book CHECK ((book IN ('birth', 'death', 'marriage', 'guardianship', 'guardianship_end', 'recognition', 'change', 'marital_status', 'extract', 'certified', 'other'))),
    CONSTRAINT ck_procedure_result_layout CHECK ((layout IN ('birth', 'marriage', 'extract', 'confirmation', 'certified')))
);
CREATE SEQUENCE procedure_result_id_seq AS integer;
ALTER SEQUENCE procedure_result_id_seq OWNED BY procedure_result.id;

CREATE TABLE procedure_section (
    id integer NOT NULL,
    version_id integer NOT NULL,
    n integer NOT NULL,
    key character varying NOT NULL,
    title character varying NOT NULL,
    intro character varying NOT NULL,
    continues boolean NOT NULL
);
CREATE SEQUENCE procedure_section_id_seq AS integer;
ALTER SEQUENCE procedure_section_id_seq OWNED BY procedure_section.id;

CREATE TABLE procedure_version (
    id integer NOT NULL,
    procedure_id integer NOT NULL,
    n integer NOT NULL,
    state character varying(32) NOT NULL,
    valid_from date NOT NULL,
    policy character varying(32) NOT NULL,
    published_at timestamp with time zone,
    compiled jsonb,
    basis character varying NOT NULL,
    about character varying NOT NULL,
    note character varying NOT NULL,
    visit character varying(32) NOT NULL,
    signer character varying(32) NOT NULL,
    both_present boolean NOT NULL,
    declarant_signs boolean NOT NULL,
    on_time_days integer,
    digest character varying(32) GENERATED ALWAYS AS (md5((compiled)::text)) STORED,
    CONSTRAINT ck_procedure_version_compiled_when_published CHECK ((((state)::text = 'draft'::text) OR (compiled IS NOT NULL))),
    CONSTRAINT ck_procedure_version_on_time_days CHECK ((on_time_days > 0)),
    CONSTRAINT ck_procedure_version_policy CHECK ((policy IN ('continue_from_elapsed', 'restart'))),
    CONSTRAINT ck_procedure_version_signer CHECK ((signer IN ('head', 'head_or_deputy'))),
    CONSTRAINT ck_procedure_version_state CHECK ((state IN ('draft', 'published', 'superseded'))),
    CONSTRAINT ck_procedure_version_visit CHECK ((visit IN ('office', 'booked', 'home')))
);
CREATE SEQUENCE procedure_version_id_seq AS integer;
ALTER SEQUENCE procedure_version_id_seq OWNED BY procedure_version.id;

CREATE TABLE promise_change (
    dossier_id uuid NOT NULL,
    old_at timestamp with time zone NOT NULL,
    new_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    signed_by_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    xact bigint NOT NULL,
    id uuid NOT NULL
);
ALTER TABLE ONLY promise_change FORCE ROW LEVEL SECURITY;

CREATE TABLE proposal_decision (
    proposal_id uuid NOT NULL,
    unit_id integer NOT NULL,
    is_signed boolean NOT NULL,
    reason character varying(500),
    at timestamp with time zone NOT NULL,
    staff_id uuid NOT NULL,
    posting_id uuid,
    xact bigint NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_proposal_decision_reason CHECK ((is_signed = (reason IS NULL)))
);
ALTER TABLE ONLY proposal_decision FORCE ROW LEVEL SECURITY;

CREATE TABLE public_figure (
    id integer NOT NULL,
    until date NOT NULL,
    year integer NOT NULL,
    unit_id integer NOT NULL,
    procedure_id integer,
    is_left_out boolean NOT NULL,
    received integer,
    settled integer,
    in_time integer,
    median_days integer,
    most_days integer
);
CREATE SEQUENCE public_figure_id_seq AS integer;
ALTER SEQUENCE public_figure_id_seq OWNED BY public_figure.id;

CREATE TABLE public_notice (
    unit_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    place character varying(200) NOT NULL,
    posted_on date NOT NULL,
    removed_on date,
    storage_key character varying(80) NOT NULL,
    sha256 character varying(64) NOT NULL,
    size integer NOT NULL,
    mime character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_public_notice_in_order CHECK ((removed_on >= posted_on)),
    CONSTRAINT ck_public_notice_kind CHECK ((kind IN ('one_stop', 'residential', 'community', 'cultural')))
);
ALTER TABLE ONLY public_notice FORCE ROW LEVEL SECURITY;

CREATE UNLOGGED TABLE rate_limit (
    key text NOT NULL,
    n integer NOT NULL,
    expires timestamp with time zone NOT NULL
);

CREATE TABLE readiness_day (
    unit_id integer NOT NULL,
    day date NOT NULL,
    score integer NOT NULL,
    blockers jsonb NOT NULL,
    CONSTRAINT ck_readiness_day_score CHECK (((score >= 0) AND (score <= 100)))
);
ALTER TABLE ONLY readiness_day FORCE ROW LEVEL SECURITY;

CREATE TABLE readiness_decision (
    id integer NOT NULL,
    unit_id integer NOT NULL,
    verdict character varying(32) NOT NULL,
    day date NOT NULL,
    reason text NOT NULL,
    score integer NOT NULL,
    known jsonb NOT NULL,
    title character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid NOT NULL,
    xact bigint NOT NULL,
    CONSTRAINT ck_readiness_decision_score CHECK (((score >= 0) AND (score <= 100))),
    CONSTRAINT ck_readiness_decision_verdict CHECK ((verdict IN ('go', 'no_go', 'opened', 'closed')))
);
ALTER TABLE ONLY readiness_decision FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE readiness_decision_id_seq AS integer;
ALTER SEQUENCE readiness_decision_id_seq OWNED BY readiness_decision.id;

CREATE TABLE reconciliation (
    id integer NOT NULL,
    day date NOT NULL,
    commune_id integer NOT NULL,
    holder_unit_id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    counts jsonb NOT NULL,
    differences jsonb NOT NULL,
    xact bigint NOT NULL
);
ALTER TABLE ONLY reconciliation FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE reconciliation_id_seq AS integer;
ALTER SEQUENCE reconciliation_id_seq OWNED BY reconciliation.id;

CREATE TABLE reference_version (
    id integer NOT NULL,
    value uuid NOT NULL,
    CONSTRAINT ck_reference_version_one_row CHECK ((id = 1))
);

CREATE TABLE register_book (
    id integer NOT NULL,
    unit_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    year integer NOT NULL,
    n integer NOT NULL,
    code character varying(40) NOT NULL,
    opened_on date NOT NULL,
    locked_on date,
    first_number integer NOT NULL,
    CONSTRAINT ck_register_book_kind CHECK ((kind IN ('birth', 'death', 'marriage', 'guardianship', 'guardianship_end', 'recognition', 'change', 'marital_status', 'extract', 'certified', 'other', 'practice')))
);
ALTER TABLE ONLY register_book FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE register_book_id_seq AS integer;
ALTER SEQUENCE register_book_id_seq OWNED BY register_book.id;

CREATE TABLE register_entry (
    unit_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    year integer NOT NULL,
    number integer NOT NULL,
    book_id integer NOT NULL,
    dossier_id uuid NOT NULL,
    content jsonb NOT NULL,
    subject_name character varying(200) NOT NULL,
    subject_folded character varying(200) NOT NULL,
    registered_on date NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    signed_by_id uuid NOT NULL,
    certificate_id uuid NOT NULL,
    id uuid NOT NULL,
    xact bigint NOT NULL,
    facts jsonb NOT NULL,
    event_on date,
    parents_folded character varying(401) NOT NULL,
    CONSTRAINT ck_register_entry_kind CHECK ((kind IN ('birth', 'death', 'marriage', 'guardianship', 'guardianship_end', 'recognition', 'change', 'marital_status', 'extract', 'certified', 'other', 'practice'))),
    CONSTRAINT ck_register_entry_number CHECK ((number > 0))
);
ALTER TABLE ONLY register_entry FORCE ROW LEVEL SECURITY;

CREATE TABLE residence_notice (
    id uuid NOT NULL,
    dossier_id uuid NOT NULL,
    commune_id integer NOT NULL,
    receiver_id integer,
    receiver_name character varying(300) NOT NULL,
    slip_id uuid NOT NULL,
    book character varying(32) NOT NULL,
    subject_name character varying(200) NOT NULL,
    sent_at timestamp with time zone,
    received_at timestamp with time zone,
    received_by_id uuid,
    CONSTRAINT ck_residence_notice_book CHECK ((book IN ('birth', 'death', 'marriage', 'guardianship', 'guardianship_end', 'recognition', 'change', 'marital_status', 'extract', 'certified', 'other'))),
    CONSTRAINT ck_residence_notice_received CHECK (((received_at IS NULL) = (received_by_id IS NULL))),
    CONSTRAINT ck_residence_notice_sent CHECK (((received_at IS NULL) OR (sent_at IS NOT NULL)))
);
ALTER TABLE ONLY residence_notice FORCE ROW LEVEL SECURITY;

CREATE TABLE resident (
    source character varying(200) NOT NULL,
    as_of date NOT NULL,
    import_id uuid NOT NULL,
    digest bytea NOT NULL,
    id uuid NOT NULL,
    number character varying(12) NOT NULL,
    old_number character varying(9),
    name character varying(200) NOT NULL,
    born character varying(10) NOT NULL,
    sex character varying(8),
    birth_place text,
    origin text,
    ethnicity character varying(8),
    religion character varying(80),
    nationality character varying(8),
    marital character varying(16),
    blood character varying(4),
    residence_place character varying(8),
    residence text,
    dwelling_place character varying(8),
    dwelling text,
    father_name character varying(200),
    father_number character varying(12),
    father_nationality character varying(8),
    mother_name character varying(200),
    mother_number character varying(12),
    mother_nationality character varying(8),
    spouse_name character varying(200),
    spouse_number character varying(12),
    spouse_nationality character varying(8),
    representative_name character varying(200),
    representative_number character varying(12),
    representative_nationality character varying(8),
    household_code character varying(20),
    relation character varying(40),
    died_on character varying(10),
    missing_since character varying(10),
    decoy boolean NOT NULL
);
ALTER TABLE ONLY resident FORCE ROW LEVEL SECURITY;

CREATE TABLE resident_import (
    file_name character varying(200) NOT NULL,
    storage_key character varying(80),
    sha256 character varying(64) NOT NULL,
    source character varying(200) NOT NULL,
    as_of date NOT NULL,
    state character varying(32) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid,
    checked_at timestamp with time zone,
    applied_at timestamp with time zone,
    size integer NOT NULL,
    done integer NOT NULL,
    rows integer NOT NULL,
    new integer NOT NULL,
    changed integer NOT NULL,
    same integer NOT NULL,
    kept integer NOT NULL,
    refused integer NOT NULL,
    warned integer NOT NULL,
    refused_key character varying(80),
    fault text,
    version integer NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_resident_import_state CHECK ((state IN ('waiting', 'reading', 'checked', 'to_apply', 'applying', 'applied', 'failed', 'dropped')))
);
ALTER TABLE ONLY resident_import FORCE ROW LEVEL SECURITY;

CREATE UNLOGGED TABLE resident_row (
    import_id uuid NOT NULL,
    line integer NOT NULL,
    digest bytea NOT NULL,
    number character varying(12) NOT NULL,
    old_number character varying(9),
    name character varying(200) NOT NULL,
    born character varying(10) NOT NULL,
    sex character varying(8),
    birth_place text,
    origin text,
    ethnicity character varying(8),
    religion character varying(80),
    nationality character varying(8),
    marital character varying(16),
    blood character varying(4),
    residence_place character varying(8),
    residence text,
    dwelling_place character varying(8),
    dwelling text,
    father_name character varying(200),
    father_number character varying(12),
    father_nationality character varying(8),
    mother_name character varying(200),
    mother_number character varying(12),
    mother_nationality character varying(8),
    spouse_name character varying(200),
    spouse_number character varying(12),
    spouse_nationality character varying(8),
    representative_name character varying(200),
    representative_number character varying(12),
    representative_nationality character varying(8),
    household_code character varying(20),
    relation character varying(40),
    died_on character varying(10),
    missing_since character varying(10),
    decoy boolean NOT NULL,
    household_book character varying(20),
    household_address text,
    head_name character varying(200),
    head_number character varying(12)
);

CREATE TABLE responsible_party (
    id integer NOT NULL,
    name character varying(120) NOT NULL,
    answers_for character varying(200) NOT NULL,
    phone character varying(20),
    email character varying(120),
    active boolean NOT NULL
);
ALTER TABLE ONLY responsible_party FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE responsible_party_id_seq AS integer;
ALTER SEQUENCE responsible_party_id_seq OWNED BY responsible_party.id;

CREATE TABLE role_reach (
    role character varying(32) NOT NULL,
    reads character varying(32) NOT NULL,
    manages character varying(32) NOT NULL,
    needs_clearance boolean NOT NULL,
    CONSTRAINT ck_role_reach_manages CHECK ((manages IN ('nothing', 'unit', 'district', 'city'))),
    CONSTRAINT ck_role_reach_reads CHECK ((reads IN ('nothing', 'unit', 'district', 'city'))),
    CONSTRAINT ck_role_reach_role CHECK ((role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')))
);

CREATE TABLE rollout_guidance (
    id integer NOT NULL,
    number character varying(60) NOT NULL,
    title character varying(300) NOT NULL,
    issued_on date NOT NULL,
    note text,
    withdrawn_on date,
    storage_key character varying(80) NOT NULL,
    sha256 character varying(64) NOT NULL,
    size integer NOT NULL,
    mime character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid NOT NULL,
    CONSTRAINT ck_rollout_guidance_in_order CHECK ((withdrawn_on >= issued_on))
);
ALTER TABLE ONLY rollout_guidance FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE rollout_guidance_id_seq AS integer;
ALTER SEQUENCE rollout_guidance_id_seq OWNED BY rollout_guidance.id;

CREATE TABLE rollout_need (
    id integer NOT NULL,
    phase integer NOT NULL,
    role character varying(32) NOT NULL,
    at_least integer NOT NULL,
    training boolean NOT NULL,
    CONSTRAINT ck_rollout_need_at_least CHECK (((at_least >= 0) AND (at_least <= 20))),
    CONSTRAINT ck_rollout_need_role CHECK ((role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')))
);
ALTER TABLE ONLY rollout_need FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE rollout_need_id_seq AS integer;
ALTER SEQUENCE rollout_need_id_seq OWNED BY rollout_need.id;

CREATE TABLE rollout_phase (
    n integer NOT NULL,
    name character varying(120) NOT NULL,
    lists_due date NOT NULL,
    accounts_from date NOT NULL,
    opens_on date NOT NULL,
    CONSTRAINT ck_rollout_phase_in_order CHECK (((lists_due <= accounts_from) AND (accounts_from <= opens_on))),
    CONSTRAINT ck_rollout_phase_n CHECK ((n = ANY (ARRAY[1, 2])))
);
ALTER TABLE ONLY rollout_phase FORCE ROW LEVEL SECURITY;

CREATE TABLE sandbox_message (
    message_id uuid NOT NULL,
    dialled character varying(254) NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY sandbox_message FORCE ROW LEVEL SECURITY;

CREATE TABLE satisfaction (
    id uuid NOT NULL,
    dossier_id uuid NOT NULL,
    commune_id integer NOT NULL,
    face character varying(32) NOT NULL,
    words character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT ck_satisfaction_face CHECK ((face IN ('good', 'fair', 'poor')))
);
ALTER TABLE ONLY satisfaction FORCE ROW LEVEL SECURITY;

CREATE TABLE saved_view (
    listing character varying(64) NOT NULL,
    owner_id uuid NOT NULL,
    name character varying(80) NOT NULL,
    unit_id integer,
    role character varying(32),
    standard boolean NOT NULL,
    content jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_saved_view_one_audience CHECK (((role IS NULL) OR (unit_id IS NULL)))
);
ALTER TABLE ONLY saved_view FORCE ROW LEVEL SECURITY;

CREATE TABLE scanned_page (
    unit_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    book character varying(40) NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    storage_key character varying(80) NOT NULL,
    size integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    received_sha256 character varying(64) NOT NULL,
    mime character varying(64) NOT NULL,
    scan character varying(32) NOT NULL,
    is_rehearsal boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    posting_id uuid NOT NULL,
    xact bigint NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_scanned_page_kind CHECK ((kind IN ('birth', 'death', 'marriage', 'guardianship', 'guardianship_end', 'recognition', 'change', 'marital_status', 'extract', 'certified', 'other', 'practice'))),
    CONSTRAINT ck_scanned_page_numbers CHECK (((first > 0) AND (last >= first))),
    CONSTRAINT ck_scanned_page_scan CHECK ((scan IN ('clean', 'not_scanned', 'own')))
);
ALTER TABLE ONLY scanned_page FORCE ROW LEVEL SECURITY;

CREATE TABLE scope_key (
    key bytea NOT NULL
);

CREATE TABLE sealed_slip (
    id uuid NOT NULL,
    user_id integer NOT NULL,
    staff_id uuid NOT NULL,
    full_name character varying(120) NOT NULL,
    unit_id integer NOT NULL,
    head_unit_id integer,
    purpose character varying(32) NOT NULL,
    words jsonb NOT NULL,
    given_at timestamp with time zone NOT NULL,
    given_by uuid,
    expires_at timestamp with time zone NOT NULL,
    opened_at timestamp with time zone,
    opened_by uuid,
    token_hash bytea,
    CONSTRAINT ck_sealed_slip_purpose CHECK ((purpose IN ('activate', 'reset')))
);
ALTER TABLE ONLY sealed_slip FORCE ROW LEVEL SECURITY;

CREATE TABLE second_factor (
    user_id integer NOT NULL,
    secret bytea,
    enrolled_at timestamp with time zone NOT NULL,
    last_step bigint NOT NULL,
    enrolled boolean GENERATED ALWAYS AS ((secret IS NOT NULL)) STORED NOT NULL
);

CREATE TABLE second_factor_reset (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id integer NOT NULL,
    by_id uuid,
    reason character varying(500) NOT NULL,
    xact bigint NOT NULL
);
ALTER TABLE ONLY second_factor_reset FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE second_factor_reset_id_seq AS integer;
ALTER SEQUENCE second_factor_reset_id_seq OWNED BY second_factor_reset.id;

CREATE TABLE service_outage (
    id integer NOT NULL,
    probe character varying(32) NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    fault character varying(32) NOT NULL,
    CONSTRAINT ck_service_outage_fault CHECK ((fault IN ('refused', 'silent', 'not_ready', 'shut', 'unmeasured'))),
    CONSTRAINT ck_service_outage_probe CHECK ((probe IN ('system', 'database', 'wan', 'sms', 'data_centre')))
);
CREATE SEQUENCE service_outage_id_seq AS integer;
ALTER SEQUENCE service_outage_id_seq OWNED BY service_outage.id;

CREATE TABLE session (
    token_hash bytea NOT NULL,
    user_id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    seen timestamp with time zone NOT NULL,
    level character varying(32) NOT NULL,
    id uuid NOT NULL,
    device character varying(60) NOT NULL,
    address character varying(45) NOT NULL,
    is_rehearsal boolean NOT NULL,
    CONSTRAINT ck_session_level CHECK ((level IN ('password', 'full')))
);

CREATE TABLE site_condition (
    id integer NOT NULL,
    unit_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    met boolean NOT NULL,
    amount integer,
    detail character varying(300),
    proof character varying(120) NOT NULL,
    party_id integer NOT NULL,
    checked_on date NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid NOT NULL,
    xact bigint NOT NULL,
    CONSTRAINT ck_site_condition_amount CHECK ((amount >= 0)),
    CONSTRAINT ck_site_condition_kind CHECK ((kind IN ('wan', 'computers', 'printer', 'scanner', 'data_centre', 'population')))
);
ALTER TABLE ONLY site_condition FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE site_condition_id_seq AS integer;
ALTER SEQUENCE site_condition_id_seq OWNED BY site_condition.id;

CREATE TABLE slip (
    dossier_id uuid,
    commune_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    year integer NOT NULL,
    number_in_year integer,
    number character varying(40) NOT NULL,
    report_date date NOT NULL,
    about uuid,
    replaces_id uuid,
    issued_at timestamp with time zone NOT NULL,
    staff_id uuid,
    issued_by_id uuid,
    content_sha256 character varying(64) NOT NULL,
    storage_key character varying(80),
    sha256 character varying(64) NOT NULL,
    size integer NOT NULL,
    id uuid NOT NULL,
    is_rehearsal boolean NOT NULL,
    CONSTRAINT ck_slip_kind CHECK ((kind IN ('receipt', 'supplement', 'refusal', 'apology', 'control', 'register', 'birth_declaration', 'household_notice', 'insurance_declaration', 'insurance_list', 'hand_over', 'money_taken', 'money_refunded', 'cash', 'declaration', 'fee_receipt', 'treasury', 'written_answer', 'residence_notice', 'complaint_answer'))),
    CONSTRAINT ck_slip_number CHECK ((number_in_year > 0))
);
ALTER TABLE ONLY slip FORCE ROW LEVEL SECURITY;

CREATE TABLE slip_counter (
    commune_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    CONSTRAINT ck_slip_counter_kind CHECK ((kind IN ('receipt', 'supplement', 'refusal', 'apology', 'control', 'register', 'birth_declaration', 'household_notice', 'insurance_declaration', 'insurance_list', 'hand_over', 'money_taken', 'money_refunded', 'cash', 'declaration', 'fee_receipt', 'treasury', 'written_answer', 'residence_notice', 'complaint_answer')))
);
ALTER TABLE ONLY slip_counter FORCE ROW LEVEL SECURITY;

CREATE TABLE sms_check (
    unit_id integer NOT NULL,
    staff_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    tries integer NOT NULL,
    confirmed_at timestamp with time zone,
    id uuid NOT NULL,
    CONSTRAINT ck_sms_check_tries CHECK (((tries >= 0) AND (tries <= 5)))
);
ALTER TABLE ONLY sms_check FORCE ROW LEVEL SECURITY;

CREATE TABLE staff (
    full_name character varying(120) NOT NULL,
    folded character varying(120) NOT NULL,
    unit_id integer NOT NULL,
    phone character varying(15),
    id_number character varying(12),
    user_id integer,
    id uuid NOT NULL,
    phone_writers uuid[] NOT NULL
);
ALTER TABLE ONLY staff FORCE ROW LEVEL SECURITY;

CREATE TABLE staff_list (
    id integer NOT NULL,
    unit_id integer NOT NULL,
    phase integer NOT NULL,
    n integer NOT NULL,
    state character varying(32) NOT NULL,
    version integer NOT NULL,
    remarks text,
    made_at timestamp with time zone NOT NULL,
    made_by_id uuid,
    submitted_at timestamp with time zone,
    decided_at timestamp with time zone,
    decided_by_id uuid,
    writers uuid[] NOT NULL,
    CONSTRAINT ck_staff_list_n CHECK ((n > 0)),
    CONSTRAINT ck_staff_list_state CHECK ((state IN ('draft', 'submitted', 'returned', 'approved')))
);
ALTER TABLE ONLY staff_list FORCE ROW LEVEL SECURITY;

CREATE TABLE staff_list_event (
    id integer NOT NULL,
    list_id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid,
    action character varying(32) NOT NULL,
    remarks text,
    xact bigint NOT NULL
);
ALTER TABLE ONLY staff_list_event FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE staff_list_event_id_seq AS integer;
ALTER SEQUENCE staff_list_event_id_seq OWNED BY staff_list_event.id;
CREATE SEQUENCE staff_list_id_seq AS integer;
ALTER SEQUENCE staff_list_id_seq OWNED BY staff_list.id;

CREATE TABLE staff_list_line (
    list_id integer NOT NULL,
    n integer NOT NULL,
    full_name character varying(120) NOT NULL,
    folded character varying(120) NOT NULL,
    unit_id integer NOT NULL,
    role character varying(32) NOT NULL,
    title character varying(120) NOT NULL,
    phone character varying(15) NOT NULL,
    id_number character varying(12) NOT NULL,
    note character varying(300),
    remark character varying(300),
    staff_id uuid,
    id uuid NOT NULL,
    CONSTRAINT ck_staff_list_line_n CHECK ((n > 0)),
    CONSTRAINT ck_staff_list_line_role CHECK ((role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')))
);
ALTER TABLE ONLY staff_list_line FORCE ROW LEVEL SECURITY;

CREATE TABLE staff_list_upload (
    list_id integer NOT NULL,
    file_name character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid NOT NULL,
    applied_at timestamp with time zone,
    id uuid NOT NULL,
    sheets jsonb NOT NULL,
    columns jsonb NOT NULL,
    judgement jsonb
);
ALTER TABLE ONLY staff_list_upload FORCE ROW LEVEL SECURITY;

CREATE TABLE stage_days (
    commune_id integer NOT NULL,
    month date NOT NULL,
    stage character varying(32) NOT NULL,
    days integer NOT NULL,
    dossiers integer NOT NULL,
    CONSTRAINT ck_stage_days_stage CHECK ((stage IN ('accept', 'register', 'police', 'insurance', 'commune', 'hand_over', 'whole')))
);
ALTER TABLE ONLY stage_days FORCE ROW LEVEL SECURITY;

CREATE TABLE statistics_report (
    unit_id integer NOT NULL,
    n integer NOT NULL,
    issued_on date NOT NULL,
    issue_year integer NOT NULL,
    at timestamp with time zone NOT NULL,
    year integer NOT NULL,
    span character varying(32) NOT NULL,
    signed_by_id uuid NOT NULL,
    signer_name character varying(200) NOT NULL,
    signer_title character varying(200) NOT NULL,
    figures jsonb NOT NULL,
    pdf bytea NOT NULL,
    xlsx bytea NOT NULL,
    xact bigint NOT NULL,
    id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    ordinal integer NOT NULL,
    CONSTRAINT ck_statistics_report_kind CHECK ((kind IN ('civil_status', 'processing', 'rollout'))),
    CONSTRAINT ck_statistics_report_span CHECK ((span IN ('week', 'month', 'quarter', 'half', 'year')))
);
ALTER TABLE ONLY statistics_report FORCE ROW LEVEL SECURITY;

CREATE TABLE stock_phrase (
    id uuid NOT NULL,
    unit_id integer NOT NULL,
    kind character varying(32) NOT NULL,
    procedure_id integer,
    text character varying(300) NOT NULL,
    used integer NOT NULL,
    CONSTRAINT ck_stock_phrase_kind CHECK ((kind IN ('missing', 'to_do', 'reason', 'sent_back', 'note')))
);
ALTER TABLE ONLY stock_phrase FORCE ROW LEVEL SECURITY;

CREATE TABLE submission_key (
    key uuid NOT NULL,
    dossier_id uuid NOT NULL
);
ALTER TABLE ONLY submission_key FORCE ROW LEVEL SECURITY;

CREATE TABLE supplement_request (
    dossier_id uuid NOT NULL,
    n integer NOT NULL,
    items jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    until date NOT NULL,
    answered_at timestamp with time zone,
    id uuid NOT NULL,
    answers jsonb NOT NULL,
    reminded_at timestamp with time zone,
    voided_at timestamp with time zone
);
ALTER TABLE ONLY supplement_request FORCE ROW LEVEL SECURITY;

CREATE TABLE training_certificate (
    attendance_id uuid NOT NULL,
    year integer NOT NULL,
    n integer NOT NULL,
    code character varying(32) NOT NULL,
    full_name character varying(120) NOT NULL,
    unit_name character varying(120) NOT NULL,
    course_name character varying(200) NOT NULL,
    role character varying(32) NOT NULL,
    held_on date NOT NULL,
    score integer,
    issued_on date NOT NULL,
    issued_by_id uuid,
    id uuid NOT NULL,
    xact bigint NOT NULL,
    CONSTRAINT ck_training_certificate_n CHECK ((n > 0)),
    CONSTRAINT ck_training_certificate_role CHECK ((role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance')))
);
ALTER TABLE ONLY training_certificate FORCE ROW LEVEL SECURITY;

CREATE TABLE training_check_in (
    attendance_id uuid NOT NULL,
    session_id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid,
    way character varying(32) NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_training_check_in_way CHECK ((way IN ('qr', 'hand')))
);
ALTER TABLE ONLY training_check_in FORCE ROW LEVEL SECURITY;

CREATE TABLE training_choice (
    id integer NOT NULL,
    question_id integer NOT NULL,
    text character varying(300) NOT NULL,
    "right" boolean NOT NULL
);
ALTER TABLE ONLY training_choice FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE training_choice_id_seq AS integer;
ALTER SEQUENCE training_choice_id_seq OWNED BY training_choice.id;

CREATE TABLE training_class (
    id integer NOT NULL,
    name character varying(200) NOT NULL,
    held_on date NOT NULL,
    phase integer,
    place character varying(200),
    unit_id integer NOT NULL,
    note text,
    course_id integer,
    seats integer,
    make_up_of_id integer,
    test_opens_at timestamp with time zone,
    test_closes_at timestamp with time zone,
    closed_at timestamp with time zone,
    CONSTRAINT ck_training_class_phase CHECK ((phase = ANY (ARRAY[1, 2]))),
    CONSTRAINT ck_training_class_seats CHECK (((seats >= 1) AND (seats <= 2000)))
);
ALTER TABLE ONLY training_class FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE training_class_id_seq AS integer;
ALTER SEQUENCE training_class_id_seq OWNED BY training_class.id;

CREATE TABLE training_course (
    id integer NOT NULL,
    name character varying(200) NOT NULL,
    role character varying(32) NOT NULL,
    summary text,
    questions_asked integer NOT NULL,
    pass_mark integer NOT NULL,
    minutes integer NOT NULL,
    tries integer NOT NULL,
    active boolean NOT NULL,
    CONSTRAINT ck_training_course_minutes CHECK (((minutes >= 5) AND (minutes <= 180))),
    CONSTRAINT ck_training_course_pass_mark CHECK (((pass_mark >= 1) AND (pass_mark <= 100))),
    CONSTRAINT ck_training_course_questions_asked CHECK (((questions_asked >= 1) AND (questions_asked <= 60))),
    CONSTRAINT ck_training_course_role CHECK ((role IN ('city_admin', 'city_justice', 'district_leader', 'district_office', 'district_justice', 'district_it', 'commune_leader', 'commune_reception', 'commune_justice', 'commune_labour', 'police', 'insurance'))),
    CONSTRAINT ck_training_course_tries CHECK (((tries >= 1) AND (tries <= 5)))
);
ALTER TABLE ONLY training_course FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE training_course_id_seq AS integer;
ALTER SEQUENCE training_course_id_seq OWNED BY training_course.id;

CREATE TABLE training_exam_paper (
    attendance_id uuid NOT NULL,
    n integer NOT NULL,
    token_hash bytea NOT NULL,
    questions jsonb NOT NULL,
    state character varying(32) NOT NULL,
    ticks jsonb,
    closes_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    score integer,
    passed boolean,
    id uuid NOT NULL,
    CONSTRAINT ck_training_exam_paper_n CHECK ((n > 0)),
    CONSTRAINT ck_training_exam_paper_score CHECK (((score >= 0) AND (score <= 100))),
    CONSTRAINT ck_training_exam_paper_state CHECK ((state IN ('open', 'done')))
);

CREATE TABLE training_question (
    id integer NOT NULL,
    course_id integer NOT NULL,
    text character varying(500) NOT NULL,
    active boolean NOT NULL
);
ALTER TABLE ONLY training_question FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE training_question_id_seq AS integer;
ALTER SEQUENCE training_question_id_seq OWNED BY training_question.id;

CREATE TABLE training_session (
    id integer NOT NULL,
    class_id integer NOT NULL,
    during tstzrange NOT NULL,
    place character varying(200) NOT NULL,
    trainer character varying(120) NOT NULL,
    CONSTRAINT ck_training_session_during CHECK (((NOT isempty(during)) AND (NOT lower_inf(during)) AND (NOT upper_inf(during))))
);
ALTER TABLE ONLY training_session FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE training_session_id_seq AS integer;
ALTER SEQUENCE training_session_id_seq OWNED BY training_session.id;

CREATE TABLE treasury_payment (
    id integer NOT NULL,
    commune_id integer NOT NULL,
    fund character varying(32) NOT NULL,
    amount integer NOT NULL,
    paper_no character varying(40) NOT NULL,
    paid_on date NOT NULL,
    cancels_id integer,
    reason character varying(300),
    at timestamp with time zone NOT NULL,
    staff_id uuid,
    posting_id uuid,
    xact bigint NOT NULL,
    CONSTRAINT ck_treasury_payment_amount CHECK (
CASE
    WHEN (cancels_id IS NULL) THEN (amount > 0)
    ELSE ((amount < 0) AND (reason IS NOT NULL))
END),
    CONSTRAINT ck_treasury_payment_fund CHECK ((fund IN ('duty', 'service_fee')))
);
ALTER TABLE ONLY treasury_payment FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE treasury_payment_id_seq AS integer;
ALTER SEQUENCE treasury_payment_id_seq OWNED BY treasury_payment.id;

CREATE TABLE unit (
    id integer NOT NULL,
    code character varying(16) NOT NULL,
    kind character varying(32) NOT NULL,
    name character varying(120) NOT NULL,
    folded character varying(120) NOT NULL,
    parent_id integer,
    district_id integer,
    during daterange NOT NULL,
    phase integer,
    agency_code character varying(24),
    agency_code_provisional boolean NOT NULL,
    address character varying(200),
    phone character varying(20),
    hours character varying(120),
    remote_days integer,
    insurance_code character varying(20),
    visits_at_once integer,
    CONSTRAINT ck_unit_kind CHECK ((kind IN ('city', 'department', 'district', 'commune', 'police', 'insurance', 'justice'))),
    CONSTRAINT ck_unit_phase CHECK ((phase = ANY (ARRAY[1, 2]))),
    CONSTRAINT ck_unit_remote_days_of_a_commune CHECK (((remote_days IS NULL) OR (remote_days BETWEEN 1 AND 5 AND ((kind)::text = 'commune'::text)))),
    CONSTRAINT ck_unit_visits_at_once_of_a_commune CHECK (((visits_at_once IS NULL) OR (visits_at_once BETWEEN 1 AND 20 AND ((kind)::text = 'commune'::text))))
);
ALTER TABLE ONLY unit FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE unit_id_seq AS integer;
ALTER SEQUENCE unit_id_seq OWNED BY unit.id;

CREATE TABLE weekly_count (
    commune_id integer NOT NULL,
    week date NOT NULL,
    channel character varying(32) NOT NULL,
    received integer NOT NULL,
    in_time integer NOT NULL,
    late integer NOT NULL,
    CONSTRAINT ck_weekly_count_channel CHECK ((channel IN ('self', 'assisted', 'on_behalf', 'from_paper')))
);
ALTER TABLE ONLY weekly_count FORCE ROW LEVEL SECURITY;

CREATE TABLE workflow_step (
    subject character varying(16) NOT NULL,
    action character varying(32) NOT NULL,
    source character varying(32) NOT NULL,
    target character varying(32) NOT NULL
);

ALTER TABLE ONLY ab_api_key ALTER COLUMN id SET DEFAULT nextval('ab_api_key_id_seq'::regclass);
ALTER TABLE ONLY ab_group ALTER COLUMN id SET DEFAULT nextval('ab_group_id_seq'::regclass);
ALTER TABLE ONLY ab_group_role ALTER COLUMN id SET DEFAULT nextval('ab_group_role_id_seq'::regclass);
ALTER TABLE ONLY ab_permission ALTER COLUMN id SET DEFAULT nextval('ab_permission_id_seq'::regclass);
ALTER TABLE ONLY ab_permission_view ALTER COLUMN id SET DEFAULT nextval('ab_permission_view_id_seq'::regclass);
ALTER TABLE ONLY ab_permission_view_role ALTER COLUMN id SET DEFAULT nextval('ab_permission_view_role_id_seq'::regclass);
ALTER TABLE ONLY ab_register_user ALTER COLUMN id SET DEFAULT nextval('ab_register_user_id_seq'::regclass);
ALTER TABLE ONLY ab_role ALTER COLUMN id SET DEFAULT nextval('ab_role_id_seq'::regclass);
ALTER TABLE ONLY ab_user ALTER COLUMN id SET DEFAULT nextval('ab_user_id_seq'::regclass);
ALTER TABLE ONLY ab_user_group ALTER COLUMN id SET DEFAULT nextval('ab_user_group_id_seq'::regclass);
ALTER TABLE ONLY ab_user_role ALTER COLUMN id SET DEFAULT nextval('ab_user_role_id_seq'::regclass);
ALTER TABLE ONLY ab_view_menu ALTER COLUMN id SET DEFAULT nextval('ab_view_menu_id_seq'::regclass);
ALTER TABLE ONLY access_entry ALTER COLUMN id SET DEFAULT nextval('access_entry_id_seq'::regclass);
ALTER TABLE ONLY account_round ALTER COLUMN id SET DEFAULT nextval('account_round_id_seq'::regclass);
ALTER TABLE ONLY assisted_point ALTER COLUMN id SET DEFAULT nextval('assisted_point_id_seq'::regclass);
ALTER TABLE ONLY audit_entry ALTER COLUMN id SET DEFAULT nextval('audit_entry_id_seq'::regclass);
ALTER TABLE ONLY blank_batch ALTER COLUMN id SET DEFAULT nextval('blank_batch_id_seq'::regclass);
ALTER TABLE ONLY blank_use ALTER COLUMN id SET DEFAULT nextval('blank_use_id_seq'::regclass);
ALTER TABLE ONLY book_event ALTER COLUMN id SET DEFAULT nextval('book_event_id_seq'::regclass);
ALTER TABLE ONLY count_check ALTER COLUMN id SET DEFAULT nextval('count_check_id_seq'::regclass);
ALTER TABLE ONLY custody_move ALTER COLUMN id SET DEFAULT nextval('custody_move_id_seq'::regclass);
ALTER TABLE ONLY deadline_extension ALTER COLUMN id SET DEFAULT nextval('deadline_extension_id_seq'::regclass);
ALTER TABLE ONLY deadline_pause ALTER COLUMN id SET DEFAULT nextval('deadline_pause_id_seq'::regclass);
ALTER TABLE ONLY dossier_event ALTER COLUMN id SET DEFAULT nextval('dossier_event_id_seq'::regclass);
ALTER TABLE ONLY fee_move ALTER COLUMN id SET DEFAULT nextval('fee_move_id_seq'::regclass);
ALTER TABLE ONLY handover ALTER COLUMN id SET DEFAULT nextval('handover_id_seq'::regclass);
ALTER TABLE ONLY health_facility ALTER COLUMN id SET DEFAULT nextval('health_facility_id_seq'::regclass);
ALTER TABLE ONLY job_run ALTER COLUMN id SET DEFAULT nextval('job_run_id_seq'::regclass);
ALTER TABLE ONLY journal_check ALTER COLUMN id SET DEFAULT nextval('journal_check_id_seq'::regclass);
ALTER TABLE ONLY local_limit ALTER COLUMN id SET DEFAULT nextval('local_limit_id_seq'::regclass);
ALTER TABLE ONLY message_wording ALTER COLUMN id SET DEFAULT nextval('message_wording_id_seq'::regclass);
ALTER TABLE ONLY opening ALTER COLUMN id SET DEFAULT nextval('opening_id_seq'::regclass);
ALTER TABLE ONLY population_alarm ALTER COLUMN id SET DEFAULT nextval('population_alarm_id_seq'::regclass);
ALTER TABLE ONLY population_outage ALTER COLUMN id SET DEFAULT nextval('population_outage_id_seq'::regclass);
ALTER TABLE ONLY procedure ALTER COLUMN id SET DEFAULT nextval('procedure_id_seq'::regclass);
ALTER TABLE ONLY procedure_fee ALTER COLUMN id SET DEFAULT nextval('procedure_fee_id_seq'::regclass);
ALTER TABLE ONLY procedure_leg ALTER COLUMN id SET DEFAULT nextval('procedure_leg_id_seq'::regclass);
ALTER TABLE ONLY procedure_limit ALTER COLUMN id SET DEFAULT nextval('procedure_limit_id_seq'::regclass);
ALTER TABLE ONLY procedure_paper ALTER COLUMN id SET DEFAULT nextval('procedure_paper_id_seq'::regclass);
ALTER TABLE ONLY procedure_question ALTER COLUMN id SET DEFAULT nextval('procedure_question_id_seq'::regclass);
ALTER TABLE ONLY procedure_result ALTER COLUMN id SET DEFAULT nextval('procedure_result_id_seq'::regclass);
ALTER TABLE ONLY procedure_section ALTER COLUMN id SET DEFAULT nextval('procedure_section_id_seq'::regclass);
ALTER TABLE ONLY procedure_version ALTER COLUMN id SET DEFAULT nextval('procedure_version_id_seq'::regclass);
ALTER TABLE ONLY public_figure ALTER COLUMN id SET DEFAULT nextval('public_figure_id_seq'::regclass);
ALTER TABLE ONLY readiness_decision ALTER COLUMN id SET DEFAULT nextval('readiness_decision_id_seq'::regclass);
ALTER TABLE ONLY reconciliation ALTER COLUMN id SET DEFAULT nextval('reconciliation_id_seq'::regclass);
ALTER TABLE ONLY register_book ALTER COLUMN id SET DEFAULT nextval('register_book_id_seq'::regclass);
ALTER TABLE ONLY responsible_party ALTER COLUMN id SET DEFAULT nextval('responsible_party_id_seq'::regclass);
ALTER TABLE ONLY rollout_guidance ALTER COLUMN id SET DEFAULT nextval('rollout_guidance_id_seq'::regclass);
ALTER TABLE ONLY rollout_need ALTER COLUMN id SET DEFAULT nextval('rollout_need_id_seq'::regclass);
ALTER TABLE ONLY second_factor_reset ALTER COLUMN id SET DEFAULT nextval('second_factor_reset_id_seq'::regclass);
ALTER TABLE ONLY service_outage ALTER COLUMN id SET DEFAULT nextval('service_outage_id_seq'::regclass);
ALTER TABLE ONLY site_condition ALTER COLUMN id SET DEFAULT nextval('site_condition_id_seq'::regclass);
ALTER TABLE ONLY staff_list ALTER COLUMN id SET DEFAULT nextval('staff_list_id_seq'::regclass);
ALTER TABLE ONLY staff_list_event ALTER COLUMN id SET DEFAULT nextval('staff_list_event_id_seq'::regclass);
ALTER TABLE ONLY training_choice ALTER COLUMN id SET DEFAULT nextval('training_choice_id_seq'::regclass);
ALTER TABLE ONLY training_class ALTER COLUMN id SET DEFAULT nextval('training_class_id_seq'::regclass);
ALTER TABLE ONLY training_course ALTER COLUMN id SET DEFAULT nextval('training_course_id_seq'::regclass);
ALTER TABLE ONLY training_question ALTER COLUMN id SET DEFAULT nextval('training_question_id_seq'::regclass);
ALTER TABLE ONLY training_session ALTER COLUMN id SET DEFAULT nextval('training_session_id_seq'::regclass);
ALTER TABLE ONLY treasury_payment ALTER COLUMN id SET DEFAULT nextval('treasury_payment_id_seq'::regclass);
ALTER TABLE ONLY unit ALTER COLUMN id SET DEFAULT nextval('unit_id_seq'::regclass);

ALTER TABLE ONLY absence ADD CONSTRAINT ex_absence_overlap EXCLUDE USING gist (staff_id WITH =, unit_id WITH =, during WITH &&);
ALTER TABLE ONLY assisted_duty ADD CONSTRAINT ex_assisted_duty_overlap EXCLUDE USING gist (staff_id WITH =, during WITH &&);
ALTER TABLE ONLY blank_batch ADD CONSTRAINT ex_blank_batch_numbers EXCLUDE USING gist (unit_id WITH =, kind WITH =, series WITH =, int4range(first, last, '[]'::text) WITH &&);
ALTER TABLE ONLY posting ADD CONSTRAINT ex_posting_deputies EXCLUDE USING gist (stands_for_id WITH =, during WITH &&);
ALTER TABLE ONLY posting ADD CONSTRAINT ex_posting_overlap EXCLUDE USING gist (staff_id WITH =, unit_id WITH =, role WITH =, during WITH &&);
ALTER TABLE ONLY training_session ADD CONSTRAINT ex_training_session_place EXCLUDE USING gist (place WITH =, during WITH &&);
ALTER TABLE ONLY training_session ADD CONSTRAINT ex_training_session_trainer EXCLUDE USING gist (trainer WITH =, during WITH &&);
ALTER TABLE ONLY unit ADD CONSTRAINT ex_unit_overlap EXCLUDE USING gist (kind WITH =, code WITH =, during WITH &&);
ALTER TABLE ONLY local_limit ADD CONSTRAINT local_limit_one_at_a_time EXCLUDE USING gist (version_id WITH =, unit_id WITH =, step WITH =, during WITH &&);
ALTER TABLE ONLY deadline_pause ADD CONSTRAINT overlap EXCLUDE USING gist (subject_id WITH =, during WITH &&);
ALTER TABLE ONLY ab_api_key ADD CONSTRAINT pk_ab_api_key PRIMARY KEY (id);
ALTER TABLE ONLY ab_group ADD CONSTRAINT pk_ab_group PRIMARY KEY (id);
ALTER TABLE ONLY ab_group_role ADD CONSTRAINT pk_ab_group_role PRIMARY KEY (id);
ALTER TABLE ONLY ab_permission ADD CONSTRAINT pk_ab_permission PRIMARY KEY (id);
ALTER TABLE ONLY ab_permission_view ADD CONSTRAINT pk_ab_permission_view PRIMARY KEY (id);
ALTER TABLE ONLY ab_permission_view_role ADD CONSTRAINT pk_ab_permission_view_role PRIMARY KEY (id);
ALTER TABLE ONLY ab_register_user ADD CONSTRAINT pk_ab_register_user PRIMARY KEY (id);
ALTER TABLE ONLY ab_role ADD CONSTRAINT pk_ab_role PRIMARY KEY (id);
ALTER TABLE ONLY ab_user ADD CONSTRAINT pk_ab_user PRIMARY KEY (id);
ALTER TABLE ONLY ab_user_group ADD CONSTRAINT pk_ab_user_group PRIMARY KEY (id);
ALTER TABLE ONLY ab_user_role ADD CONSTRAINT pk_ab_user_role PRIMARY KEY (id);
ALTER TABLE ONLY ab_view_menu ADD CONSTRAINT pk_ab_view_menu PRIMARY KEY (id);
ALTER TABLE ONLY absence ADD CONSTRAINT pk_absence PRIMARY KEY (id);
ALTER TABLE ONLY access_entry ADD CONSTRAINT pk_access_entry PRIMARY KEY (id);
ALTER TABLE ONLY account_issue ADD CONSTRAINT pk_account_issue PRIMARY KEY (id);
ALTER TABLE ONLY account_round ADD CONSTRAINT pk_account_round PRIMARY KEY (id);
ALTER TABLE ONLY answers_revision ADD CONSTRAINT pk_answers_revision PRIMARY KEY (id);
ALTER TABLE ONLY assisted_duty ADD CONSTRAINT pk_assisted_duty PRIMARY KEY (id);
ALTER TABLE ONLY assisted_point ADD CONSTRAINT pk_assisted_point PRIMARY KEY (id);
ALTER TABLE ONLY attendance ADD CONSTRAINT pk_attendance PRIMARY KEY (id);
ALTER TABLE ONLY audit_entry ADD CONSTRAINT pk_audit_entry PRIMARY KEY (id);
ALTER TABLE ONLY blank_batch ADD CONSTRAINT pk_blank_batch PRIMARY KEY (id);
ALTER TABLE ONLY blank_use ADD CONSTRAINT pk_blank_use PRIMARY KEY (id);
ALTER TABLE ONLY book_event ADD CONSTRAINT pk_book_event PRIMARY KEY (id);
ALTER TABLE ONLY bulk_run ADD CONSTRAINT pk_bulk_run PRIMARY KEY (id);
ALTER TABLE ONLY calendar_day ADD CONSTRAINT pk_calendar_day PRIMARY KEY (date);
ALTER TABLE ONLY call_task ADD CONSTRAINT pk_call_task PRIMARY KEY (id);
ALTER TABLE ONLY channel_health ADD CONSTRAINT pk_channel_health PRIMARY KEY (channel);
ALTER TABLE ONLY clearance_waiver ADD CONSTRAINT pk_clearance_waiver PRIMARY KEY (id);
ALTER TABLE ONLY code_try ADD CONSTRAINT pk_code_try PRIMARY KEY (about, n);
ALTER TABLE ONLY commune_transfer ADD CONSTRAINT pk_commune_transfer PRIMARY KEY (id);
ALTER TABLE ONLY complaint ADD CONSTRAINT pk_complaint PRIMARY KEY (id);
ALTER TABLE ONLY copied_entry ADD CONSTRAINT pk_copied_entry PRIMARY KEY (id);
ALTER TABLE ONLY count_check ADD CONSTRAINT pk_count_check PRIMARY KEY (id);
ALTER TABLE ONLY counting_mark ADD CONSTRAINT pk_counting_mark PRIMARY KEY (id);
ALTER TABLE ONLY credential ADD CONSTRAINT pk_credential PRIMARY KEY (user_id);
ALTER TABLE ONLY custody_move ADD CONSTRAINT pk_custody_move PRIMARY KEY (id);
ALTER TABLE ONLY daily_count ADD CONSTRAINT pk_daily_count PRIMARY KEY (commune_id, received_on, part);
ALTER TABLE ONLY daily_counter ADD CONSTRAINT pk_daily_counter PRIMARY KEY (commune_id, day, is_rehearsal);
ALTER TABLE ONLY daily_flow ADD CONSTRAINT pk_daily_flow PRIMARY KEY (commune_id, day);
ALTER TABLE ONLY data_request ADD CONSTRAINT pk_data_request PRIMARY KEY (id);
ALTER TABLE ONLY deadline_extension ADD CONSTRAINT pk_deadline_extension PRIMARY KEY (id);
ALTER TABLE ONLY deadline_pause ADD CONSTRAINT pk_deadline_pause PRIMARY KEY (id);
ALTER TABLE ONLY delivery_attempt ADD CONSTRAINT pk_delivery_attempt PRIMARY KEY (id);
ALTER TABLE ONLY delivery_report ADD CONSTRAINT pk_delivery_report PRIMARY KEY (id);
ALTER TABLE ONLY demonstration ADD CONSTRAINT pk_demonstration PRIMARY KEY (made_on);
ALTER TABLE ONLY district_monthly_count ADD CONSTRAINT pk_district_monthly_count PRIMARY KEY (district_id, month, part);
ALTER TABLE ONLY district_procedure_count ADD CONSTRAINT pk_district_procedure_count PRIMARY KEY (district_id, month, procedure_id, channel);
ALTER TABLE ONLY district_stage_days ADD CONSTRAINT pk_district_stage_days PRIMARY KEY (district_id, month, stage, days);
ALTER TABLE ONLY district_weekly_count ADD CONSTRAINT pk_district_weekly_count PRIMARY KEY (district_id, week, channel);
ALTER TABLE ONLY dossier ADD CONSTRAINT pk_dossier PRIMARY KEY (id);
ALTER TABLE ONLY dossier_event ADD CONSTRAINT pk_dossier_event PRIMARY KEY (id);
ALTER TABLE ONLY dossier_note ADD CONSTRAINT pk_dossier_note PRIMARY KEY (id);
ALTER TABLE ONLY dossier_person ADD CONSTRAINT pk_dossier_person PRIMARY KEY (number, dossier_id);
ALTER TABLE ONLY draft ADD CONSTRAINT pk_draft PRIMARY KEY (id);
ALTER TABLE ONLY duplicate_candidate ADD CONSTRAINT pk_duplicate_candidate PRIMARY KEY (id);
ALTER TABLE ONLY duplicate_check ADD CONSTRAINT pk_duplicate_check PRIMARY KEY (dossier_id);
ALTER TABLE ONLY earlier_entry ADD CONSTRAINT pk_earlier_entry PRIMARY KEY (id);
ALTER TABLE ONLY edit_lock ADD CONSTRAINT pk_edit_lock PRIMARY KEY (dossier_id);
ALTER TABLE ONLY entry_counter ADD CONSTRAINT pk_entry_counter PRIMARY KEY (unit_id, kind, year);
ALTER TABLE ONLY entry_note ADD CONSTRAINT pk_entry_note PRIMARY KEY (id);
ALTER TABLE ONLY entry_number ADD CONSTRAINT pk_entry_number PRIMARY KEY (id);
ALTER TABLE ONLY entry_proposal ADD CONSTRAINT pk_entry_proposal PRIMARY KEY (id);
ALTER TABLE ONLY equipment_fault ADD CONSTRAINT pk_equipment_fault PRIMARY KEY (id);
ALTER TABLE ONLY fee ADD CONSTRAINT pk_fee PRIMARY KEY (id);
ALTER TABLE ONLY fee_move ADD CONSTRAINT pk_fee_move PRIMARY KEY (id);
ALTER TABLE ONLY handover ADD CONSTRAINT pk_handover PRIMARY KEY (id);
ALTER TABLE ONLY handover_sheet ADD CONSTRAINT pk_handover_sheet PRIMARY KEY (id);
ALTER TABLE ONLY handover_sheet_line ADD CONSTRAINT pk_handover_sheet_line PRIMARY KEY (id);
ALTER TABLE ONLY health_facility ADD CONSTRAINT pk_health_facility PRIMARY KEY (id);
ALTER TABLE ONLY household ADD CONSTRAINT pk_household PRIMARY KEY (id);
ALTER TABLE ONLY inbound_message ADD CONSTRAINT pk_inbound_message PRIMARY KEY (id);
ALTER TABLE ONLY inbox_rule ADD CONSTRAINT pk_inbox_rule PRIMARY KEY (unit_id);
ALTER TABLE ONLY issued_paper ADD CONSTRAINT pk_issued_paper PRIMARY KEY (id);
ALTER TABLE ONLY issued_paper_end ADD CONSTRAINT pk_issued_paper_end PRIMARY KEY (id);
ALTER TABLE ONLY job_run ADD CONSTRAINT pk_job_run PRIMARY KEY (id);
ALTER TABLE ONLY journal_check ADD CONSTRAINT pk_journal_check PRIMARY KEY (id);
ALTER TABLE ONLY journal_seal ADD CONSTRAINT pk_journal_seal PRIMARY KEY (n);
ALTER TABLE ONLY keyed_entry ADD CONSTRAINT pk_keyed_entry PRIMARY KEY (id);
ALTER TABLE ONLY leg ADD CONSTRAINT pk_leg PRIMARY KEY (id);
ALTER TABLE ONLY local_limit ADD CONSTRAINT pk_local_limit PRIMARY KEY (id);
ALTER TABLE ONLY lookup_purpose ADD CONSTRAINT pk_lookup_purpose PRIMARY KEY (code);
ALTER TABLE ONLY message ADD CONSTRAINT pk_message PRIMARY KEY (id);
ALTER TABLE ONLY message_wording ADD CONSTRAINT pk_message_wording PRIMARY KEY (id);
ALTER TABLE ONLY monthly_count ADD CONSTRAINT pk_monthly_count PRIMARY KEY (commune_id, month, part);
ALTER TABLE ONLY notice_preference ADD CONSTRAINT pk_notice_preference PRIMARY KEY (staff_id);
ALTER TABLE ONLY one_time_code ADD CONSTRAINT pk_one_time_code PRIMARY KEY (id);
ALTER TABLE ONLY one_use_link ADD CONSTRAINT pk_one_use_link PRIMARY KEY (token_hash);
ALTER TABLE ONLY opening ADD CONSTRAINT pk_opening PRIMARY KEY (id);
ALTER TABLE ONLY opt_out ADD CONSTRAINT pk_opt_out PRIMARY KEY (id);
ALTER TABLE ONLY overprint_offset ADD CONSTRAINT pk_overprint_offset PRIMARY KEY (unit_id, blank);
ALTER TABLE ONLY packet ADD CONSTRAINT pk_packet PRIMARY KEY (id);
ALTER TABLE ONLY paper ADD CONSTRAINT pk_paper PRIMARY KEY (id);
ALTER TABLE ONLY pending_form ADD CONSTRAINT pk_pending_form PRIMARY KEY (token_hash);
ALTER TABLE ONLY permission_version ADD CONSTRAINT pk_permission_version PRIMARY KEY (id);
ALTER TABLE ONLY population_alarm ADD CONSTRAINT pk_population_alarm PRIMARY KEY (id);
ALTER TABLE ONLY population_answer ADD CONSTRAINT pk_population_answer PRIMARY KEY (id);
ALTER TABLE ONLY population_lookup ADD CONSTRAINT pk_population_lookup PRIMARY KEY (id);
ALTER TABLE ONLY population_outage ADD CONSTRAINT pk_population_outage PRIMARY KEY (id);
ALTER TABLE ONLY population_question ADD CONSTRAINT pk_population_question PRIMARY KEY (lookup_id);
ALTER TABLE ONLY posting ADD CONSTRAINT pk_posting PRIMARY KEY (id);
ALTER TABLE ONLY probe_day ADD CONSTRAINT pk_probe_day PRIMARY KEY (probe, day);
ALTER TABLE ONLY procedure ADD CONSTRAINT pk_procedure PRIMARY KEY (id);
ALTER TABLE ONLY procedure_count ADD CONSTRAINT pk_procedure_count PRIMARY KEY (commune_id, month, procedure_id, channel);
ALTER TABLE ONLY procedure_days ADD CONSTRAINT pk_procedure_days PRIMARY KEY (commune_id, month, procedure_id, days);
ALTER TABLE ONLY procedure_fee ADD CONSTRAINT pk_procedure_fee PRIMARY KEY (id);
ALTER TABLE ONLY procedure_leg ADD CONSTRAINT pk_procedure_leg PRIMARY KEY (id);
ALTER TABLE ONLY procedure_limit ADD CONSTRAINT pk_procedure_limit PRIMARY KEY (id);
ALTER TABLE ONLY procedure_paper ADD CONSTRAINT pk_procedure_paper PRIMARY KEY (id);
ALTER TABLE ONLY procedure_question ADD CONSTRAINT pk_procedure_question PRIMARY KEY (id);
ALTER TABLE ONLY procedure_result ADD CONSTRAINT pk_procedure_result PRIMARY KEY (id);
ALTER TABLE ONLY procedure_section ADD CONSTRAINT pk_procedure_section PRIMARY KEY (id);
ALTER TABLE ONLY procedure_version ADD CONSTRAINT pk_procedure_version PRIMARY KEY (id);
ALTER TABLE ONLY promise_change ADD CONSTRAINT pk_promise_change PRIMARY KEY (id);
ALTER TABLE ONLY proposal_decision ADD CONSTRAINT pk_proposal_decision PRIMARY KEY (id);
ALTER TABLE ONLY public_figure ADD CONSTRAINT pk_public_figure PRIMARY KEY (id);
ALTER TABLE ONLY public_notice ADD CONSTRAINT pk_public_notice PRIMARY KEY (id);
ALTER TABLE ONLY readiness_day ADD CONSTRAINT pk_readiness_day PRIMARY KEY (unit_id, day);
ALTER TABLE ONLY readiness_decision ADD CONSTRAINT pk_readiness_decision PRIMARY KEY (id);
ALTER TABLE ONLY reconciliation ADD CONSTRAINT pk_reconciliation PRIMARY KEY (id);
ALTER TABLE ONLY reference_version ADD CONSTRAINT pk_reference_version PRIMARY KEY (id);
ALTER TABLE ONLY register_book ADD CONSTRAINT pk_register_book PRIMARY KEY (id);
ALTER TABLE ONLY register_entry ADD CONSTRAINT pk_register_entry PRIMARY KEY (id);
ALTER TABLE ONLY residence_notice ADD CONSTRAINT pk_residence_notice PRIMARY KEY (id);
ALTER TABLE ONLY resident ADD CONSTRAINT pk_resident PRIMARY KEY (id);
ALTER TABLE ONLY resident_import ADD CONSTRAINT pk_resident_import PRIMARY KEY (id);
ALTER TABLE ONLY resident_row ADD CONSTRAINT pk_resident_row PRIMARY KEY (import_id, line);
ALTER TABLE ONLY responsible_party ADD CONSTRAINT pk_responsible_party PRIMARY KEY (id);
ALTER TABLE ONLY role_reach ADD CONSTRAINT pk_role_reach PRIMARY KEY (role);
ALTER TABLE ONLY rollout_guidance ADD CONSTRAINT pk_rollout_guidance PRIMARY KEY (id);
ALTER TABLE ONLY rollout_need ADD CONSTRAINT pk_rollout_need PRIMARY KEY (id);
ALTER TABLE ONLY rollout_phase ADD CONSTRAINT pk_rollout_phase PRIMARY KEY (n);
ALTER TABLE ONLY sandbox_message ADD CONSTRAINT pk_sandbox_message PRIMARY KEY (message_id);
ALTER TABLE ONLY satisfaction ADD CONSTRAINT pk_satisfaction PRIMARY KEY (id);
ALTER TABLE ONLY saved_view ADD CONSTRAINT pk_saved_view PRIMARY KEY (id);
ALTER TABLE ONLY scanned_page ADD CONSTRAINT pk_scanned_page PRIMARY KEY (id);
ALTER TABLE ONLY sealed_slip ADD CONSTRAINT pk_sealed_slip PRIMARY KEY (id);
ALTER TABLE ONLY second_factor ADD CONSTRAINT pk_second_factor PRIMARY KEY (user_id);
ALTER TABLE ONLY second_factor_reset ADD CONSTRAINT pk_second_factor_reset PRIMARY KEY (id);
ALTER TABLE ONLY service_outage ADD CONSTRAINT pk_service_outage PRIMARY KEY (id);
ALTER TABLE ONLY session ADD CONSTRAINT pk_session PRIMARY KEY (token_hash);
ALTER TABLE ONLY site_condition ADD CONSTRAINT pk_site_condition PRIMARY KEY (id);
ALTER TABLE ONLY slip ADD CONSTRAINT pk_slip PRIMARY KEY (id);
ALTER TABLE ONLY slip_counter ADD CONSTRAINT pk_slip_counter PRIMARY KEY (commune_id, kind, year);
ALTER TABLE ONLY sms_check ADD CONSTRAINT pk_sms_check PRIMARY KEY (id);
ALTER TABLE ONLY staff ADD CONSTRAINT pk_staff PRIMARY KEY (id);
ALTER TABLE ONLY staff_list ADD CONSTRAINT pk_staff_list PRIMARY KEY (id);
ALTER TABLE ONLY staff_list_event ADD CONSTRAINT pk_staff_list_event PRIMARY KEY (id);
ALTER TABLE ONLY staff_list_line ADD CONSTRAINT pk_staff_list_line PRIMARY KEY (id);
ALTER TABLE ONLY staff_list_upload ADD CONSTRAINT pk_staff_list_upload PRIMARY KEY (id);
ALTER TABLE ONLY stage_days ADD CONSTRAINT pk_stage_days PRIMARY KEY (commune_id, month, stage, days);
ALTER TABLE ONLY statistics_report ADD CONSTRAINT pk_statistics_report PRIMARY KEY (id);
ALTER TABLE ONLY stock_phrase ADD CONSTRAINT pk_stock_phrase PRIMARY KEY (id);
ALTER TABLE ONLY submission_key ADD CONSTRAINT pk_submission_key PRIMARY KEY (key);
ALTER TABLE ONLY supplement_request ADD CONSTRAINT pk_supplement_request PRIMARY KEY (id);
ALTER TABLE ONLY training_certificate ADD CONSTRAINT pk_training_certificate PRIMARY KEY (id);
ALTER TABLE ONLY training_check_in ADD CONSTRAINT pk_training_check_in PRIMARY KEY (id);
ALTER TABLE ONLY training_choice ADD CONSTRAINT pk_training_choice PRIMARY KEY (id);
ALTER TABLE ONLY training_class ADD CONSTRAINT pk_training_class PRIMARY KEY (id);
ALTER TABLE ONLY training_course ADD CONSTRAINT pk_training_course PRIMARY KEY (id);
ALTER TABLE ONLY training_exam_paper ADD CONSTRAINT pk_training_exam_paper PRIMARY KEY (id);
ALTER TABLE ONLY training_question ADD CONSTRAINT pk_training_question PRIMARY KEY (id);
ALTER TABLE ONLY training_session ADD CONSTRAINT pk_training_session PRIMARY KEY (id);
ALTER TABLE ONLY treasury_payment ADD CONSTRAINT pk_treasury_payment PRIMARY KEY (id);
ALTER TABLE ONLY unit ADD CONSTRAINT pk_unit PRIMARY KEY (id);
ALTER TABLE ONLY weekly_count ADD CONSTRAINT pk_weekly_count PRIMARY KEY (commune_id, week, channel);
ALTER TABLE ONLY workflow_step ADD CONSTRAINT pk_workflow_step PRIMARY KEY (subject, action, source, target);
ALTER TABLE ONLY rate_limit ADD CONSTRAINT rate_limit_pkey PRIMARY KEY (key);
ALTER TABLE ONLY ab_api_key ADD CONSTRAINT uq_ab_api_key_lookup_hash UNIQUE (lookup_hash);
ALTER TABLE ONLY ab_api_key ADD CONSTRAINT uq_ab_api_key_uuid UNIQUE (uuid);
ALTER TABLE ONLY ab_group ADD CONSTRAINT uq_ab_group_name UNIQUE (name);
ALTER TABLE ONLY ab_group_role ADD CONSTRAINT uq_ab_group_role_group_id_role_id UNIQUE (group_id, role_id);
ALTER TABLE ONLY ab_permission ADD CONSTRAINT uq_ab_permission_name UNIQUE (name);
ALTER TABLE ONLY ab_permission_view ADD CONSTRAINT uq_ab_permission_view_permission_id_view_menu_id UNIQUE (permission_id, view_menu_id);
ALTER TABLE ONLY ab_permission_view_role ADD CONSTRAINT uq_ab_permission_view_role_permission_view_id_role_id UNIQUE (permission_view_id, role_id);
ALTER TABLE ONLY ab_register_user ADD CONSTRAINT uq_ab_register_user_email UNIQUE (email);
ALTER TABLE ONLY ab_register_user ADD CONSTRAINT uq_ab_register_user_username UNIQUE (username);
ALTER TABLE ONLY ab_role ADD CONSTRAINT uq_ab_role_name UNIQUE (name);
ALTER TABLE ONLY ab_user ADD CONSTRAINT uq_ab_user_email UNIQUE (email);
ALTER TABLE ONLY ab_user_group ADD CONSTRAINT uq_ab_user_group_user_id_group_id UNIQUE (user_id, group_id);
ALTER TABLE ONLY ab_user_role ADD CONSTRAINT uq_ab_user_role_user_id_role_id UNIQUE (user_id, role_id);
ALTER TABLE ONLY ab_user ADD CONSTRAINT uq_ab_user_username UNIQUE (username);
ALTER TABLE ONLY ab_view_menu ADD CONSTRAINT uq_ab_view_menu_name UNIQUE (name);
ALTER TABLE ONLY account_issue ADD CONSTRAINT uq_account_issue_posting_id UNIQUE (posting_id);
ALTER TABLE ONLY account_issue ADD CONSTRAINT uq_account_issue_round_id_posting_id UNIQUE (round_id, posting_id);
ALTER TABLE ONLY answers_revision ADD CONSTRAINT uq_answers_revision_dossier_id_n UNIQUE (dossier_id, n);
ALTER TABLE ONLY assisted_point ADD CONSTRAINT uq_assisted_point_id_unit_id UNIQUE (id, unit_id);
ALTER TABLE ONLY attendance ADD CONSTRAINT uq_attendance_class_id_staff_id UNIQUE (class_id, staff_id);
ALTER TABLE ONLY blank_use ADD CONSTRAINT uq_blank_use_batch_id_number UNIQUE (batch_id, number);
ALTER TABLE ONLY call_task ADD CONSTRAINT uq_call_task_message_id UNIQUE (message_id);
ALTER TABLE ONLY complaint ADD CONSTRAINT uq_complaint_dossier_id_n UNIQUE (dossier_id, n);
ALTER TABLE ONLY dossier ADD CONSTRAINT uq_dossier_code UNIQUE (code);
ALTER TABLE ONLY duplicate_candidate ADD CONSTRAINT uq_duplicate_candidate_dossier_id_other_id UNIQUE (dossier_id, other_id);
ALTER TABLE ONLY earlier_entry ADD CONSTRAINT uq_earlier_entry_dossier_id_entry_id UNIQUE (dossier_id, entry_id);
ALTER TABLE ONLY entry_number ADD CONSTRAINT uq_entry_number_entry_id UNIQUE (entry_id);
ALTER TABLE ONLY entry_number ADD CONSTRAINT uq_entry_number_number UNIQUE (number);
ALTER TABLE ONLY fee ADD CONSTRAINT uq_fee_dossier_id_key UNIQUE (dossier_id, key);
ALTER TABLE ONLY fee_move ADD CONSTRAINT uq_fee_move_fee_id_kind UNIQUE (fee_id, kind);
ALTER TABLE ONLY handover ADD CONSTRAINT uq_handover_key UNIQUE (key);
ALTER TABLE ONLY handover_sheet ADD CONSTRAINT uq_handover_sheet_commune_id_is_rehearsal_year_n UNIQUE (commune_id, is_rehearsal, year, n);
ALTER TABLE ONLY handover_sheet_line ADD CONSTRAINT uq_handover_sheet_line_sheet_id_leg_id UNIQUE (sheet_id, leg_id);
ALTER TABLE ONLY health_facility ADD CONSTRAINT uq_health_facility_code UNIQUE (code);
ALTER TABLE ONLY household ADD CONSTRAINT uq_household_code UNIQUE (code);
ALTER TABLE ONLY inbound_message ADD CONSTRAINT uq_inbound_message_gateway_id UNIQUE (gateway_id);
ALTER TABLE ONLY issued_paper ADD CONSTRAINT uq_issued_paper_code_hash UNIQUE (code_hash);
ALTER TABLE ONLY issued_paper_end ADD CONSTRAINT uq_issued_paper_end_issued_id UNIQUE (issued_id);
ALTER TABLE ONLY issued_paper ADD CONSTRAINT uq_issued_paper_paper_id UNIQUE (paper_id);
ALTER TABLE ONLY issued_paper ADD CONSTRAINT uq_issued_paper_sha256 UNIQUE (sha256);
ALTER TABLE ONLY keyed_entry ADD CONSTRAINT uq_keyed_entry_unit_id_is_rehearsal_kind_book_number_step UNIQUE (unit_id, is_rehearsal, kind, book, number, step);
ALTER TABLE ONLY leg ADD CONSTRAINT uq_leg_agency UNIQUE NULLS NOT DISTINCT (dossier_id, kind, holder_unit_id, corrects_id);
ALTER TABLE ONLY message ADD CONSTRAINT uq_message_idempotency_key UNIQUE (idempotency_key);
ALTER TABLE ONLY message_wording ADD CONSTRAINT uq_message_wording_template_language_variant_n UNIQUE (template, language, variant, n);
ALTER TABLE ONLY opt_out ADD CONSTRAINT uq_opt_out_phone UNIQUE (phone);
ALTER TABLE ONLY packet ADD CONSTRAINT uq_packet_leg_id_n UNIQUE (leg_id, n);
ALTER TABLE ONLY population_answer ADD CONSTRAINT uq_population_answer_lookup_id UNIQUE (lookup_id);
ALTER TABLE ONLY procedure ADD CONSTRAINT uq_procedure_code UNIQUE (code);
ALTER TABLE ONLY procedure_fee ADD CONSTRAINT uq_procedure_fee_version_id_key UNIQUE (version_id, key);
ALTER TABLE ONLY procedure_leg ADD CONSTRAINT uq_procedure_leg_version_id_kind UNIQUE (version_id, kind);
ALTER TABLE ONLY procedure_limit ADD CONSTRAINT uq_procedure_limit_version_id_step UNIQUE (version_id, step);
ALTER TABLE ONLY procedure_paper ADD CONSTRAINT uq_procedure_paper_version_id_key UNIQUE (version_id, key);
ALTER TABLE ONLY procedure_question ADD CONSTRAINT uq_procedure_question_version_id_key UNIQUE (version_id, key);
ALTER TABLE ONLY procedure_result ADD CONSTRAINT uq_procedure_result_version_id_book UNIQUE (version_id, book);
ALTER TABLE ONLY procedure_result ADD CONSTRAINT uq_procedure_result_version_id_key UNIQUE (version_id, key);
ALTER TABLE ONLY procedure_section ADD CONSTRAINT uq_procedure_section_version_id_key UNIQUE (version_id, key);
ALTER TABLE ONLY procedure_version ADD CONSTRAINT uq_procedure_version_procedure_id_n UNIQUE (procedure_id, n);
ALTER TABLE ONLY promise_change ADD CONSTRAINT uq_promise_change_dossier_id UNIQUE (dossier_id);
ALTER TABLE ONLY proposal_decision ADD CONSTRAINT uq_proposal_decision_proposal_id UNIQUE (proposal_id);
ALTER TABLE ONLY public_figure ADD CONSTRAINT uq_public_figure_year_unit_id_procedure_id UNIQUE NULLS NOT DISTINCT (year, unit_id, procedure_id);
ALTER TABLE ONLY public_notice ADD CONSTRAINT uq_public_notice_storage_key UNIQUE (storage_key);
ALTER TABLE ONLY reconciliation ADD CONSTRAINT uq_reconciliation_day_commune_id_holder_unit_id UNIQUE (day, commune_id, holder_unit_id);
ALTER TABLE ONLY register_book ADD CONSTRAINT uq_register_book_unit_id_kind_year_n UNIQUE (unit_id, kind, year, n);
ALTER TABLE ONLY register_entry ADD CONSTRAINT uq_register_entry_certificate_id UNIQUE (certificate_id);
ALTER TABLE ONLY register_entry ADD CONSTRAINT uq_register_entry_unit_id_kind_year_number UNIQUE (unit_id, kind, year, number);
ALTER TABLE ONLY residence_notice ADD CONSTRAINT uq_residence_notice_slip_id UNIQUE (slip_id);
ALTER TABLE ONLY responsible_party ADD CONSTRAINT uq_responsible_party_name UNIQUE (name);
ALTER TABLE ONLY rollout_guidance ADD CONSTRAINT uq_rollout_guidance_storage_key UNIQUE (storage_key);
ALTER TABLE ONLY rollout_need ADD CONSTRAINT uq_rollout_need_phase_role UNIQUE (phase, role);
ALTER TABLE ONLY satisfaction ADD CONSTRAINT uq_satisfaction_dossier_id UNIQUE (dossier_id);
ALTER TABLE ONLY scanned_page ADD CONSTRAINT uq_scanned_page_storage_key UNIQUE (storage_key);
ALTER TABLE ONLY session ADD CONSTRAINT uq_session_id UNIQUE (id);
ALTER TABLE ONLY slip ADD CONSTRAINT uq_slip_commune_id_kind_year_number_in_year UNIQUE (commune_id, kind, year, number_in_year);
ALTER TABLE ONLY staff_list_line ADD CONSTRAINT uq_staff_list_line_list_id_id_number_unit_id_role UNIQUE (list_id, id_number, unit_id, role);
ALTER TABLE ONLY staff_list ADD CONSTRAINT uq_staff_list_unit_id_phase_n UNIQUE (unit_id, phase, n);
ALTER TABLE ONLY staff ADD CONSTRAINT uq_staff_user_id UNIQUE (user_id);
ALTER TABLE ONLY statistics_report ADD CONSTRAINT uq_statistics_report_unit_id_kind_issue_year_n UNIQUE (unit_id, kind, issue_year, n);
ALTER TABLE ONLY supplement_request ADD CONSTRAINT uq_supplement_request_dossier_id_n UNIQUE (dossier_id, n);
ALTER TABLE ONLY training_certificate ADD CONSTRAINT uq_training_certificate_attendance_id UNIQUE (attendance_id);
ALTER TABLE ONLY training_certificate ADD CONSTRAINT uq_training_certificate_code UNIQUE (code);
ALTER TABLE ONLY training_certificate ADD CONSTRAINT uq_training_certificate_year_n UNIQUE (year, n);
ALTER TABLE ONLY training_check_in ADD CONSTRAINT uq_training_check_in_attendance_id_session_id UNIQUE (attendance_id, session_id);
ALTER TABLE ONLY training_exam_paper ADD CONSTRAINT uq_training_exam_paper_attendance_id_n UNIQUE (attendance_id, n);
ALTER TABLE ONLY training_exam_paper ADD CONSTRAINT uq_training_exam_paper_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY treasury_payment ADD CONSTRAINT uq_treasury_payment_cancels_id UNIQUE (cancels_id);

CREATE UNIQUE INDEX idx_api_key_lookup_hash ON ab_api_key USING btree (lookup_hash);
CREATE INDEX idx_api_key_prefix ON ab_api_key USING btree (key_prefix);
CREATE INDEX idx_api_key_user_id ON ab_api_key USING btree (user_id);
CREATE INDEX idx_group_id ON ab_group_role USING btree (group_id);
CREATE INDEX idx_group_role_id ON ab_group_role USING btree (role_id);
CREATE INDEX idx_permission_id ON ab_permission_view USING btree (permission_id);
CREATE INDEX idx_permission_view_id ON ab_permission_view_role USING btree (permission_view_id);
CREATE INDEX idx_role_id ON ab_permission_view_role USING btree (role_id);
CREATE INDEX idx_user_group_id ON ab_user_group USING btree (group_id);
CREATE INDEX idx_user_id ON ab_user_group USING btree (user_id);
CREATE INDEX idx_view_menu_id ON ab_permission_view USING btree (view_menu_id);
CREATE INDEX ix_absence_noted_by_id ON absence USING btree (noted_by_id);
CREATE INDEX ix_absence_staff_id ON absence USING btree (staff_id);
CREATE INDEX ix_absence_unit_id ON absence USING btree (unit_id);
CREATE INDEX ix_access_entry_at ON access_entry USING btree (at);
CREATE INDEX ix_access_entry_key ON access_entry USING btree (key);
CREATE INDEX ix_access_entry_staff_id ON access_entry USING btree (staff_id);
CREATE INDEX ix_access_entry_unit ON access_entry USING btree (unit_id, id);
CREATE INDEX ix_access_entry_xact ON access_entry USING btree (xact);
CREATE INDEX ix_account_issue_staff_id ON account_issue USING btree (staff_id);
CREATE INDEX ix_account_issue_unit_id ON account_issue USING btree (unit_id);
CREATE INDEX ix_account_issue_xact ON account_issue USING btree (xact);
CREATE INDEX ix_account_round_by_id ON account_round USING btree (by_id);
CREATE INDEX ix_account_round_phase ON account_round USING btree (phase);
CREATE INDEX ix_account_round_unit_id ON account_round USING btree (unit_id);
CREATE INDEX ix_account_round_xact ON account_round USING btree (xact);
CREATE INDEX ix_answers_revision_xact ON answers_revision USING btree (xact);
CREATE INDEX ix_assisted_duty_point_id ON assisted_duty USING btree (point_id);
CREATE INDEX ix_assisted_duty_unit_id ON assisted_duty USING btree (unit_id);
CREATE INDEX ix_assisted_point_unit_id ON assisted_point USING btree (unit_id);
CREATE INDEX ix_attendance_staff_id ON attendance USING btree (staff_id);
CREATE INDEX ix_audit_entry_at ON audit_entry USING btree (at);
CREATE INDEX ix_audit_entry_key ON audit_entry USING btree (key);
CREATE INDEX ix_audit_entry_staff_id ON audit_entry USING btree (staff_id);
CREATE INDEX ix_audit_entry_unit ON audit_entry USING btree (unit_id, id);
CREATE INDEX ix_audit_entry_xact ON audit_entry USING btree (xact);
CREATE INDEX ix_blank_batch_unit_id ON blank_batch USING btree (unit_id);
CREATE INDEX ix_blank_batch_xact ON blank_batch USING btree (xact);
CREATE INDEX ix_blank_use_day ON blank_use USING btree (batch_id, on_day);
CREATE INDEX ix_blank_use_paper_id ON blank_use USING btree (paper_id);
CREATE INDEX ix_blank_use_posting_id ON blank_use USING btree (posting_id);
CREATE INDEX ix_blank_use_unit_id ON blank_use USING btree (unit_id);
CREATE INDEX ix_blank_use_xact ON blank_use USING btree (xact);
CREATE INDEX ix_book_event_book_id ON book_event USING btree (book_id);
CREATE INDEX ix_book_event_posting_id ON book_event USING btree (posting_id);
CREATE INDEX ix_book_event_staff_id ON book_event USING btree (staff_id);
CREATE INDEX ix_book_event_unit_id ON book_event USING btree (unit_id);
CREATE INDEX ix_book_event_xact ON book_event USING btree (xact);
CREATE INDEX ix_bulk_run_at ON bulk_run USING btree (at);
CREATE INDEX ix_bulk_run_staff_id ON bulk_run USING btree (staff_id);
CREATE INDEX ix_bulk_run_unit_id ON bulk_run USING btree (unit_id);
CREATE INDEX ix_call_task_about ON call_task USING btree (about);
CREATE INDEX ix_call_task_by_id ON call_task USING btree (by_id);
CREATE INDEX ix_call_task_open ON call_task USING btree (unit_id, opened_at) WHERE (done_at IS NULL);
CREATE INDEX ix_clearance_waiver_by_id ON clearance_waiver USING btree (by_id);
CREATE INDEX ix_clearance_waiver_staff_id ON clearance_waiver USING btree (staff_id);
CREATE INDEX ix_clearance_waiver_unit_id ON clearance_waiver USING btree (unit_id);
CREATE INDEX ix_clearance_waiver_xact ON clearance_waiver USING btree (xact);
CREATE INDEX ix_commune_transfer_dossier_id ON commune_transfer USING btree (dossier_id);
CREATE INDEX ix_commune_transfer_from_commune_id ON commune_transfer USING btree (from_commune_id);
CREATE INDEX ix_commune_transfer_newest ON commune_transfer USING btree (proposed_at DESC, id);
CREATE UNIQUE INDEX ix_commune_transfer_open ON commune_transfer USING btree (dossier_id) WHERE (answered_at IS NULL);
CREATE INDEX ix_commune_transfer_proposed_by_id ON commune_transfer USING btree (proposed_by_id);
CREATE INDEX ix_commune_transfer_to_commune_id ON commune_transfer USING btree (to_commune_id);
CREATE INDEX ix_complaint_closed_by_id ON complaint USING btree (closed_by_id);
CREATE INDEX ix_complaint_commune_state_due ON complaint USING btree (commune_id, state, due_at);
CREATE INDEX ix_complaint_slip_id ON complaint USING btree (slip_id);
CREATE INDEX ix_complaint_staff_id ON complaint USING btree (staff_id);
CREATE INDEX ix_copied_entry_copied_by_id ON copied_entry USING btree (copied_by_id);
CREATE INDEX ix_copied_entry_event ON copied_entry USING btree (event_on, kind);
CREATE INDEX ix_copied_entry_names ON copied_entry USING gin (subject_folded gin_trgm_ops, parents_folded gin_trgm_ops);
CREATE INDEX ix_copied_entry_number ON copied_entry USING btree (number, year);
CREATE INDEX ix_copied_entry_of_book ON copied_entry USING btree (unit_id, kind, year, number);
CREATE INDEX ix_copied_entry_xact ON copied_entry USING btree (xact);
CREATE INDEX ix_custody_move_dossier_id ON custody_move USING btree (dossier_id);
CREATE INDEX ix_custody_move_event_id ON custody_move USING btree (event_id);
CREATE INDEX ix_custody_move_leg_id ON custody_move USING btree (leg_id);
CREATE INDEX ix_custody_move_paper_id ON custody_move USING btree (paper_id);
CREATE INDEX ix_custody_move_xact ON custody_move USING btree (xact);
CREATE INDEX ix_daily_flow_day ON daily_flow USING btree (day);
CREATE INDEX ix_data_request_staff_id ON data_request USING btree (staff_id);
CREATE INDEX ix_data_request_xact ON data_request USING btree (xact);
CREATE INDEX ix_deadline_extension_dossier_id ON deadline_extension USING btree (dossier_id);
CREATE INDEX ix_deadline_extension_proof_event_id ON deadline_extension USING btree (proof_event_id);
CREATE INDEX ix_deadline_extension_xact ON deadline_extension USING btree (xact);
CREATE INDEX ix_deadline_pause_dossier_id ON deadline_pause USING btree (dossier_id);
CREATE INDEX ix_deadline_pause_proof_event_id ON deadline_pause USING btree (proof_event_id);
CREATE INDEX ix_deadline_pause_resumed_event_id ON deadline_pause USING btree (resumed_event_id);
CREATE INDEX ix_delivery_attempt_message_id ON delivery_attempt USING btree (message_id);
CREATE INDEX ix_delivery_attempt_xact ON delivery_attempt USING btree (xact);
CREATE INDEX ix_delivery_report_message_id ON delivery_report USING btree (message_id);
CREATE INDEX ix_delivery_report_xact ON delivery_report USING btree (xact);
CREATE INDEX ix_district_monthly_count_month ON district_monthly_count USING btree (month);
CREATE INDEX ix_district_procedure_count_month ON district_procedure_count USING btree (month);
CREATE INDEX ix_district_procedure_count_procedure_id ON district_procedure_count USING btree (procedure_id);
CREATE INDEX ix_district_stage_days_month ON district_stage_days USING btree (month);
CREATE INDEX ix_district_weekly_count_week ON district_weekly_count USING btree (week);
CREATE INDEX ix_dossier_applicant_id ON dossier USING btree (applicant_id);
CREATE INDEX ix_dossier_applicant_phone ON dossier USING btree (applicant_phone);
CREATE INDEX ix_dossier_assigned_to_id ON dossier USING btree (assigned_to_id);
CREATE INDEX ix_dossier_commune_due ON dossier USING btree (commune_id, due_at, id);
CREATE INDEX ix_dossier_commune_due_last ON dossier USING btree (commune_id, due_at DESC NULLS LAST, id DESC);
CREATE INDEX ix_dossier_commune_state_due ON dossier USING btree (commune_id, state, due_at, id);
CREATE INDEX ix_dossier_commune_submitted ON dossier USING btree (commune_id, submitted_at, id) INCLUDE (is_rehearsal);
CREATE INDEX ix_dossier_commune_visit ON dossier USING btree (commune_id, visit_at);
CREATE INDEX ix_dossier_due ON dossier USING btree (due_at, id);
CREATE INDEX ix_dossier_due_last ON dossier USING btree (due_at DESC NULLS LAST, id DESC);
CREATE INDEX ix_dossier_ended ON dossier USING btree (ended_at, id);
CREATE INDEX ix_dossier_event_asked ON dossier_event USING btree (staff_id, dossier_id) WHERE ((action)::text = 'ask_supplement'::text);
CREATE INDEX ix_dossier_event_dossier_id ON dossier_event USING btree (dossier_id);
CREATE INDEX ix_dossier_event_leg_id ON dossier_event USING btree (leg_id);
CREATE INDEX ix_dossier_event_posting_id ON dossier_event USING btree (posting_id);
CREATE INDEX ix_dossier_event_staff_id ON dossier_event USING btree (staff_id);
CREATE INDEX ix_dossier_event_urged ON dossier_event USING btree (dossier_id) WHERE ((action)::text = 'urge'::text);
CREATE INDEX ix_dossier_event_xact ON dossier_event USING btree (xact);
CREATE INDEX ix_dossier_is_rehearsal ON dossier USING btree (commune_id) WHERE is_rehearsal;
CREATE INDEX ix_dossier_note_dossier_id ON dossier_note USING btree (dossier_id);
CREATE INDEX ix_dossier_note_staff_id ON dossier_note USING btree (staff_id);
CREATE INDEX ix_dossier_note_xact ON dossier_note USING btree (xact);
CREATE INDEX ix_dossier_passing_to_id ON dossier USING btree (passing_to_id);
CREATE INDEX ix_dossier_person_dossier_id ON dossier_person USING btree (dossier_id);
CREATE INDEX ix_dossier_prepared_by_id ON dossier USING btree (prepared_by_id);
CREATE INDEX ix_dossier_procedure_version_id ON dossier USING btree (procedure_version_id);
CREATE INDEX ix_dossier_subject_born ON dossier USING btree (subject_born, subject_folded);
CREATE INDEX ix_dossier_subject_trgm ON dossier USING gin (subject_folded gin_trgm_ops);
CREATE INDEX ix_dossier_submitted ON dossier USING btree (submitted_at, id);
CREATE INDEX ix_dossier_waiting ON dossier USING btree (due_at, submitted_at, id, commune_id) INCLUDE (state, visit_at, visited_at, declarant_signed_at, owed_since, intake_due_at, is_rehearsal, written_answer_due_since) WHERE ((state IN ('accepted', 'at_agencies', 'prepared', 'ready', 'registered', 'submitted', 'supplementing', 'to_sign')) OR (owed_since IS NOT NULL) OR (written_answer_due_since IS NOT NULL));
CREATE INDEX ix_dossier_waiting_commune ON dossier USING btree (commune_id, due_at, submitted_at, id) INCLUDE (state, visit_at, visited_at, declarant_signed_at, owed_since, intake_due_at, is_rehearsal, written_answer_due_since) WHERE ((state IN ('accepted', 'at_agencies', 'prepared', 'ready', 'registered', 'submitted', 'supplementing', 'to_sign')) OR (owed_since IS NOT NULL) OR (written_answer_due_since IS NOT NULL));
CREATE INDEX ix_draft_commune_id ON draft USING btree (commune_id);
CREATE INDEX ix_draft_entered_by_id ON draft USING btree (entered_by_id);
CREATE INDEX ix_draft_expires_at ON draft USING btree (expires_at);
CREATE INDEX ix_draft_phone_hash ON draft USING btree (phone_hash, saved_at);
CREATE INDEX ix_draft_version_id ON draft USING btree (version_id);
CREATE INDEX ix_duplicate_candidate_decided_by_id ON duplicate_candidate USING btree (decided_by_id);
CREATE INDEX ix_duplicate_candidate_other_commune_id ON duplicate_candidate USING btree (other_commune_id);
CREATE INDEX ix_duplicate_candidate_other_id ON duplicate_candidate USING btree (other_id);
CREATE INDEX ix_earlier_entry_entry_id ON earlier_entry USING btree (entry_id);
CREATE INDEX ix_earlier_entry_staff_id ON earlier_entry USING btree (staff_id);
CREATE INDEX ix_edit_lock_staff_id ON edit_lock USING btree (staff_id);
CREATE INDEX ix_edit_lock_until ON edit_lock USING btree (until);
CREATE INDEX ix_entry_note_entry_id ON entry_note USING btree (entry_id);
CREATE INDEX ix_entry_note_posting_id ON entry_note USING btree (posting_id);
CREATE INDEX ix_entry_note_source_entry_id ON entry_note USING btree (source_entry_id);
CREATE INDEX ix_entry_note_staff_id ON entry_note USING btree (staff_id);
CREATE INDEX ix_entry_note_unit_id ON entry_note USING btree (unit_id);
CREATE INDEX ix_entry_note_xact ON entry_note USING btree (xact);
CREATE INDEX ix_entry_number_import_id ON entry_number USING btree (import_id);
CREATE INDEX ix_entry_number_xact ON entry_number USING btree (xact);
CREATE INDEX ix_entry_proposal_entry_id ON entry_proposal USING btree (entry_id);
CREATE INDEX ix_entry_proposal_issued_id ON entry_proposal USING btree (issued_id);
CREATE INDEX ix_entry_proposal_posting_id ON entry_proposal USING btree (posting_id);
CREATE INDEX ix_entry_proposal_scan_id ON entry_proposal USING btree (scan_id);
CREATE INDEX ix_entry_proposal_staff_id ON entry_proposal USING btree (staff_id);
CREATE INDEX ix_entry_proposal_unit_id ON entry_proposal USING btree (unit_id);
CREATE INDEX ix_entry_proposal_xact ON entry_proposal USING btree (xact);
CREATE INDEX ix_equipment_fault_party_id ON equipment_fault USING btree (party_id);
CREATE INDEX ix_equipment_fault_reported_by_id ON equipment_fault USING btree (reported_by_id);
CREATE INDEX ix_equipment_fault_unit_id ON equipment_fault USING btree (unit_id);
CREATE INDEX ix_fee_dossier_id ON fee USING btree (dossier_id);
CREATE INDEX ix_fee_move_commune_at ON fee_move USING btree (commune_id, at);
CREATE INDEX ix_fee_move_dossier_id ON fee_move USING btree (dossier_id);
CREATE INDEX ix_fee_move_posting_id ON fee_move USING btree (posting_id);
CREATE INDEX ix_fee_move_staff_id ON fee_move USING btree (staff_id);
CREATE INDEX ix_fee_move_xact ON fee_move USING btree (xact);
CREATE INDEX ix_handover_commune_at ON handover USING btree (commune_id, at);
CREATE INDEX ix_handover_event_id ON handover USING btree (event_id);
CREATE INDEX ix_handover_holder_unit_id ON handover USING btree (holder_unit_id);
CREATE INDEX ix_handover_leg_id ON handover USING btree (leg_id);
CREATE INDEX ix_handover_posting_id ON handover USING btree (posting_id);
CREATE INDEX ix_handover_sheet_holder_unit_id ON handover_sheet USING btree (holder_unit_id);
CREATE INDEX ix_handover_sheet_id ON handover USING btree (sheet_id);
CREATE INDEX ix_handover_sheet_line_leg_id ON handover_sheet_line USING btree (leg_id);
CREATE INDEX ix_handover_sheet_made_by_id ON handover_sheet USING btree (made_by_id);
CREATE INDEX ix_handover_sheet_printed_key ON handover_sheet USING btree (printed_key);
CREATE INDEX ix_handover_sheet_signed_key ON handover_sheet USING btree (signed_key);
CREATE INDEX ix_handover_staff_id ON handover USING btree (staff_id);
CREATE INDEX ix_handover_xact ON handover USING btree (xact);
CREATE INDEX ix_health_facility_district_id_name ON health_facility USING btree (district_id, name);
CREATE INDEX ix_inbound_message_newest ON inbound_message USING btree (at DESC, id);
CREATE INDEX ix_inbound_message_open ON inbound_message USING btree (at) WHERE (answered_at IS NULL);
CREATE INDEX ix_inbound_message_reply_id ON inbound_message USING btree (reply_id);
CREATE INDEX ix_inbound_message_sender ON inbound_message USING btree (sender, at);
CREATE INDEX ix_issued_paper_end_by_id ON issued_paper_end USING btree (by_id);
CREATE INDEX ix_issued_paper_end_posting_id ON issued_paper_end USING btree (posting_id);
CREATE INDEX ix_issued_paper_end_unit_id ON issued_paper_end USING btree (unit_id);
CREATE INDEX ix_issued_paper_end_xact ON issued_paper_end USING btree (xact);
CREATE INDEX ix_issued_paper_number ON issued_paper USING btree (number);
CREATE INDEX ix_issued_paper_source_entry_id ON issued_paper USING btree (source_entry_id);
CREATE INDEX ix_issued_paper_unit_id ON issued_paper USING btree (unit_id);
CREATE INDEX ix_issued_paper_xact ON issued_paper USING btree (xact);
CREATE INDEX ix_job_run_task ON job_run USING btree (task, started_at DESC);
CREATE INDEX ix_journal_check_xact ON journal_check USING btree (xact);
CREATE INDEX ix_journal_seal_shapes ON journal_seal USING btree (n) WHERE (shapes IS NOT NULL);
CREATE INDEX ix_keyed_entry_posting_id ON keyed_entry USING btree (posting_id);
CREATE INDEX ix_keyed_entry_staff_id ON keyed_entry USING btree (staff_id);
CREATE INDEX ix_keyed_entry_xact ON keyed_entry USING btree (xact);
CREATE INDEX ix_leg_commune_id ON leg USING btree (commune_id);
CREATE INDEX ix_leg_commune_sent ON leg USING btree (commune_id, sent_at DESC NULLS LAST, id DESC);
CREATE INDEX ix_leg_corrects_id ON leg USING btree (corrects_id);
CREATE INDEX ix_leg_holder_answered ON leg USING btree (holder_unit_id, answered_at DESC);
CREATE INDEX ix_leg_list_confirmed_by_id ON leg USING btree (list_confirmed_by_id);
CREATE INDEX ix_leg_open_commune ON leg USING btree (commune_id, state) WHERE (closed_at IS NULL);
CREATE INDEX ix_leg_open_holder ON leg USING btree (holder_unit_id, state) WHERE (closed_at IS NULL);
CREATE INDEX ix_leg_sent ON leg USING btree (sent_at DESC NULLS LAST, id DESC);
CREATE INDEX ix_local_limit_unit_id ON local_limit USING btree (unit_id);
CREATE INDEX ix_message_in_words ON message USING btree (created) WHERE (facts <> '{}'::jsonb);
CREATE INDEX ix_message_newest ON message USING btree (created DESC, id);
CREATE INDEX ix_message_subject_id ON message USING btree (subject_id);
CREATE INDEX ix_message_unit ON message USING btree (unit_id, created);
CREATE INDEX ix_message_waiting ON message USING btree (channel, urgent DESC, created, id) WHERE (state IN ('created', 'sending'));
CREATE INDEX ix_message_wording_by_id ON message_wording USING btree (by_id);
CREATE INDEX ix_message_wording_id ON message USING btree (wording_id);
CREATE INDEX ix_message_wording_xact ON message_wording USING btree (xact);
CREATE INDEX ix_monthly_count_month ON monthly_count USING btree (month);
CREATE INDEX ix_one_time_code_at ON one_time_code USING btree (at);
CREATE INDEX ix_one_time_code_dossier_id ON one_time_code USING btree (dossier_id);
CREATE INDEX ix_one_time_code_phone ON one_time_code USING btree (phone_hash, sent_at);
CREATE INDEX ix_one_use_link_started_by ON one_use_link USING btree (started_by);
CREATE INDEX ix_one_use_link_user_id ON one_use_link USING btree (user_id);
CREATE INDEX ix_opening_unit_id ON opening USING btree (unit_id);
CREATE INDEX ix_overprint_offset_set_by_id ON overprint_offset USING btree (set_by_id);
CREATE INDEX ix_packet_made_by_id ON packet USING btree (made_by_id);
CREATE INDEX ix_packet_papers ON packet USING gin (papers jsonb_path_ops);
CREATE INDEX ix_packet_xact ON packet USING btree (xact);
CREATE INDEX ix_paper_dossier_id ON paper USING btree (dossier_id);
CREATE INDEX ix_paper_draft_id ON paper USING btree (draft_id);
CREATE INDEX ix_paper_filed ON paper USING btree (filed_at, id);
CREATE INDEX ix_paper_leg_id ON paper USING btree (leg_id);
CREATE INDEX ix_paper_original_seen_by_id ON paper USING btree (original_seen_by_id);
CREATE INDEX ix_paper_storage_key ON paper USING btree (storage_key);
CREATE INDEX ix_pending_form_kept_at ON pending_form USING btree (kept_at);
CREATE INDEX ix_pending_form_user_id ON pending_form USING btree (user_id);
CREATE INDEX ix_population_alarm_at ON population_alarm USING btree (at);
CREATE INDEX ix_population_alarm_lookup_id ON population_alarm USING btree (lookup_id);
CREATE INDEX ix_population_alarm_settled_by_id ON population_alarm USING btree (settled_by_id);
CREATE INDEX ix_population_answer_xact ON population_answer USING btree (xact);
CREATE INDEX ix_population_lookup_at ON population_lookup USING btree (at);
CREATE INDEX ix_population_lookup_dossier_id ON population_lookup USING btree (dossier_id);
CREATE INDEX ix_population_lookup_draft_id ON population_lookup USING btree (draft_id);
CREATE INDEX ix_population_lookup_posting_id ON population_lookup USING btree (posting_id);
CREATE INDEX ix_population_lookup_staff ON population_lookup USING btree (staff_id, at);
CREATE INDEX ix_population_lookup_subject ON population_lookup USING btree (subject);
CREATE INDEX ix_population_lookup_unit ON population_lookup USING btree (unit_id, at);
CREATE INDEX ix_population_lookup_xact ON population_lookup USING btree (xact);
CREATE INDEX ix_population_outage_by_id ON population_outage USING btree (by_id);
CREATE INDEX ix_posting_further_id ON posting USING btree (further_id);
CREATE INDEX ix_posting_staff_id ON posting USING btree (staff_id);
CREATE INDEX ix_posting_stands_for_id ON posting USING btree (stands_for_id);
CREATE INDEX ix_posting_unit_id ON posting USING btree (unit_id);
CREATE INDEX ix_procedure_count_month ON procedure_count USING btree (month);
CREATE INDEX ix_procedure_count_procedure_id ON procedure_count USING btree (procedure_id);
CREATE INDEX ix_procedure_days_month ON procedure_days USING btree (month);
CREATE INDEX ix_procedure_days_procedure_id ON procedure_days USING btree (procedure_id);
CREATE INDEX ix_procedure_question_section_id ON procedure_question USING btree (section_id);
CREATE INDEX ix_promise_change_signed_by_id ON promise_change USING btree (signed_by_id);
CREATE INDEX ix_promise_change_xact ON promise_change USING btree (xact);
CREATE INDEX ix_proposal_decision_posting_id ON proposal_decision USING btree (posting_id);
CREATE INDEX ix_proposal_decision_staff_id ON proposal_decision USING btree (staff_id);
CREATE INDEX ix_proposal_decision_unit_id ON proposal_decision USING btree (unit_id);
CREATE INDEX ix_proposal_decision_xact ON proposal_decision USING btree (xact);
CREATE INDEX ix_public_figure_procedure_id ON public_figure USING btree (procedure_id);
CREATE INDEX ix_public_figure_unit_id ON public_figure USING btree (unit_id);
CREATE INDEX ix_public_notice_by_id ON public_notice USING btree (by_id);
CREATE INDEX ix_public_notice_unit_id ON public_notice USING btree (unit_id);
CREATE INDEX ix_readiness_day_day ON readiness_day USING btree (day);
CREATE INDEX ix_readiness_decision_by_id ON readiness_decision USING btree (by_id);
CREATE INDEX ix_readiness_decision_unit_id ON readiness_decision USING btree (unit_id);
CREATE INDEX ix_readiness_decision_xact ON readiness_decision USING btree (xact);
CREATE INDEX ix_reconciliation_commune_id ON reconciliation USING btree (commune_id);
CREATE INDEX ix_reconciliation_holder_unit_id ON reconciliation USING btree (holder_unit_id);
CREATE INDEX ix_reconciliation_xact ON reconciliation USING btree (xact);
CREATE INDEX ix_register_entry_book_id ON register_entry USING btree (book_id);
CREATE INDEX ix_register_entry_dossier_id ON register_entry USING btree (dossier_id);
CREATE INDEX ix_register_entry_event ON register_entry USING btree (event_on, kind);
CREATE INDEX ix_register_entry_names ON register_entry USING gin (subject_folded gin_trgm_ops, parents_folded gin_trgm_ops);
CREATE INDEX ix_register_entry_number ON register_entry USING btree (number, year);
CREATE INDEX ix_register_entry_registered ON register_entry USING btree (registered_on, unit_id);
CREATE INDEX ix_register_entry_signed ON register_entry USING btree (signed_at, id);
CREATE INDEX ix_register_entry_signed_by_id ON register_entry USING btree (signed_by_id);
CREATE INDEX ix_register_entry_unit_signed ON register_entry USING btree (unit_id, signed_at, id);
CREATE INDEX ix_register_entry_xact ON register_entry USING btree (xact);
CREATE INDEX ix_residence_notice_commune_sent ON residence_notice USING btree (commune_id, sent_at DESC);
CREATE INDEX ix_residence_notice_dossier_id ON residence_notice USING btree (dossier_id);
CREATE INDEX ix_residence_notice_received_by_id ON residence_notice USING btree (received_by_id);
CREATE INDEX ix_residence_notice_receiver_sent ON residence_notice USING btree (receiver_id, sent_at DESC);
CREATE INDEX ix_resident_import_at ON resident_import USING btree (at);
CREATE INDEX ix_resident_import_by_id ON resident_import USING btree (by_id);
CREATE INDEX ix_resident_import_id ON resident USING btree (import_id);
CREATE INDEX ix_resident_import_refused_key ON resident_import USING btree (refused_key);
CREATE INDEX ix_resident_import_storage_key ON resident_import USING btree (storage_key);
CREATE INDEX ix_resident_old_number ON resident USING btree (old_number);
CREATE INDEX ix_rollout_guidance_by_id ON rollout_guidance USING btree (by_id);
CREATE INDEX ix_satisfaction_at ON satisfaction USING btree (at);
CREATE INDEX ix_satisfaction_commune_at ON satisfaction USING btree (commune_id, at);
CREATE INDEX ix_saved_view_owner ON saved_view USING btree (owner_id, listing);
CREATE INDEX ix_saved_view_role ON saved_view USING btree (role, listing);
CREATE INDEX ix_saved_view_unit ON saved_view USING btree (unit_id, listing);
CREATE INDEX ix_scanned_page_of_book ON scanned_page USING btree (unit_id, kind, book, last);
CREATE INDEX ix_scanned_page_posting_id ON scanned_page USING btree (posting_id);
CREATE INDEX ix_scanned_page_xact ON scanned_page USING btree (xact);
CREATE INDEX ix_sealed_slip_given_by ON sealed_slip USING btree (given_by);
CREATE INDEX ix_sealed_slip_head_unit_id ON sealed_slip USING btree (head_unit_id);
CREATE INDEX ix_sealed_slip_opened_by ON sealed_slip USING btree (opened_by);
CREATE INDEX ix_sealed_slip_staff_id ON sealed_slip USING btree (staff_id);
CREATE INDEX ix_sealed_slip_unit_id ON sealed_slip USING btree (unit_id);
CREATE INDEX ix_sealed_slip_user_id ON sealed_slip USING btree (user_id);
CREATE INDEX ix_second_factor_reset_by_id ON second_factor_reset USING btree (by_id);
CREATE INDEX ix_second_factor_reset_user_id ON second_factor_reset USING btree (user_id);
CREATE INDEX ix_second_factor_reset_xact ON second_factor_reset USING btree (xact);
CREATE INDEX ix_service_outage_began_at ON service_outage USING btree (began_at);
CREATE INDEX ix_session_user_id ON session USING btree (user_id);
CREATE INDEX ix_site_condition_by_id ON site_condition USING btree (by_id);
CREATE INDEX ix_site_condition_newest ON site_condition USING btree (unit_id, kind, at DESC, id DESC);
CREATE INDEX ix_site_condition_party_id ON site_condition USING btree (party_id);
CREATE INDEX ix_site_condition_xact ON site_condition USING btree (xact);
CREATE INDEX ix_slip_commune_day ON slip USING btree (commune_id, report_date, kind, number_in_year);
CREATE INDEX ix_slip_dossier_id ON slip USING btree (dossier_id);
CREATE INDEX ix_slip_issued_by_id ON slip USING btree (issued_by_id);
CREATE INDEX ix_slip_number ON slip USING btree (number);
CREATE INDEX ix_slip_refused_at_the_desk ON slip USING btree (issued_at) WHERE (((kind)::text = 'written_answer'::text) AND (dossier_id IS NULL) AND (storage_key IS NOT NULL));
CREATE INDEX ix_slip_replaces_id ON slip USING btree (replaces_id);
CREATE INDEX ix_slip_staff_id ON slip USING btree (staff_id);
CREATE INDEX ix_slip_storage_key ON slip USING btree (storage_key);
CREATE INDEX ix_sms_check_staff_id ON sms_check USING btree (staff_id);
CREATE INDEX ix_sms_check_unit_id ON sms_check USING btree (unit_id);
CREATE INDEX ix_staff_folded ON staff USING btree (folded);
CREATE INDEX ix_staff_id_number ON staff USING btree (id_number);
CREATE INDEX ix_staff_list_decided_by_id ON staff_list USING btree (decided_by_id);
CREATE INDEX ix_staff_list_event_by_id ON staff_list_event USING btree (by_id);
CREATE INDEX ix_staff_list_event_list_id ON staff_list_event USING btree (list_id);
CREATE INDEX ix_staff_list_event_xact ON staff_list_event USING btree (xact);
CREATE INDEX ix_staff_list_line_id_number ON staff_list_line USING btree (id_number);
CREATE INDEX ix_staff_list_line_list ON staff_list_line USING btree (list_id, n);
CREATE INDEX ix_staff_list_line_phone ON staff_list_line USING btree (phone);
CREATE INDEX ix_staff_list_line_staff_id ON staff_list_line USING btree (staff_id);
CREATE INDEX ix_staff_list_line_unit_id ON staff_list_line USING btree (unit_id);
CREATE INDEX ix_staff_list_made_by_id ON staff_list USING btree (made_by_id);
CREATE INDEX ix_staff_list_phase ON staff_list USING btree (phase);
CREATE INDEX ix_staff_list_upload_at ON staff_list_upload USING btree (at);
CREATE INDEX ix_staff_list_upload_by_id ON staff_list_upload USING btree (by_id);
CREATE INDEX ix_staff_list_upload_list_id ON staff_list_upload USING btree (list_id);
CREATE INDEX ix_staff_unit_id ON staff USING btree (unit_id);
CREATE INDEX ix_stage_days_month ON stage_days USING btree (month);
CREATE INDEX ix_statistics_report_signed_by_id ON statistics_report USING btree (signed_by_id);
CREATE INDEX ix_statistics_report_xact ON statistics_report USING btree (xact);
CREATE INDEX ix_stock_phrase_procedure_id ON stock_phrase USING btree (procedure_id);
CREATE INDEX ix_stock_phrase_unit_id_kind ON stock_phrase USING btree (unit_id, kind);
CREATE INDEX ix_submission_key_dossier_id ON submission_key USING btree (dossier_id);
CREATE INDEX ix_training_certificate_issued_by_id ON training_certificate USING btree (issued_by_id);
CREATE INDEX ix_training_certificate_xact ON training_certificate USING btree (xact);
CREATE INDEX ix_training_check_in_by_id ON training_check_in USING btree (by_id);
CREATE INDEX ix_training_check_in_session_id ON training_check_in USING btree (session_id);
CREATE INDEX ix_training_choice_question_id ON training_choice USING btree (question_id);
CREATE INDEX ix_training_class_course_id ON training_class USING btree (course_id);
CREATE INDEX ix_training_class_make_up_of_id ON training_class USING btree (make_up_of_id);
CREATE INDEX ix_training_class_unit_id ON training_class USING btree (unit_id);
CREATE INDEX ix_training_question_course_id ON training_question USING btree (course_id);
CREATE INDEX ix_training_session_class_id ON training_session USING btree (class_id);
CREATE INDEX ix_treasury_payment_commune_paid_on ON treasury_payment USING btree (commune_id, paid_on);
CREATE INDEX ix_treasury_payment_posting_id ON treasury_payment USING btree (posting_id);
CREATE INDEX ix_treasury_payment_staff_id ON treasury_payment USING btree (staff_id);
CREATE INDEX ix_treasury_payment_xact ON treasury_payment USING btree (xact);
CREATE INDEX ix_unit_district_id ON unit USING btree (district_id);
CREATE INDEX ix_unit_parent_id ON unit USING btree (parent_id);
CREATE INDEX ix_weekly_count_week ON weekly_count USING btree (week);
CREATE UNIQUE INDEX uq_register_entry_dossier_id_kind ON register_entry USING btree (dossier_id, kind) WHERE ((kind)::text <> 'practice'::text);
CREATE UNIQUE INDEX uq_resident_number ON resident USING btree (number);
CREATE UNIQUE INDEX uq_service_outage_open ON service_outage USING btree (probe) WHERE (ended_at IS NULL);

ALTER TABLE ONLY ab_api_key ADD CONSTRAINT fk_ab_api_key_user_id FOREIGN KEY (user_id) REFERENCES ab_user(id) ON DELETE CASCADE;
ALTER TABLE ONLY ab_group_role ADD CONSTRAINT fk_ab_group_role_group_id FOREIGN KEY (group_id) REFERENCES ab_group(id) ON DELETE CASCADE;
ALTER TABLE ONLY ab_group_role ADD CONSTRAINT fk_ab_group_role_role_id FOREIGN KEY (role_id) REFERENCES ab_role(id) ON DELETE CASCADE;
ALTER TABLE ONLY ab_permission_view ADD CONSTRAINT fk_ab_permission_view_permission_id FOREIGN KEY (permission_id) REFERENCES ab_permission(id);
ALTER TABLE ONLY ab_permission_view_role ADD CONSTRAINT fk_ab_permission_view_role_permission_view_id FOREIGN KEY (permission_view_id) REFERENCES ab_permission_view(id) ON DELETE CASCADE;
ALTER TABLE ONLY ab_permission_view_role ADD CONSTRAINT fk_ab_permission_view_role_role_id FOREIGN KEY (role_id) REFERENCES ab_role(id) ON DELETE CASCADE;
ALTER TABLE ONLY ab_permission_view ADD CONSTRAINT fk_ab_permission_view_view_menu_id FOREIGN KEY (view_menu_id) REFERENCES ab_view_menu(id);
ALTER TABLE ONLY ab_user ADD CONSTRAINT fk_ab_user_changed_by_fk FOREIGN KEY (changed_by_fk) REFERENCES ab_user(id);
ALTER TABLE ONLY ab_user ADD CONSTRAINT fk_ab_user_created_by_fk FOREIGN KEY (created_by_fk) REFERENCES ab_user(id);
ALTER TABLE ONLY ab_user_group ADD CONSTRAINT fk_ab_user_group_group_id FOREIGN KEY (group_id) REFERENCES ab_group(id) ON DELETE CASCADE;
ALTER TABLE ONLY ab_user_group ADD CONSTRAINT fk_ab_user_group_user_id FOREIGN KEY (user_id) REFERENCES ab_user(id) ON DELETE CASCADE;
ALTER TABLE ONLY ab_user_role ADD CONSTRAINT fk_ab_user_role_role_id FOREIGN KEY (role_id) REFERENCES ab_role(id) ON DELETE CASCADE;
ALTER TABLE ONLY ab_user_role ADD CONSTRAINT fk_ab_user_role_user_id FOREIGN KEY (user_id) REFERENCES ab_user(id) ON DELETE CASCADE;
ALTER TABLE ONLY absence ADD CONSTRAINT fk_absence_noted_by_id FOREIGN KEY (noted_by_id) REFERENCES staff(id);
ALTER TABLE ONLY absence ADD CONSTRAINT fk_absence_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY absence ADD CONSTRAINT fk_absence_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY account_issue ADD CONSTRAINT fk_account_issue_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY account_issue ADD CONSTRAINT fk_account_issue_round_id FOREIGN KEY (round_id) REFERENCES account_round(id);
ALTER TABLE ONLY account_issue ADD CONSTRAINT fk_account_issue_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY account_issue ADD CONSTRAINT fk_account_issue_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY account_round ADD CONSTRAINT fk_account_round_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY account_round ADD CONSTRAINT fk_account_round_phase FOREIGN KEY (phase) REFERENCES rollout_phase(n);
ALTER TABLE ONLY account_round ADD CONSTRAINT fk_account_round_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY answers_revision ADD CONSTRAINT fk_answers_revision_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY assisted_duty ADD CONSTRAINT fk_assisted_duty_point_id FOREIGN KEY (point_id, unit_id) REFERENCES assisted_point(id, unit_id);
ALTER TABLE ONLY assisted_duty ADD CONSTRAINT fk_assisted_duty_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY assisted_point ADD CONSTRAINT fk_assisted_point_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY attendance ADD CONSTRAINT fk_attendance_class_id FOREIGN KEY (class_id) REFERENCES training_class(id);
ALTER TABLE ONLY attendance ADD CONSTRAINT fk_attendance_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY blank_batch ADD CONSTRAINT fk_blank_batch_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY blank_use ADD CONSTRAINT fk_blank_use_batch_id FOREIGN KEY (batch_id) REFERENCES blank_batch(id);
ALTER TABLE ONLY blank_use ADD CONSTRAINT fk_blank_use_paper_id FOREIGN KEY (paper_id) REFERENCES paper(id);
ALTER TABLE ONLY blank_use ADD CONSTRAINT fk_blank_use_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY blank_use ADD CONSTRAINT fk_blank_use_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY book_event ADD CONSTRAINT fk_book_event_book_id FOREIGN KEY (book_id) REFERENCES register_book(id);
ALTER TABLE ONLY book_event ADD CONSTRAINT fk_book_event_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY book_event ADD CONSTRAINT fk_book_event_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY book_event ADD CONSTRAINT fk_book_event_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY bulk_run ADD CONSTRAINT fk_bulk_run_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY bulk_run ADD CONSTRAINT fk_bulk_run_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY call_task ADD CONSTRAINT fk_call_task_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY call_task ADD CONSTRAINT fk_call_task_message_id FOREIGN KEY (message_id) REFERENCES message(id);
ALTER TABLE ONLY call_task ADD CONSTRAINT fk_call_task_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY clearance_waiver ADD CONSTRAINT fk_clearance_waiver_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY clearance_waiver ADD CONSTRAINT fk_clearance_waiver_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY clearance_waiver ADD CONSTRAINT fk_clearance_waiver_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY commune_transfer ADD CONSTRAINT fk_commune_transfer_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY commune_transfer ADD CONSTRAINT fk_commune_transfer_from_commune_id FOREIGN KEY (from_commune_id) REFERENCES unit(id);
ALTER TABLE ONLY commune_transfer ADD CONSTRAINT fk_commune_transfer_proposed_by_id FOREIGN KEY (proposed_by_id) REFERENCES posting(id);
ALTER TABLE ONLY commune_transfer ADD CONSTRAINT fk_commune_transfer_to_commune_id FOREIGN KEY (to_commune_id) REFERENCES unit(id);
ALTER TABLE ONLY complaint ADD CONSTRAINT fk_complaint_closed_by_id FOREIGN KEY (closed_by_id) REFERENCES posting(id);
ALTER TABLE ONLY complaint ADD CONSTRAINT fk_complaint_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY complaint ADD CONSTRAINT fk_complaint_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY complaint ADD CONSTRAINT fk_complaint_slip_id FOREIGN KEY (slip_id) REFERENCES slip(id);
ALTER TABLE ONLY complaint ADD CONSTRAINT fk_complaint_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY copied_entry ADD CONSTRAINT fk_copied_entry_copied_by_id FOREIGN KEY (copied_by_id) REFERENCES posting(id);
ALTER TABLE ONLY copied_entry ADD CONSTRAINT fk_copied_entry_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY credential ADD CONSTRAINT fk_credential_user_id FOREIGN KEY (user_id) REFERENCES ab_user(id);
ALTER TABLE ONLY custody_move ADD CONSTRAINT fk_custody_move_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY custody_move ADD CONSTRAINT fk_custody_move_event_id FOREIGN KEY (event_id) REFERENCES dossier_event(id);
ALTER TABLE ONLY custody_move ADD CONSTRAINT fk_custody_move_paper_id FOREIGN KEY (paper_id) REFERENCES paper(id);
ALTER TABLE ONLY daily_count ADD CONSTRAINT fk_daily_count_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY daily_counter ADD CONSTRAINT fk_daily_counter_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY daily_flow ADD CONSTRAINT fk_daily_flow_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY data_request ADD CONSTRAINT fk_data_request_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY deadline_extension ADD CONSTRAINT fk_deadline_extension_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY deadline_extension ADD CONSTRAINT fk_deadline_extension_proof_event_id FOREIGN KEY (proof_event_id) REFERENCES dossier_event(id);
ALTER TABLE ONLY deadline_pause ADD CONSTRAINT fk_deadline_pause_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY deadline_pause ADD CONSTRAINT fk_deadline_pause_proof_event_id FOREIGN KEY (proof_event_id) REFERENCES dossier_event(id);
ALTER TABLE ONLY deadline_pause ADD CONSTRAINT fk_deadline_pause_resumed_event_id FOREIGN KEY (resumed_event_id) REFERENCES dossier_event(id);
ALTER TABLE ONLY delivery_attempt ADD CONSTRAINT fk_delivery_attempt_message_id FOREIGN KEY (message_id) REFERENCES message(id);
ALTER TABLE ONLY delivery_report ADD CONSTRAINT fk_delivery_report_message_id FOREIGN KEY (message_id) REFERENCES message(id);
ALTER TABLE ONLY district_monthly_count ADD CONSTRAINT fk_district_monthly_count_district_id FOREIGN KEY (district_id) REFERENCES unit(id);
ALTER TABLE ONLY district_procedure_count ADD CONSTRAINT fk_district_procedure_count_district_id FOREIGN KEY (district_id) REFERENCES unit(id);
ALTER TABLE ONLY district_procedure_count ADD CONSTRAINT fk_district_procedure_count_procedure_id FOREIGN KEY (procedure_id) REFERENCES procedure(id);
ALTER TABLE ONLY district_stage_days ADD CONSTRAINT fk_district_stage_days_district_id FOREIGN KEY (district_id) REFERENCES unit(id);
ALTER TABLE ONLY district_weekly_count ADD CONSTRAINT fk_district_weekly_count_district_id FOREIGN KEY (district_id) REFERENCES unit(id);
ALTER TABLE ONLY dossier ADD CONSTRAINT fk_dossier_assigned_to_id FOREIGN KEY (assigned_to_id) REFERENCES staff(id);
ALTER TABLE ONLY dossier ADD CONSTRAINT fk_dossier_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY dossier_event ADD CONSTRAINT fk_dossier_event_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY dossier_event ADD CONSTRAINT fk_dossier_event_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY dossier_event ADD CONSTRAINT fk_dossier_event_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY dossier_note ADD CONSTRAINT fk_dossier_note_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY dossier_note ADD CONSTRAINT fk_dossier_note_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY dossier ADD CONSTRAINT fk_dossier_passing_to_id FOREIGN KEY (passing_to_id) REFERENCES unit(id);
ALTER TABLE ONLY dossier_person ADD CONSTRAINT fk_dossier_person_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY dossier ADD CONSTRAINT fk_dossier_prepared_by_id FOREIGN KEY (prepared_by_id) REFERENCES staff(id);
ALTER TABLE ONLY dossier ADD CONSTRAINT fk_dossier_procedure_version_id FOREIGN KEY (procedure_version_id) REFERENCES procedure_version(id);
ALTER TABLE ONLY draft ADD CONSTRAINT fk_draft_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY draft ADD CONSTRAINT fk_draft_entered_by_id FOREIGN KEY (entered_by_id) REFERENCES staff(id);
ALTER TABLE ONLY draft ADD CONSTRAINT fk_draft_version_id FOREIGN KEY (version_id) REFERENCES procedure_version(id);
ALTER TABLE ONLY duplicate_candidate ADD CONSTRAINT fk_duplicate_candidate_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES staff(id);
ALTER TABLE ONLY duplicate_candidate ADD CONSTRAINT fk_duplicate_candidate_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY duplicate_candidate ADD CONSTRAINT fk_duplicate_candidate_other_commune_id FOREIGN KEY (other_commune_id) REFERENCES unit(id);
ALTER TABLE ONLY duplicate_candidate ADD CONSTRAINT fk_duplicate_candidate_other_id FOREIGN KEY (other_id) REFERENCES dossier(id);
ALTER TABLE ONLY duplicate_check ADD CONSTRAINT fk_duplicate_check_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY earlier_entry ADD CONSTRAINT fk_earlier_entry_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY earlier_entry ADD CONSTRAINT fk_earlier_entry_entry_id FOREIGN KEY (entry_id) REFERENCES register_entry(id);
ALTER TABLE ONLY earlier_entry ADD CONSTRAINT fk_earlier_entry_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY edit_lock ADD CONSTRAINT fk_edit_lock_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY edit_lock ADD CONSTRAINT fk_edit_lock_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY entry_counter ADD CONSTRAINT fk_entry_counter_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY entry_note ADD CONSTRAINT fk_entry_note_entry_id FOREIGN KEY (entry_id) REFERENCES register_entry(id);
ALTER TABLE ONLY entry_note ADD CONSTRAINT fk_entry_note_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY entry_note ADD CONSTRAINT fk_entry_note_source_entry_id FOREIGN KEY (source_entry_id) REFERENCES register_entry(id);
ALTER TABLE ONLY entry_note ADD CONSTRAINT fk_entry_note_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY entry_note ADD CONSTRAINT fk_entry_note_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY entry_number ADD CONSTRAINT fk_entry_number_entry_id FOREIGN KEY (entry_id) REFERENCES register_entry(id);
ALTER TABLE ONLY entry_proposal ADD CONSTRAINT fk_entry_proposal_entry_id FOREIGN KEY (entry_id) REFERENCES register_entry(id);
ALTER TABLE ONLY entry_proposal ADD CONSTRAINT fk_entry_proposal_issued_id FOREIGN KEY (issued_id) REFERENCES issued_paper(id);
ALTER TABLE ONLY entry_proposal ADD CONSTRAINT fk_entry_proposal_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY entry_proposal ADD CONSTRAINT fk_entry_proposal_scan_id FOREIGN KEY (scan_id) REFERENCES paper(id);
ALTER TABLE ONLY entry_proposal ADD CONSTRAINT fk_entry_proposal_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY entry_proposal ADD CONSTRAINT fk_entry_proposal_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY equipment_fault ADD CONSTRAINT fk_equipment_fault_party_id FOREIGN KEY (party_id) REFERENCES responsible_party(id);
ALTER TABLE ONLY equipment_fault ADD CONSTRAINT fk_equipment_fault_reported_by_id FOREIGN KEY (reported_by_id) REFERENCES staff(id);
ALTER TABLE ONLY equipment_fault ADD CONSTRAINT fk_equipment_fault_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY fee ADD CONSTRAINT fk_fee_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY fee_move ADD CONSTRAINT fk_fee_move_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY fee_move ADD CONSTRAINT fk_fee_move_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY fee_move ADD CONSTRAINT fk_fee_move_fee_id FOREIGN KEY (fee_id) REFERENCES fee(id);
ALTER TABLE ONLY fee_move ADD CONSTRAINT fk_fee_move_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY fee_move ADD CONSTRAINT fk_fee_move_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY handover ADD CONSTRAINT fk_handover_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY handover ADD CONSTRAINT fk_handover_event_id FOREIGN KEY (event_id) REFERENCES dossier_event(id);
ALTER TABLE ONLY handover ADD CONSTRAINT fk_handover_holder_unit_id FOREIGN KEY (holder_unit_id) REFERENCES unit(id);
ALTER TABLE ONLY handover ADD CONSTRAINT fk_handover_leg_id FOREIGN KEY (leg_id) REFERENCES leg(id);
ALTER TABLE ONLY handover ADD CONSTRAINT fk_handover_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY handover_sheet ADD CONSTRAINT fk_handover_sheet_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY handover_sheet ADD CONSTRAINT fk_handover_sheet_holder_unit_id FOREIGN KEY (holder_unit_id) REFERENCES unit(id);
ALTER TABLE ONLY handover ADD CONSTRAINT fk_handover_sheet_id FOREIGN KEY (sheet_id) REFERENCES handover_sheet(id);
ALTER TABLE ONLY handover_sheet_line ADD CONSTRAINT fk_handover_sheet_line_leg_id FOREIGN KEY (leg_id) REFERENCES leg(id);
ALTER TABLE ONLY handover_sheet_line ADD CONSTRAINT fk_handover_sheet_line_sheet_id FOREIGN KEY (sheet_id) REFERENCES handover_sheet(id);
ALTER TABLE ONLY handover_sheet ADD CONSTRAINT fk_handover_sheet_made_by_id FOREIGN KEY (made_by_id) REFERENCES posting(id);
ALTER TABLE ONLY handover ADD CONSTRAINT fk_handover_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY health_facility ADD CONSTRAINT fk_health_facility_district_id FOREIGN KEY (district_id) REFERENCES unit(id);
ALTER TABLE ONLY inbound_message ADD CONSTRAINT fk_inbound_message_reply_id FOREIGN KEY (reply_id) REFERENCES message(id);
ALTER TABLE ONLY inbox_rule ADD CONSTRAINT fk_inbox_rule_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY issued_paper_end ADD CONSTRAINT fk_issued_paper_end_by_id FOREIGN KEY (by_id) REFERENCES issued_paper(id);
ALTER TABLE ONLY issued_paper_end ADD CONSTRAINT fk_issued_paper_end_issued_id FOREIGN KEY (issued_id) REFERENCES issued_paper(id);
ALTER TABLE ONLY issued_paper_end ADD CONSTRAINT fk_issued_paper_end_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY issued_paper_end ADD CONSTRAINT fk_issued_paper_end_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY issued_paper ADD CONSTRAINT fk_issued_paper_paper_id FOREIGN KEY (paper_id) REFERENCES paper(id);
ALTER TABLE ONLY issued_paper ADD CONSTRAINT fk_issued_paper_source_entry_id FOREIGN KEY (source_entry_id) REFERENCES register_entry(id);
ALTER TABLE ONLY issued_paper ADD CONSTRAINT fk_issued_paper_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY keyed_entry ADD CONSTRAINT fk_keyed_entry_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY keyed_entry ADD CONSTRAINT fk_keyed_entry_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY keyed_entry ADD CONSTRAINT fk_keyed_entry_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY leg ADD CONSTRAINT fk_leg_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY leg ADD CONSTRAINT fk_leg_corrects_id FOREIGN KEY (corrects_id) REFERENCES leg(id);
ALTER TABLE ONLY leg ADD CONSTRAINT fk_leg_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY leg ADD CONSTRAINT fk_leg_holder_unit_id FOREIGN KEY (holder_unit_id) REFERENCES unit(id);
ALTER TABLE ONLY leg ADD CONSTRAINT fk_leg_list_confirmed_by_id FOREIGN KEY (list_confirmed_by_id) REFERENCES posting(id);
ALTER TABLE ONLY local_limit ADD CONSTRAINT fk_local_limit_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY local_limit ADD CONSTRAINT fk_local_limit_version_id FOREIGN KEY (version_id) REFERENCES procedure_version(id);
ALTER TABLE ONLY message ADD CONSTRAINT fk_message_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY message_wording ADD CONSTRAINT fk_message_wording_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY message ADD CONSTRAINT fk_message_wording_id FOREIGN KEY (wording_id) REFERENCES message_wording(id);
ALTER TABLE ONLY monthly_count ADD CONSTRAINT fk_monthly_count_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY notice_preference ADD CONSTRAINT fk_notice_preference_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY one_time_code ADD CONSTRAINT fk_one_time_code_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY one_use_link ADD CONSTRAINT fk_one_use_link_started_by FOREIGN KEY (started_by) REFERENCES staff(id);
ALTER TABLE ONLY one_use_link ADD CONSTRAINT fk_one_use_link_user_id FOREIGN KEY (user_id) REFERENCES ab_user(id);
ALTER TABLE ONLY opening ADD CONSTRAINT fk_opening_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY overprint_offset ADD CONSTRAINT fk_overprint_offset_set_by_id FOREIGN KEY (set_by_id) REFERENCES posting(id);
ALTER TABLE ONLY overprint_offset ADD CONSTRAINT fk_overprint_offset_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY packet ADD CONSTRAINT fk_packet_leg_id FOREIGN KEY (leg_id) REFERENCES leg(id);
ALTER TABLE ONLY packet ADD CONSTRAINT fk_packet_made_by_id FOREIGN KEY (made_by_id) REFERENCES posting(id);
ALTER TABLE ONLY paper ADD CONSTRAINT fk_paper_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY paper ADD CONSTRAINT fk_paper_draft_id FOREIGN KEY (draft_id) REFERENCES draft(id);
ALTER TABLE ONLY paper ADD CONSTRAINT fk_paper_original_seen_by_id FOREIGN KEY (original_seen_by_id) REFERENCES posting(id);
ALTER TABLE ONLY pending_form ADD CONSTRAINT fk_pending_form_user_id FOREIGN KEY (user_id) REFERENCES ab_user(id);
ALTER TABLE ONLY population_alarm ADD CONSTRAINT fk_population_alarm_lookup_id FOREIGN KEY (lookup_id) REFERENCES population_lookup(id);
ALTER TABLE ONLY population_alarm ADD CONSTRAINT fk_population_alarm_settled_by_id FOREIGN KEY (settled_by_id) REFERENCES staff(id);
ALTER TABLE ONLY population_answer ADD CONSTRAINT fk_population_answer_lookup_id FOREIGN KEY (lookup_id) REFERENCES population_lookup(id);
ALTER TABLE ONLY population_lookup ADD CONSTRAINT fk_population_lookup_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY population_lookup ADD CONSTRAINT fk_population_lookup_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY population_lookup ADD CONSTRAINT fk_population_lookup_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY population_outage ADD CONSTRAINT fk_population_outage_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY population_question ADD CONSTRAINT fk_population_question_lookup_id FOREIGN KEY (lookup_id) REFERENCES population_lookup(id);
ALTER TABLE ONLY posting ADD CONSTRAINT fk_posting_further_id FOREIGN KEY (further_id) REFERENCES ab_role(id);
ALTER TABLE ONLY posting ADD CONSTRAINT fk_posting_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY posting ADD CONSTRAINT fk_posting_stands_for_id FOREIGN KEY (stands_for_id) REFERENCES posting(id);
ALTER TABLE ONLY posting ADD CONSTRAINT fk_posting_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY procedure_count ADD CONSTRAINT fk_procedure_count_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY procedure_count ADD CONSTRAINT fk_procedure_count_procedure_id FOREIGN KEY (procedure_id) REFERENCES procedure(id);
ALTER TABLE ONLY procedure_days ADD CONSTRAINT fk_procedure_days_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY procedure_days ADD CONSTRAINT fk_procedure_days_procedure_id FOREIGN KEY (procedure_id) REFERENCES procedure(id);
ALTER TABLE ONLY procedure_fee ADD CONSTRAINT fk_procedure_fee_version_id FOREIGN KEY (version_id) REFERENCES procedure_version(id);
ALTER TABLE ONLY procedure_leg ADD CONSTRAINT fk_procedure_leg_version_id FOREIGN KEY (version_id) REFERENCES procedure_version(id);
ALTER TABLE ONLY procedure_limit ADD CONSTRAINT fk_procedure_limit_version_id FOREIGN KEY (version_id) REFERENCES procedure_version(id);
ALTER TABLE ONLY procedure_paper ADD CONSTRAINT fk_procedure_paper_version_id FOREIGN KEY (version_id) REFERENCES procedure_version(id);
ALTER TABLE ONLY procedure_question ADD CONSTRAINT fk_procedure_question_section_id FOREIGN KEY (section_id) REFERENCES procedure_section(id);
ALTER TABLE ONLY procedure_question ADD CONSTRAINT fk_procedure_question_version_id FOREIGN KEY (version_id) REFERENCES procedure_version(id);
ALTER TABLE ONLY procedure_result ADD CONSTRAINT fk_procedure_result_version_id FOREIGN KEY (version_id) REFERENCES procedure_version(id);
ALTER TABLE ONLY procedure_section ADD CONSTRAINT fk_procedure_section_version_id FOREIGN KEY (version_id) REFERENCES procedure_version(id);
ALTER TABLE ONLY procedure_version ADD CONSTRAINT fk_procedure_version_procedure_id FOREIGN KEY (procedure_id) REFERENCES procedure(id);
ALTER TABLE ONLY promise_change ADD CONSTRAINT fk_promise_change_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY promise_change ADD CONSTRAINT fk_promise_change_signed_by_id FOREIGN KEY (signed_by_id) REFERENCES posting(id);
ALTER TABLE ONLY proposal_decision ADD CONSTRAINT fk_proposal_decision_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY proposal_decision ADD CONSTRAINT fk_proposal_decision_proposal_id FOREIGN KEY (proposal_id) REFERENCES entry_proposal(id);
ALTER TABLE ONLY proposal_decision ADD CONSTRAINT fk_proposal_decision_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY proposal_decision ADD CONSTRAINT fk_proposal_decision_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY public_figure ADD CONSTRAINT fk_public_figure_procedure_id FOREIGN KEY (procedure_id) REFERENCES procedure(id);
ALTER TABLE ONLY public_figure ADD CONSTRAINT fk_public_figure_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY public_notice ADD CONSTRAINT fk_public_notice_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY public_notice ADD CONSTRAINT fk_public_notice_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY readiness_day ADD CONSTRAINT fk_readiness_day_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY readiness_decision ADD CONSTRAINT fk_readiness_decision_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY readiness_decision ADD CONSTRAINT fk_readiness_decision_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY reconciliation ADD CONSTRAINT fk_reconciliation_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY reconciliation ADD CONSTRAINT fk_reconciliation_holder_unit_id FOREIGN KEY (holder_unit_id) REFERENCES unit(id);
ALTER TABLE ONLY register_book ADD CONSTRAINT fk_register_book_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY register_entry ADD CONSTRAINT fk_register_entry_book_id FOREIGN KEY (book_id) REFERENCES register_book(id);
ALTER TABLE ONLY register_entry ADD CONSTRAINT fk_register_entry_certificate_id FOREIGN KEY (certificate_id) REFERENCES paper(id);
ALTER TABLE ONLY register_entry ADD CONSTRAINT fk_register_entry_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY register_entry ADD CONSTRAINT fk_register_entry_signed_by_id FOREIGN KEY (signed_by_id) REFERENCES posting(id);
ALTER TABLE ONLY register_entry ADD CONSTRAINT fk_register_entry_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY residence_notice ADD CONSTRAINT fk_residence_notice_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY residence_notice ADD CONSTRAINT fk_residence_notice_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY residence_notice ADD CONSTRAINT fk_residence_notice_received_by_id FOREIGN KEY (received_by_id) REFERENCES staff(id);
ALTER TABLE ONLY residence_notice ADD CONSTRAINT fk_residence_notice_receiver_id FOREIGN KEY (receiver_id) REFERENCES unit(id);
ALTER TABLE ONLY residence_notice ADD CONSTRAINT fk_residence_notice_slip_id FOREIGN KEY (slip_id) REFERENCES slip(id);
ALTER TABLE ONLY resident_import ADD CONSTRAINT fk_resident_import_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY resident ADD CONSTRAINT fk_resident_import_id FOREIGN KEY (import_id) REFERENCES resident_import(id);
ALTER TABLE ONLY rollout_guidance ADD CONSTRAINT fk_rollout_guidance_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY rollout_need ADD CONSTRAINT fk_rollout_need_phase FOREIGN KEY (phase) REFERENCES rollout_phase(n);
ALTER TABLE ONLY sandbox_message ADD CONSTRAINT fk_sandbox_message_message_id FOREIGN KEY (message_id) REFERENCES message(id);
ALTER TABLE ONLY satisfaction ADD CONSTRAINT fk_satisfaction_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY satisfaction ADD CONSTRAINT fk_satisfaction_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY scanned_page ADD CONSTRAINT fk_scanned_page_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY scanned_page ADD CONSTRAINT fk_scanned_page_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY sealed_slip ADD CONSTRAINT fk_sealed_slip_given_by FOREIGN KEY (given_by) REFERENCES staff(id);
ALTER TABLE ONLY sealed_slip ADD CONSTRAINT fk_sealed_slip_head_unit_id FOREIGN KEY (head_unit_id) REFERENCES unit(id);
ALTER TABLE ONLY sealed_slip ADD CONSTRAINT fk_sealed_slip_opened_by FOREIGN KEY (opened_by) REFERENCES staff(id);
ALTER TABLE ONLY sealed_slip ADD CONSTRAINT fk_sealed_slip_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY sealed_slip ADD CONSTRAINT fk_sealed_slip_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY sealed_slip ADD CONSTRAINT fk_sealed_slip_user_id FOREIGN KEY (user_id) REFERENCES ab_user(id);
ALTER TABLE ONLY second_factor_reset ADD CONSTRAINT fk_second_factor_reset_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY second_factor_reset ADD CONSTRAINT fk_second_factor_reset_user_id FOREIGN KEY (user_id) REFERENCES ab_user(id);
ALTER TABLE ONLY second_factor ADD CONSTRAINT fk_second_factor_user_id FOREIGN KEY (user_id) REFERENCES ab_user(id);
ALTER TABLE ONLY session ADD CONSTRAINT fk_session_user_id FOREIGN KEY (user_id) REFERENCES ab_user(id);
ALTER TABLE ONLY site_condition ADD CONSTRAINT fk_site_condition_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY site_condition ADD CONSTRAINT fk_site_condition_party_id FOREIGN KEY (party_id) REFERENCES responsible_party(id);
ALTER TABLE ONLY site_condition ADD CONSTRAINT fk_site_condition_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY slip ADD CONSTRAINT fk_slip_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY slip_counter ADD CONSTRAINT fk_slip_counter_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY slip ADD CONSTRAINT fk_slip_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY slip ADD CONSTRAINT fk_slip_issued_by_id FOREIGN KEY (issued_by_id) REFERENCES posting(id);
ALTER TABLE ONLY slip ADD CONSTRAINT fk_slip_replaces_id FOREIGN KEY (replaces_id) REFERENCES slip(id);
ALTER TABLE ONLY slip ADD CONSTRAINT fk_slip_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY sms_check ADD CONSTRAINT fk_sms_check_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY sms_check ADD CONSTRAINT fk_sms_check_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY staff_list ADD CONSTRAINT fk_staff_list_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES staff(id);
ALTER TABLE ONLY staff_list_event ADD CONSTRAINT fk_staff_list_event_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY staff_list_event ADD CONSTRAINT fk_staff_list_event_list_id FOREIGN KEY (list_id) REFERENCES staff_list(id);
ALTER TABLE ONLY staff_list_line ADD CONSTRAINT fk_staff_list_line_list_id FOREIGN KEY (list_id) REFERENCES staff_list(id);
ALTER TABLE ONLY staff_list_line ADD CONSTRAINT fk_staff_list_line_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY staff_list_line ADD CONSTRAINT fk_staff_list_line_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY staff_list ADD CONSTRAINT fk_staff_list_made_by_id FOREIGN KEY (made_by_id) REFERENCES staff(id);
ALTER TABLE ONLY staff_list ADD CONSTRAINT fk_staff_list_phase FOREIGN KEY (phase) REFERENCES rollout_phase(n);
ALTER TABLE ONLY staff_list ADD CONSTRAINT fk_staff_list_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY staff_list_upload ADD CONSTRAINT fk_staff_list_upload_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY staff_list_upload ADD CONSTRAINT fk_staff_list_upload_list_id FOREIGN KEY (list_id) REFERENCES staff_list(id);
ALTER TABLE ONLY staff ADD CONSTRAINT fk_staff_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY staff ADD CONSTRAINT fk_staff_user_id FOREIGN KEY (user_id) REFERENCES ab_user(id);
ALTER TABLE ONLY stage_days ADD CONSTRAINT fk_stage_days_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY statistics_report ADD CONSTRAINT fk_statistics_report_signed_by_id FOREIGN KEY (signed_by_id) REFERENCES posting(id);
ALTER TABLE ONLY statistics_report ADD CONSTRAINT fk_statistics_report_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY stock_phrase ADD CONSTRAINT fk_stock_phrase_procedure_id FOREIGN KEY (procedure_id) REFERENCES procedure(id);
ALTER TABLE ONLY stock_phrase ADD CONSTRAINT fk_stock_phrase_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY submission_key ADD CONSTRAINT fk_submission_key_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY supplement_request ADD CONSTRAINT fk_supplement_request_dossier_id FOREIGN KEY (dossier_id) REFERENCES dossier(id);
ALTER TABLE ONLY training_certificate ADD CONSTRAINT fk_training_certificate_attendance_id FOREIGN KEY (attendance_id) REFERENCES attendance(id);
ALTER TABLE ONLY training_certificate ADD CONSTRAINT fk_training_certificate_issued_by_id FOREIGN KEY (issued_by_id) REFERENCES staff(id);
ALTER TABLE ONLY training_check_in ADD CONSTRAINT fk_training_check_in_attendance_id FOREIGN KEY (attendance_id) REFERENCES attendance(id);
ALTER TABLE ONLY training_check_in ADD CONSTRAINT fk_training_check_in_by_id FOREIGN KEY (by_id) REFERENCES staff(id);
ALTER TABLE ONLY training_check_in ADD CONSTRAINT fk_training_check_in_session_id FOREIGN KEY (session_id) REFERENCES training_session(id);
ALTER TABLE ONLY training_choice ADD CONSTRAINT fk_training_choice_question_id FOREIGN KEY (question_id) REFERENCES training_question(id);
ALTER TABLE ONLY training_class ADD CONSTRAINT fk_training_class_course_id FOREIGN KEY (course_id) REFERENCES training_course(id);
ALTER TABLE ONLY training_class ADD CONSTRAINT fk_training_class_make_up_of_id FOREIGN KEY (make_up_of_id) REFERENCES training_class(id);
ALTER TABLE ONLY training_class ADD CONSTRAINT fk_training_class_unit_id FOREIGN KEY (unit_id) REFERENCES unit(id);
ALTER TABLE ONLY training_exam_paper ADD CONSTRAINT fk_training_exam_paper_attendance_id FOREIGN KEY (attendance_id) REFERENCES attendance(id);
ALTER TABLE ONLY training_question ADD CONSTRAINT fk_training_question_course_id FOREIGN KEY (course_id) REFERENCES training_course(id);
ALTER TABLE ONLY training_session ADD CONSTRAINT fk_training_session_class_id FOREIGN KEY (class_id) REFERENCES training_class(id);
ALTER TABLE ONLY treasury_payment ADD CONSTRAINT fk_treasury_payment_cancels_id FOREIGN KEY (cancels_id) REFERENCES treasury_payment(id);
ALTER TABLE ONLY treasury_payment ADD CONSTRAINT fk_treasury_payment_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);
ALTER TABLE ONLY treasury_payment ADD CONSTRAINT fk_treasury_payment_posting_id FOREIGN KEY (posting_id) REFERENCES posting(id);
ALTER TABLE ONLY treasury_payment ADD CONSTRAINT fk_treasury_payment_staff_id FOREIGN KEY (staff_id) REFERENCES staff(id);
ALTER TABLE ONLY unit ADD CONSTRAINT fk_unit_district_id FOREIGN KEY (district_id) REFERENCES unit(id);
ALTER TABLE ONLY unit ADD CONSTRAINT fk_unit_parent_id FOREIGN KEY (parent_id) REFERENCES unit(id);
ALTER TABLE ONLY weekly_count ADD CONSTRAINT fk_weekly_count_commune_id FOREIGN KEY (commune_id) REFERENCES unit(id);

-- A database has its own key of scopes, and a version of its reference data.
INSERT INTO scope_key VALUES (gen_random_bytes(32));
INSERT INTO reference_version VALUES (1, gen_random_uuid());
