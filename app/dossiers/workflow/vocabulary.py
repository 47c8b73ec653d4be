"""The vocabulary of the workflow: what is said about a word stands in its entry."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.vocabulary import Term, Tone
from app.kernel.workflow.vocabulary import Condition


class Phase(StrEnum):
    """The part of its way that a dossier is in (giai đoạn)."""

    INTAKE = "intake"
    PREPARATION = "preparation"
    SIGNED = "signed"
    READY = "ready"
    CLOSED = "closed"


class State(Term):
    """The state of a dossier (trạng thái hồ sơ).

    An entry: the stored word, its labels for officers and for citizens, who read no jargon, its
    tone, its phase and the national portal's status code (1–10); of an end without a result also
    how it is put to the citizen, and in the printed register of dossiers.
    """

    citizen_label: LazyString
    tone: Tone
    phase: Phase
    portal_code: int
    ending: LazyString | None
    in_register: str | None

    # fmt: off
    SUBMITTED = (
        "submitted", _("Newly submitted"), _("The commune has received it"), Tone.NEW,
        Phase.INTAKE, 1,
    )
    SUPPLEMENTING = (
        "supplementing", _("Waiting for a supplement"), _("Waiting for you to complete it"),
        Tone.WAITING, Phase.INTAKE, 5,
    )
    ACCEPTED = (
        "accepted", _("Accepted, waiting for the visit"),
        _("Accepted: please come as agreed"), Tone.PROCESS, Phase.PREPARATION, 2,
    )
    PREPARED = (
        "prepared", _("Entry prepared"), _("Being settled at the commune"), Tone.PROCESS,
        Phase.PREPARATION, 4,
    )
    TO_SIGN = (
        "to_sign", _("Waiting for signature"), _("Being settled at the commune"), Tone.PROCESS,
        Phase.PREPARATION, 4,
    )
    REGISTERED = (
        "registered", _("Result signed"), _("The result is signed"), Tone.PROCESS, Phase.SIGNED, 4,
    )
    AT_AGENCIES = (
        "at_agencies", _("At other agencies"), _("Other agencies settle their part"),
        Tone.AGENCY, Phase.SIGNED, 4,
    )
    READY = (
        "ready", _("Result ready"), _("Please come and collect the result"), Tone.READY,
        Phase.READY, 9,
    )
    RETURNED = (
        "returned", _("Result returned"), _("Result collected"), Tone.CLOSED, Phase.CLOSED, 10,
    )
    NOT_ACCEPTED = (
        "not_accepted", _("Refused at intake"), _("Not accepted"), Tone.CLOSED, Phase.CLOSED, 3,
        _("The commune did not accept the dossier"),
    )
    REFUSED = (
        "refused", _("Request refused"), _("Request refused"), Tone.CLOSED, Phase.CLOSED, 8,
        _("The request was refused"), "Từ chối",
    )
    WITHDRAWN = (
        "withdrawn", _("Withdrawn"), _("Withdrawn"), Tone.CLOSED, Phase.CLOSED, 7,
        _("The dossier is withdrawn"), "Rút hồ sơ",
    )
    STOPPED = (
        "stopped", _("Processing stopped"), _("Processing stopped"), Tone.CLOSED, Phase.CLOSED, 8,
        _("Processing was stopped"), "Dừng giải quyết",
    )
    # fmt: on


def states_in(*phases: Phase) -> frozenset[State]:
    return frozenset(state for state in State if state.phase in phases)


FINAL = states_in(Phase.CLOSED)
OPEN = frozenset(State) - FINAL
IN_PROGRESS = OPEN - states_in(Phase.READY)
"""The citizen has no result yet, and none is ready."""
BEFORE_SIGNING = states_in(Phase.PREPARATION)
"""Accepted, and nothing signed."""
BEING_SETTLED = states_in(Phase.PREPARATION, Phase.SIGNED)
"""Accepted: the citizen waits for the promised day."""
WITHOUT_RESULT = frozenset(state for state in State if state.ending is not None)
"""Closed without a result: it may be requested again."""
DECIDED = frozenset({State.READY, State.RETURNED, State.REFUSED})
"""What was requested is granted or refused."""


class Action(Term):
    """A step that a person takes on a dossier (thao tác).

    An entry: the stored word, its label in the journal, the news for the citizen, None for an
    internal step, and the icon of its button.
    """

    news: LazyString | None
    icon: str | None

    # fmt: off
    SUBMIT = "submit", _("Dossier submitted"), _("The dossier was sent.")
    CORRECT = "correct", _("Citizen corrected the declaration"), _("You corrected the declaration.")
    ACCEPT = "accept", _("Dossier accepted"), _("The commune accepted the dossier."), "check"
    ASK_SUPPLEMENT = (
        "ask_supplement", _("Supplement requested"),
        _("The commune asked you to complete the dossier."), "note",
    )
    ANSWER_ITEM = "answer_item", _("Answer to the list recorded"), None, "clip"
    SUPPLY = "supply", _("Supplement received"), _("The commune received what was missing."), "clip"
    SUPPLY_LATER = (
        "supply_later", _("Supplement received"),
        _("The commune received what was missing; the time limit goes on."), "clip",
    )
    EXPIRE = (
        "expire", _("Closed, since the supplement did not come in time"),
        _("What was missing did not come in time; the dossier is closed."),
    )
    EXPIRE_LATER = (
        "expire_later", _("Closed, since the supplement did not come in time"),
        _("What was missing did not come in time; processing was stopped."),
    )
    REFUSE_INTAKE = (
        "refuse_intake", _("Refused at intake"), _("The commune did not accept the dossier."),
    )
    VISIT = (
        "visit", _("Visit recorded"), _("You were at the commune; the originals were compared."),
        "users",
    )
    MISS_VISIT = "miss_visit", _("Citizen did not come to the appointment")
    MOVE_VISIT = (
        "move_visit", _("Appointment set anew"), _("The commune set your appointment anew."),
    )
    REVISE = "revise", _("Answers corrected"), _("The commune corrected the declaration."), "edit"
    CHOOSE_ENTRY = "choose_entry", _("Entry of the book chosen"), None, "search"
    PREPARE = "prepare", _("Entry prepared"), None, "book"
    PROPOSE = "propose", _("Proposed for signature"), None, "send"
    PROPOSE_REFUSAL = "propose_refusal", _("Refusal proposed"), None
    SEND_BACK = "send_back", _("Sent back"), None, "undo"
    SIGN = "sign", _("Signed and entered in the book"), _("The result was signed."), "edit"
    REFUSE = "refuse", _("Request refused"), _("The request was refused.")
    SIGN_WRITTEN_ANSWER = (
        "sign_written_answer", _("Written answer signed"),
        _("The commune signed its written answer."),
    )
    FORWARD = (
        "forward", _("Sent to the agencies"),
        _("The commune sent the documents to the other agencies."),
    )
    COMPLETE = "complete", _("All results are in"), _("The result is ready at the commune.")
    RETURN_RESULT = (
        "return_result", _("Result returned"), _("The results were handed over."), "inbox",
    )
    WITHDRAW = "withdraw", _("Dossier withdrawn"), _("The dossier was withdrawn.")
    WITHDRAW_AT_DESK = (
        "withdraw_at_desk", _("Dossier withdrawn"), _("The dossier was withdrawn at the commune."),
    )
    STOP = "stop", _("Processing stopped"), _("Processing was stopped.")
    GIVE_BACK = "give_back", _("Documents and money given back"), None, "inbox"
    APOLOGISE = (
        "apologise", _("Apology, and a new day for the result"),
        _("The commune apologised for the delay and gave a new day."), "calendar",
    )
    URGE = "urge", _("Urged by the district"), None, "note"
    UNDO = (
        "undo", _("Step taken back"),
        _("The commune took its last step back; the dossier goes on as before."),
    )
    PROPOSE_TRANSFER = (
        "propose_passing", _("Another commune proposed"),
        _("The commune proposed to pass the dossier on to another commune."), "send",
    )
    AGREE_TRANSFER = (
        "agree_passing", _("Passed on to another commune with the citizen's consent"),
        _("The dossier was passed on to the other commune."), "send",
    )
    DECLINE_TRANSFER = (
        "decline_passing", _("Stays at the commune: not passed on"),
        _("The dossier stays at the commune."), "undo",
    )
    VERIFY = (
        "verify", _("Needs verification: time added"),
        _("The commune has to verify something; the law gives it more time."),
    )
    RECORD_LETTER = "record_letter", _("Answer of a place asked by letter recorded")
    ASSIGN = "assign", _("Assigned")
    TAKE_OVER = "take_over", _("Taken over from a colleague")
    RESOLVE_DUPLICATE = "judge_likeness", _("Likely duplicate judged")
    CHANGE_PHONE = (
        "change_phone", _("Citizen changed the telephone number, with a code sent to the old one"),
        _("You changed the telephone number for messages."),
    )
    NEW_SECRET = (
        "new_secret", _("Citizen got a new tracking code, with a code sent to the telephone"),
        _("You got a new tracking code; the one of the receipt is over."),
    )
    # fmt: on


class Capacity(Term):
    """The capacity in which a person acts on a dossier (tư cách)."""

    APPLICANT = "applicant", _("Applicant")
    RECEPTION = "reception", _("One-stop officer")
    CIVIL_STATUS = "civil_status", _("Justice and civil status officer")
    SIGNER = "signer", _("Commune leader")
    SUPERVISOR = "supervisor", _("District leader or justice division")
    """The district, which sends reminders and takes no step itself."""
    SYSTEM = "system", _("by itself")


class Need(Condition):
    """A condition on the dossier before a step."""

    # fmt: off
    BEFORE_ACCEPTANCE = "before_acceptance", _("the dossier has already been accepted"), True
    AFTER_ACCEPTANCE = "after_acceptance", _("the dossier has not been accepted yet"), True
    LIST_ANSWERED = "list_answered", _("the list of what is missing is not answered in full")
    ORIGINALS_SEEN = "originals_seen", _("the originals have not all been compared yet")
    DECLARANT_SIGNED = "declarant_signed", _("the declarant has not signed the book yet")
    SIGNER_DID_NOT_PREPARE = (
        "signer_did_not_prepare", _("the officer who prepared the entry may not sign it as well"),
    )
    VISIT_AWAITED = "visit_awaited", _("nobody is expected at the desk any more"), True
    LEGS_CLOSED = "legs_closed", _("a forwarded file is still at another agency")
    SOMETHING_OWED = "something_owed", _("there is nothing to give back"), True
    NEAR_ITS_END = "near_its_end", _("there is still time until the promised day"), True
    FIRST_APOLOGY = (
        "first_apology", _("a new day was given already, and may be given once only"), True,
    )
    IS_LATE = "is_late", _("it is not late"), True
    NOTHING_PROPOSED = (
        "nothing_proposed", _("the citizen has not yet said whether it goes to another commune"),
    )
    TRANSFER_PROPOSED = "passing_proposed", _("no other commune has been proposed"), True
    BOTH_SIGNED = "both_signed", _("both people must come and sign; nobody may sign for them")
    INQUIRIES_ANSWERED = "inquiries_answered", _("another commune has not answered yet")
    LAW_GIVES_TIME = (
        "law_gives_time", _("the law gives this procedure no time for verification"), True,
    )
    FIRST_VERIFICATION = "first_verification", _("time for verification was added already"), True
    LETTER_AWAITED = "letter_awaited", _("no answer to a letter is awaited"), True
    MINE_TO_GIVE = (
        "mine_to_give", _(
            "a colleague has it: anyone who needs it takes it over and says "
            "why"
        ), True,
    )
    WITH_A_COLLEAGUE = "with_a_colleague", _("no colleague has it"), True
    DUPLICATES_RESOLVED = (
        "likeness_judged",
        _("it may be the same request as another dossier, and nobody has said yet"),
    )
    LOOKS_ALIKE = "looks_alike", _("it is like no other dossier"), True
    COPIES_AN_ENTRY = "copies_an_entry", _("nothing is copied from a book"), True
    ENTRY_CHOSEN = (
        "entry_chosen",
        _("nobody has chosen the entry of the book yet: an extract states what the book says"),
    )
    GRANT_PROPOSED = (
        "grant_proposed",
        _("the officer proposes to refuse: refuse the request, or send it back"),
    )
    WRITTEN_ANSWER_DUE = "written_answer_due", _("no written answer is due"), True
    # fmt: on


READY_TO_SIGN = (
    Need.ORIGINALS_SEEN,
    Need.DECLARANT_SIGNED,
    Need.BOTH_SIGNED,
    Need.INQUIRIES_ANSWERED,
    Need.ENTRY_CHOSEN,
)
"""What the head's signature rests on."""


class Effect(Term):
    """An effect of a step, in the same transaction."""

    # fmt: off
    ISSUE_SLIP = "issue_slip", _("the slip is issued and kept")
    TELL_APPLICANT = "tell_applicant", _("the applicant is told")
    NUMBER_ENTRY = "number_entry", _("the results are entered in their books, numbered and issued")
    NOTIFY_RESIDENCE = (
        "notify_residence",
        _("the communes where the registered people reside are notified, if others"),
    )
    OPEN_LEGS = "open_legs", _("the forwarded files for the agencies are opened")
    RELEASE_HELD_FEES = "release_held_fees", _("money held is given back")
    KEEP_FOR_CITIZEN = "keep_for_citizen", _("what is the applicant's waits at the desk")
    GIVE_BACK_ORIGINALS = "give_back_originals", _("originals go back to the applicant")
    PAY_BACK = "pay_back", _("money not needed is paid back")
    ASK_CONSENT = "ask_consent", _("the applicant is asked whether it may go to that commune")
    PASS_ON = "pass_on", _("the dossier goes to the other commune, under the same code")
    KEEP_HERE = "keep_here", _("the proposal is over")
    OPEN_INQUIRIES = "open_inquiries", _("communes where the person lived before are asked")
    CLOSE_INQUIRIES = "close_inquiries", _("questions to other communes end")
    EXTEND_FOR_VERIFICATION = (
        "extend_for_verification", _("the limit grows by the time for verification, once"),
    )
    HAND_TO = "hand_to", _("the dossier is the named officer’s")
    GIVE_IN_TURN = "give_in_turn", _("where the commune shares in turn, the next officer has it")
    FIND_DUPLICATES = "compare", _("it is compared with other dossiers anew")
    KEEP_JUDGEMENT = "keep_judgement", _("what was found of the likely duplicate is kept")
    VOID_SUPPLEMENT = "void_supplement", _("the request for a supplement is void")
    CALL_BACK = "call_back", _("the notice of the step is called back")
    TAKE_BACK_TURN = "take_back_turn", _("the assignment in turn is taken back")
    # fmt: on
