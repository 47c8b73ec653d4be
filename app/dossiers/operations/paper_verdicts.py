"""What the desk found of a document: in order, or not and why (giấy tờ đạt, chưa đạt)."""

from flask_babel import lazy_gettext as _

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier, Paper, PaperVerdict
from app.dossiers.rules import StepActor
from app.kernel.errors import NotAllowed, Refused

WHY_LONGEST = 300


def judge(
    dossier: Dossier, paper: Paper, verdict: PaperVerdict, why: str, *, by: StepActor
) -> None:
    """Keep what was found; a later finding replaces it.

    Raises:
        NotAllowed: the person does not examine this document, or no longer.
        Refused: what is wrong has not been said.
    """
    if not rules.may_judge_papers(dossier, by) or paper not in rules.papers_to_judge(dossier):
        raise NotAllowed
    said = why.strip()
    if verdict is PaperVerdict.UNSOUND and not said:
        raise Refused(
            _("Say what is wrong with “%(paper)s”: the request to the citizen takes it over."),
            status=422,
            paper=paper.name,
        )
    paper.verdict = verdict
    paper.verdict_note = said if verdict is PaperVerdict.UNSOUND else None
