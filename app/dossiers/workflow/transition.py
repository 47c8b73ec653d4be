"""The row type of the workflow table."""

from dataclasses import dataclass

from app.dossiers.workflow.slips import SlipKind
from app.dossiers.workflow.vocabulary import Action, Capacity, Effect, Need, State
from app.kernel.workflow import table
from app.notifications.vocabulary import MessageKind


@dataclass(frozen=True, kw_only=True)
class Transition(table.Transition[State, Action, Capacity, Need, Effect]):
    """One step on a dossier, with all that it writes, prints and sends."""

    slip: SlipKind | None = None
    """The slip that ``Effect.ISSUE_SLIP`` issues."""
    tells: MessageKind | None = None
    """The notice that ``Effect.TELL_APPLICANT`` sends; its text belongs to ``notifications``."""
    names_article: bool = False
    """The officer names the article of the law, which the written answer prints."""
    in_person: bool = False
    """The citizen is there and hears the news: nobody has to call them."""
