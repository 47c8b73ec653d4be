"""The vocabulary of the workflow, and its labels for officers."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class State(StrEnum):
    """The state of a dossier (trạng thái hồ sơ)."""

    SUBMITTED = "submitted"
    SUPPLEMENTING = "supplementing"
    ACCEPTED = "accepted"
    PREPARED = "prepared"
    TO_SIGN = "to_sign"
    REGISTERED = "registered"
    AT_AGENCIES = "at_agencies"
    READY = "ready"
    RETURNED = "returned"
    NOT_ACCEPTED = "not_accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class Action(StrEnum):
    """A step that a person takes on a dossier (thao tác)."""

    SUBMIT = "submit"
    CORRECT = "correct"
    ACCEPT = "accept"
    ASK_SUPPLEMENT = "ask_supplement"
    ANSWER_ITEM = "answer_item"
    SUPPLY = "supply"
    SUPPLY_LATER = "supply_later"
    EXPIRE = "expire"
    EXPIRE_LATER = "expire_later"
    REFUSE_INTAKE = "refuse_intake"
    VISIT = "visit"
    REVISE = "revise"
    PREPARE = "prepare"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    SIGN = "sign"
    REFUSE = "refuse"
    SIGN_WRITTEN_ANSWER = "sign_written_answer"
    FORWARD = "forward"
    COMPLETE = "complete"
    RETURN_RESULT = "return_result"
    WITHDRAW = "withdraw"
    WITHDRAW_AT_DESK = "withdraw_at_desk"
    STOP = "stop"
    GIVE_BACK = "give_back"
    APOLOGISE = "apologise"
    URGE = "urge"
    UNDO = "undo"
    PROPOSE_TRANSFER = "propose_passing"
    AGREE_TRANSFER = "agree_passing"
    DECLINE_TRANSFER = "decline_passing"
    VERIFY = "verify"
    RECORD_LETTER = "record_letter"
    ASSIGN = "assign"
    TAKE_OVER = "take_over"
    RESOLVE_DUPLICATE = "judge_likeness"
    CHANGE_PHONE = "change_phone"
    NEW_SECRET = "new_secret"  # noqa: S105  # a word


class Capacity(StrEnum):
    """The capacity in which a person acts on a dossier (tư cách)."""

    APPLICANT = "applicant"
    RECEPTION = "reception"
    CIVIL_STATUS = "civil_status"
    SIGNER = "signer"
    SUPERVISOR = "supervisor"
    """The district, which sends reminders and takes no step itself."""
    SYSTEM = "system"


class Clock(StrEnum):
    """The effect of a step on the legal time limit (thời hạn giải quyết)."""

    KEEP = "keep"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    REWIND = "rewind"


class Need(StrEnum):
    """A condition on the dossier before a step.

    A need in ``HIDING_NEEDS`` decides whether the step is offered at all; any other is shown as
    the reason why an offered step has to wait.
    """

    BEFORE_ACCEPTANCE = "before_acceptance"
    AFTER_ACCEPTANCE = "after_acceptance"
    LIST_ANSWERED = "list_answered"
    ORIGINALS_SEEN = "originals_seen"
    DECLARANT_SIGNED = "declarant_signed"
    SIGNER_DID_NOT_PREPARE = "signer_did_not_prepare"
    LEGS_CLOSED = "legs_closed"
    SOMETHING_OWED = "something_owed"
    NEAR_ITS_END = "near_its_end"
    FIRST_APOLOGY = "first_apology"
    IS_LATE = "is_late"
    NOTHING_PROPOSED = "nothing_proposed"
    TRANSFER_PROPOSED = "passing_proposed"
    BOTH_SIGNED = "both_signed"
    INQUIRIES_ANSWERED = "inquiries_answered"
    LAW_GIVES_TIME = "law_gives_time"
    FIRST_VERIFICATION = "first_verification"
    LETTER_AWAITED = "letter_awaited"
    MINE_TO_GIVE = "mine_to_give"
    WITH_A_COLLEAGUE = "with_a_colleague"
    DUPLICATES_RESOLVED = "likeness_judged"
    LOOKS_ALIKE = "looks_alike"
    WRITTEN_ANSWER_DUE = "written_answer_due"


HIDING_NEEDS = frozenset({
    Need.BEFORE_ACCEPTANCE, Need.AFTER_ACCEPTANCE, Need.SOMETHING_OWED,
    Need.NEAR_ITS_END, Need.FIRST_APOLOGY, Need.IS_LATE, Need.TRANSFER_PROPOSED,
    Need.LAW_GIVES_TIME, Need.FIRST_VERIFICATION, Need.LETTER_AWAITED, Need.MINE_TO_GIVE,
    Need.WITH_A_COLLEAGUE, Need.LOOKS_ALIKE, Need.WRITTEN_ANSWER_DUE,
})  # fmt: skip


class Effect(StrEnum):
    """An effect of a step, in the same transaction."""

    ISSUE_SLIP = "issue_slip"
    TELL_APPLICANT = "tell_applicant"
    NUMBER_ENTRY = "number_entry"
    OPEN_LEGS = "open_legs"
    RELEASE_HELD_FEES = "release_held_fees"
    KEEP_FOR_CITIZEN = "keep_for_citizen"
    GIVE_BACK_ORIGINALS = "give_back_originals"
    PAY_BACK = "pay_back"
    TAKE_BACK = "take_back"
    ASK_CONSENT = "ask_consent"
    PASS_ON = "pass_on"  # noqa: S105  # a word
    KEEP_HERE = "keep_here"
    OPEN_INQUIRIES = "open_inquiries"
    CLOSE_INQUIRIES = "close_inquiries"
    EXTEND_FOR_VERIFICATION = "extend_for_verification"
    HAND_TO = "hand_to"
    GIVE_IN_TURN = "give_in_turn"
    FIND_DUPLICATES = "compare"
    KEEP_JUDGEMENT = "keep_judgement"
    AWAIT_WRITTEN_ANSWER = "await_written_answer"


PORTAL_CODE: dict[State, int] = {
    State.SUBMITTED: 1,
    State.ACCEPTED: 2,
    State.NOT_ACCEPTED: 3,
    State.PREPARED: 4,
    State.TO_SIGN: 4,
    State.REGISTERED: 4,
    State.AT_AGENCIES: 4,
    State.SUPPLEMENTING: 5,
    State.WITHDRAWN: 7,
    State.REFUSED: 8,
    State.STOPPED: 8,
    State.READY: 9,
    State.RETURNED: 10,
}
"""The national portal's status codes (1–10) for each state."""

STATE_LABELS: dict[State, LazyString] = {
    State.SUBMITTED: _("Newly submitted"),
    State.SUPPLEMENTING: _("Waiting for a supplement"),
    State.ACCEPTED: _("Accepted, waiting for the visit"),
    State.PREPARED: _("Entry prepared"),
    State.TO_SIGN: _("Waiting for signature"),
    State.REGISTERED: _("Result signed"),
    State.AT_AGENCIES: _("At other agencies"),
    State.READY: _("Result ready"),
    State.RETURNED: _("Result returned"),
    State.NOT_ACCEPTED: _("Refused at intake"),
    State.REFUSED: _("Request refused"),
    State.WITHDRAWN: _("Withdrawn"),
    State.STOPPED: _("Processing stopped"),
}
"""Labels of the states for officers."""


ACTION_WORDS: dict[str, LazyString] = {
    Action.SUBMIT: _("Dossier submitted"),
    Action.CORRECT: _("Citizen corrected the declaration"),
    Action.ACCEPT: _("Dossier accepted"),
    Action.ASK_SUPPLEMENT: _("Supplement asked"),
    Action.ANSWER_ITEM: _("Answer to the list recorded"),
    Action.SUPPLY: _("Supplement received"),
    Action.SUPPLY_LATER: _("Supplement received"),
    Action.EXPIRE: _("Closed, since the supplement did not come in time"),
    Action.EXPIRE_LATER: _("Closed, since the supplement did not come in time"),
    Action.REFUSE_INTAKE: _("Refused at intake"),
    Action.VISIT: _("Visit recorded"),
    Action.REVISE: _("Answers corrected"),
    Action.PREPARE: _("Entry prepared"),
    Action.PROPOSE: _("Proposed for signature"),
    Action.SEND_BACK: _("Sent back"),
    Action.SIGN: _("Signed and entered in the book"),
    Action.REFUSE: _("Request refused"),
    Action.SIGN_WRITTEN_ANSWER: _("Written answer signed"),
    Action.FORWARD: _("Sent to the agencies"),
    Action.COMPLETE: _("All results are in"),
    Action.RETURN_RESULT: _("Result returned"),
    Action.WITHDRAW: _("Dossier withdrawn"),
    Action.WITHDRAW_AT_DESK: _("Dossier withdrawn"),
    Action.STOP: _("Processing stopped"),
    Action.GIVE_BACK: _("Papers and money given back"),
    Action.APOLOGISE: _("Apology, and a new day for the result"),
    Action.URGE: _("Urged by the district"),
    Action.UNDO: _("Step taken back"),
    Action.PROPOSE_TRANSFER: _("Another commune proposed"),
    Action.AGREE_TRANSFER: _("Passed on to another commune with the citizen's consent"),
    Action.DECLINE_TRANSFER: _("Stays at the commune: not passed on"),
    Action.VERIFY: _("Needs verification: time added"),
    Action.RECORD_LETTER: _("Answer of a place asked by letter recorded"),
    Action.ASSIGN: _("Assigned"),
    Action.TAKE_OVER: _("Taken over from a colleague"),
    Action.RESOLVE_DUPLICATE: _("Likely duplicate judged"),
    Action.CHANGE_PHONE: _("Citizen changed the telephone number, with a code sent to the old one"),
    Action.NEW_SECRET: _("Citizen got a new tracking code, with a code sent to the telephone"),
}
"""Labels of the actions in the journal."""
