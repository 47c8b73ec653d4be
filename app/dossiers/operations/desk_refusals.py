"""Written refusals to those whose request is not taken in at the desk (từ chối tại quầy).

No dossier exists; the head of the commune signs the printed letter (Luật Hộ tịch Đ5.2).
"""

from dataclasses import dataclass
from uuid import uuid4

from app.dossiers.models.slips import Slip
from app.dossiers.operations.slip_issue import Issuer, issue
from app.dossiers.rules import written_answers
from app.dossiers.slips import letters
from app.dossiers.workflow import SlipKind
from app.kernel import clock
from app.organisation.models import Unit


@dataclass(frozen=True, kw_only=True)
class DeskRefusal:
    """Who asked for what, why it is refused, by which article, and where to go instead."""

    applicant: str
    address: str
    request: str
    reason: str
    article: str
    instead: str


def issue_refusal(commune: Unit, words: DeskRefusal, *, by: Issuer) -> Slip:
    """Issue the letter under the commune's next number of written answers."""
    now = clock.now()
    letter = letters.Letter(
        commune=commune.name, code="", applicant=words.applicant, request=words.request,
        written_at=now, address=words.address,
    )  # fmt: skip
    answer = letters.WrittenAnswer(
        received_at=now,
        about="không tiếp nhận yêu cầu",
        decided="không tiếp nhận, giải quyết yêu cầu này",
        reason=words.reason,
        article=words.article,
        complaint=written_answers.complaint(commune),
        instead=words.instead,
        signed=False,
    )
    sheet = letters.written_answer(letter, answer)
    # each letter is a subject of its own, so that none replaces another person's
    return issue(SlipKind.WRITTEN_ANSWER, sheet, of=commune, by=by, about=uuid4())
