"""Pages, counters and handlers of dossiers: the desk, the citizens, the generated screens."""

from datetime import timedelta

from flask_babel import lazy_gettext as _

from app.dossiers.operations import (
    appointment_reminders,
    assignments,
    call_tasks,
    citizen_notices,
    commune_transfers,
    contact_changes,
    digest,
    draft_messages,
    duplicate_decisions,
    duplicate_search,
    email_attachments,
    one_time_codes,
    payments,
    rehearsal_cleanup,
    retention,
    slip_issue,
    sms_status,
    supplement_expiry,
    supplements,
    transitions,
)
from app.dossiers.rules import lateness
from app.dossiers.rules.lateness import IntakeSettings
from app.dossiers.views import counters
from app.dossiers.views.citizen.routes import citizen
from app.dossiers.views.desk.answer_revisions import AnswerRevisions
from app.dossiers.views.desk.appointments import Appointments
from app.dossiers.views.desk.assignments import Assignments
from app.dossiers.views.desk.bulk_steps import BulkSteps
from app.dossiers.views.desk.call_tasks import CallTasks
from app.dossiers.views.desk.commune_transfers import CommuneTransferSteps
from app.dossiers.views.desk.daily_documents import DailySlips
from app.dossiers.views.desk.duplicates import DuplicateDecisions
from app.dossiers.views.desk.entry import DeskEntry
from app.dossiers.views.desk.lateness import LatenessApologies, LatenessReminders
from app.dossiers.views.desk.lookups import LookUps
from app.dossiers.views.desk.next_dossier import NextDossier
from app.dossiers.views.desk.one_page_declaration import DeskDeclaration
from app.dossiers.views.desk.paper_verdicts import PaperVerdicts
from app.dossiers.views.desk.payments import AgencyPayments
from app.dossiers.views.desk.refusal_letters import RefusalLetters
from app.dossiers.views.desk.rehearsals import RehearsalSpace
from app.dossiers.views.desk.signatures import Signatures
from app.dossiers.views.desk.slips import Slips
from app.dossiers.views.desk.supplements import Supplements
from app.dossiers.views.desk.transitions import DeskSteps
from app.dossiers.views.desk.treasury import Treasury
from app.dossiers.views.desk.updates import Updates, bell
from app.dossiers.views.desk.verification_letters import VerificationLetterSteps
from app.dossiers.views.desk.visits import VisitSteps
from app.dossiers.views.desk.workload import Workload
from app.dossiers.views.search import SEARCHED
from app.dossiers.workflow import Effect
from app.kernel.web.package import Package
from app.kernel.workflow.undo import let_undo_within
from app.notifications.operations.attachments import enclosures
from app.notifications.operations.inbound_sms import SmsQuestion, asked
from app.notifications.rules.message_kinds import Enclosure
from app.procedures import catalogue
from app.residents.operations.import_validation import Catalogue, catalogues
from config import Config


def _configure(settings: Config) -> None:
    lateness.use(IntakeSettings(settings.intake_hours, settings.urged_after_days))
    let_undo_within(timedelta(minutes=settings.undo_minutes))


PAGES = (
    DeskSteps, BulkSteps, CommuneTransferSteps, Assignments, PaperVerdicts, RehearsalSpace,
    DuplicateDecisions, Workload, CallTasks, VerificationLetterSteps, Supplements,
    LatenessApologies, LatenessReminders, DeskEntry, RefusalLetters, DeskDeclaration, Slips,
    DailySlips, AgencyPayments, Treasury, LookUps, AnswerRevisions, Signatures, Updates, VisitSteps,
    NextDossier, Appointments,
)  # fmt: skip
JOBS = (
    appointment_reminders, call_tasks, contact_changes, digest, draft_messages, duplicate_search,
    one_time_codes, rehearsal_cleanup, retention, supplement_expiry,
)  # fmt: skip

PACKAGE = Package(
    name="dossiers",
    pages=PAGES,
    nouns={
        "CallTask": _("Citizens to call"),
        "Practice": _("Practice space"),
    },
    blueprints=(citizen, bell),
    counters=counters.COUNTERS,
    start_panels=counters.PANELS,
    searched=SEARCHED,
    handlers=(
        transitions.effects.handlers(
            {
                Effect.TELL_APPLICANT: citizen_notices.tell_applicant,
                Effect.ISSUE_SLIP: slip_issue.issue_for_step,
                Effect.RELEASE_HELD_FEES: transitions.release_held_fees,
                Effect.KEEP_FOR_CITIZEN: transitions.keep_for_citizen,
                Effect.GIVE_BACK_ORIGINALS: transitions.give_back_originals,
                Effect.PAY_BACK: payments.pay_back,
                Effect.CALL_BACK: citizen_notices.call_back,
                Effect.VOID_SUPPLEMENT: supplements.void_supplement,
                Effect.TAKE_BACK_TURN: assignments.take_back_turn,
                Effect.ASK_CONSENT: commune_transfers.keep_proposal,
                Effect.PASS_ON: commune_transfers.pass_on,
                Effect.KEEP_HERE: commune_transfers.keep_here,
                Effect.EXTEND_FOR_VERIFICATION: transitions.extend_for_verification,
                Effect.HAND_TO: assignments.hand_to,
                Effect.GIVE_IN_TURN: assignments.give_in_turn,
                Effect.FIND_DUPLICATES: duplicate_search.compare_after,
                Effect.KEEP_JUDGEMENT: duplicate_decisions.keep_judgement,
            }
        ),
        asked.handlers({SmsQuestion.STATE: sms_status.state_for}),
        # neither procedures nor residents know one another
        catalogues.handlers(
            {
                Catalogue.ETHNIC_GROUPS: catalogue.ethnic_groups,
                Catalogue.NATIONALITIES: catalogue.nationalities,
            }
        ),
        enclosures.handlers({Enclosure.RECEIPT: email_attachments.receipt}),
    ),
    jobs=JOBS,
    configure=_configure,
)
