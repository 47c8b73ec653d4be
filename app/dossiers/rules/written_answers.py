"""What the written answer to a dossier without a result says (văn bản trả lời).

It is a Vietnamese document by law, so its sentences are data and not translated.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.rules import undo
from app.dossiers.workflow import Action
from app.kernel.i18n import vietnamese
from app.organisation.models import Unit

ONE_STOP = "Điều 6 Quy chế ban hành kèm theo Quyết định số 09/2015/QĐ-TTg"


@dataclass(frozen=True)
class Ending:
    """How a dossier ended: the subject of the letter, what was decided, the article."""

    about: str
    decided: str
    article: str = ""


_NOT_TAKEN = Ending("không tiếp nhận hồ sơ", "không tiếp nhận, giải quyết hồ sơ này", ONE_STOP)
_STOPPED = Ending("dừng giải quyết hồ sơ", "dừng giải quyết hồ sơ này", ONE_STOP)
ENDINGS: Mapping[str, Ending] = {
    Action.REFUSE_INTAKE: _NOT_TAKEN,
    Action.EXPIRE: _NOT_TAKEN,
    Action.STOP: _STOPPED,
    Action.EXPIRE_LATER: _STOPPED,
    Action.REFUSE: Ending("từ chối giải quyết hồ sơ", "từ chối giải quyết hồ sơ này"),
}


def ending(dossier: Dossier) -> Event | None:
    """The step that closed the dossier without a result."""
    standing = undo.standing(dossier.journal)
    return next((event for event in reversed(standing) if event.action in ENDINGS), None)


def refusal_proposed(dossier: Dossier) -> Event | None:
    """The proposal to refuse that lies with the head; None if a signature is proposed."""
    proposals = {Action.PROPOSE, Action.PROPOSE_REFUSAL}
    standing = undo.standing(dossier.journal)
    last = next((event for event in reversed(standing) if event.action in proposals), None)
    return last if last is not None and last.action == Action.PROPOSE_REFUSAL else None


def words_before(dossier: Dossier, action: str) -> Event | None:
    """The step whose reason and article the head's letter takes over."""
    if action == Action.SIGN_WRITTEN_ANSWER:
        return ending(dossier)
    return refusal_proposed(dossier) if action == Action.REFUSE else None


def usual_article(dossier: Dossier, action: str) -> str:
    """The articles that apply if the officer names no other: of the step, of the procedure."""
    of_step = ENDINGS[action].article if action in ENDINGS else ""
    return "; ".join(filter(None, (of_step, dossier.procedure_version.basis)))


def article(dossier: Dossier, action: str) -> str:
    """The article for the form of a step: what the officer who closed it wrote, or the usual."""
    before = words_before(dossier, action)
    if before is not None:
        return str(before.facts.get("article") or usual_article(dossier, before.action))
    return usual_article(dossier, action)


def complaint(commune: Unit) -> str:
    """To whom the citizen may complain, within what time, by which law."""
    head, district = vietnamese.peoples_committee(commune.name), commune.district
    above = district.name if district else "cấp huyện"
    return (
        f"Nếu không đồng ý, ông/bà có quyền khiếu nại lần đầu đến Chủ tịch {head} trong thời hạn"
        " 90 ngày kể từ ngày nhận được văn bản này. Nếu không đồng ý với quyết định giải quyết"
        " khiếu nại lần đầu, hoặc quá thời hạn mà khiếu nại không được giải quyết, ông/bà có quyền"
        f" khiếu nại lần hai đến Chủ tịch {vietnamese.peoples_committee(above)} hoặc khởi kiện vụ"
        f" án hành chính tại Tòa án nhân dân {above} (Điều 7, Điều 9, Điều 17, Điều 18, Điều 33"
        " Luật Khiếu nại năm 2011; Luật Tố tụng hành chính năm 2015)."
    )
