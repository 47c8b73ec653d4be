"""Words of legs: states, steps, capacities, needs and effects, each with what is said about it."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.vocabulary import Term, Tone
from app.kernel.workflow.vocabulary import Condition


class LegState(Term):
    """Where a leg stands (trạng thái nhánh).

    An entry: the stored word and its label for officers; word and sentence for citizens; its tone;
    its stage, from 0 at the commune to 4 back there, which is also how many rows the hand-over
    ledger has of its newest packet; its label where it differs for an inquiry at another commune.
    """

    citizen_label: LazyString
    sentence: LazyString
    tone: Tone
    stage: int
    inquiry_label: LazyString | None

    # fmt: off
    PREPARED = (
        "prepared", _("Being prepared"), _("Being prepared"),
        _("%(what)s. The commune is preparing the documents."), Tone.NEW, 0,
    )
    SENT = (
        "sent", _("Sent, not yet received"), _("Sent, not yet received"),
        _("%(what)s. Sent by the commune on %(sent)s."), Tone.AGENCY, 1,
    )
    RECEIVED = (
        "received", _("Received, being settled"), _("Being settled"),
        _("%(what)s. Received on %(received)s, to be settled by %(due)s."), Tone.PROCESS, 2,
    )
    COMPLETING = (
        "completing", _("To be completed by the commune"), _("The commune completes the documents"),
        _("%(what)s. The agency asked the commune to complete the documents; you "
            "have nothing to do."),
        Tone.WAITING, 2,
    )
    ANSWERED = (
        "answered", _("Answered, to be collected"), _("Settled"),
        _("%(what)s. Settled on %(answered)s; the commune fetches the result."), Tone.READY, 3,
        _("Answered, to be read"),
    )
    REFUSED = (
        "refused", _("Refused"), _("Refused"),
        _("%(what)s. Refused on %(answered)s. The commune tells you why and returns held money."),
        Tone.LATE, 3,
    )
    RECALLED = (
        "recalled", _("Recalled"), _("Taken back by the commune"),
        _("%(what)s. The commune has taken the documents back."), Tone.CLOSED, 0,
        _("Ended without an answer"),
    )
    COLLECTED = (
        "collected", _("Back at the commune"), _("Result at the commune"),
        _("%(what)s. The result is at the commune."), Tone.CLOSED, 4, _("Answer read"),
    )
    # fmt: on


FINAL = frozenset({LegState.COLLECTED, LegState.RECALLED, LegState.REFUSED})
AT_AGENCY = tuple(state for state in LegState if state.stage)
"""States in which the agency sees the packet; prepared or recalled ones are hidden from it."""
UNANSWERED = frozenset(state for state in LegState if state.stage in {1, 2})
"""The work of the agency, which is counted; what has been answered grows for ever."""


class LegAction(Term):
    """What a person does to a leg (thao tác trên nhánh), as the journal says it; its icon."""

    icon: str | None

    CONFIRM_LIST = "confirm_list", _("List of children confirmed"), "list"
    SEND = "send", _("Forwarded file sent"), "send"
    RECEIVE = "receive", _("Forwarded file received"), "inbox"
    ASK_COMPLETION = "ask_completion", _("Agency asked to complete the forwarded file"), "note"
    RESEND = "resend", _("Forwarded file completed and sent again"), "send"
    ANSWER = "answer", _("Agency answered"), "check"
    REFUSE = "refuse_leg", _("Agency refused")
    COLLECT = "collect", _("Result collected from the agency"), "inbox"
    NOTE_REFUSAL = "note_refusal", _("Refusal noted"), "note"
    RECALL = "recall", _("Forwarded file recalled"), "undo"
    RECEIVE_ON_PAPER = "receive_on_paper", _("Forwarded file received, by the signed delivery note")
    ANSWER_ON_PAPER = "answer_on_paper", _("Agency answered on paper")
    ASK_ON_PAPER = "ask_on_paper", _("Agency asked on paper to complete the forwarded file")
    REFUSE_ON_PAPER = "refuse_on_paper", _("Agency refused on paper")
    READ_ANSWER = "read_answer", _("Answer of the other commune read")
    ANSWER_BY_LETTER = "answer_by_letter", _("Other commune answered by letter")
    UNDERTAKE = "undertake", _("No answer in time: the person undertakes it")
    LET_GO = "let_go", _("Question to the other commune ended with the dossier")
    UNDO = "undo", _("Step taken back")


class LegCapacity(Term):
    """In which capacity a user acts on a leg (tư cách)."""

    CIVIL_STATUS = "civil_status", _("Justice and civil status officer")
    LABOUR = "labour", _("Labour and social affairs officer")
    RECEPTION = "reception", _("One-stop officer")
    HOLDER = "holder", _("the agency that holds the forwarded file")
    STANDING_IN = "standing_in", _("the justice officer where nobody is posted for labour")
    ON_PAPER = "on_paper", _("the justice officer, by the delivery note that the agency signed")
    SYSTEM = "system", _("by itself")


class LegNeed(Condition):
    """What a step on a leg requires."""

    # fmt: off
    ORIGINAL_HELD = (
        "original_held", _("the commune does not hold the household book and form HK02 yet"),
    )
    LIST_CONFIRMED = "list_confirmed", _("the list of children has not been confirmed yet")
    IS_INSURANCE = "is_insurance", _("only the social insurance has a list"), True
    LIST_NOT_CONFIRMED = "list_not_confirmed", _("the list is already confirmed"), True
    NOT_NOTED = "not_noted", _("the refusal is already noted"), True
    RESULT_GIVEN = "result_given", _("the result has not been written down yet")
    EARLIER_CLOSED = (
        "earlier_closed", _("the agency that comes first has not finished its part yet"),
    )
    PACKET_WHOLE = (
        "packet_whole",
        _("the forwarded file is not as the commune sealed it; ask the commune to recall it"),
    )
    SHEET_SIGNED = (
        "sheet_signed", _(
            "the agency has not signed a delivery note for this forwarded "
            "file"
        ), True,
    )
    IS_AGENCY = "is_agency", _("another commune was asked, not an agency"), True
    IS_INQUIRY = "is_inquiry", _("no other commune was asked"), True
    NO_CORRECTION = (
        "no_correction", _("a correction stands; another correction undoes it"), True,
    )
    DOSSIER_ACCEPTED = "dossier_accepted", _("the dossier has not been accepted yet"), True
    MARITAL_STATUS = (
        "marital_status",
        _(
            "only a marital status may be undertaken; ask the other commune again, and record its"
            " letter"
        ),
        True,
    )
    TIME_OVER = (
        "time_over",
        _("twenty days have not passed yet since the other commune was asked"),
    )
    # fmt: on


class LegEffect(Term):
    """Consequences of a step on a leg, in the same transaction."""

    MAKE_PACKET = "make_packet", _("the forwarded file is made and sealed")
    BOOK_SENT = "book_sent", _("the commune writes down that it was sent")
    BOOK_RECEIVED = "book_received", _("the agency writes down that it was received")
    BOOK_GIVEN_BACK = "book_given_back", _("the agency writes down that it was answered")
    BOOK_FETCHED = "book_fetched", _("the commune writes down that it is back")
    ORIGINALS_TO_AGENCY = "originals_to_agency", _("originals and money held go to the agency")
    RESULTS_TO_COMMUNE = "results_to_commune", _("results come to the commune")
    ORIGINALS_TO_COMMUNE = "originals_to_commune", _("originals come back to the commune")
    FORWARD_DOSSIER = "forward_dossier", _("the dossier is at the agencies")
    CLOSE_IF_ALL_IN = (
        "close_if_all_in",
        _("the result is ready when all forwarded files are closed"),
    )
    REFUND_HELD_FEE = "refund_held_fee", _("money held is given back")
    EXTEND_CHAIN = "extend_chain", _("the limit of the dossier grows by at most two working days")
