"""The items of a supplement, and whether each has arrived (phiếu yêu cầu bổ sung, Mẫu 02).

An uploaded paper or a corrected declaration answers its item automatically; anything else is
recorded item by item.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, PaperKind, Supplement
from app.dossiers.workflow import Action
from app.procedures.models.vocabulary import Must
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import papers as papers_of
from app.procedures.rules.papers_and_fees import papers_for


class SupplementSubject(StrEnum):
    """The subject of an item: a paper, a field of the declaration, or anything else (nội dung)."""

    PAPER = "paper"
    FIELD = "field"
    OTHER = "other"


class How(StrEnum):
    """How an item was answered (cách bổ sung)."""

    FILED = "filed"
    CORRECTED = "corrected"
    BROUGHT = "brought"
    SAID = "said"


HOW_LABELS: Mapping[How, LazyString] = {
    How.FILED: _("file sent"),
    How.CORRECTED: _("declaration corrected"),
    How.BROUGHT: _("brought to the desk"),
    How.SAID: _("answered in words"),
}

CORRECTIONS = frozenset({Action.CORRECT, Action.REVISE})


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One missing item: its subject, what is wrong with it, what the citizen should do."""

    about: SupplementSubject
    key: str = ""
    """The key of the paper or the question; empty for anything else."""
    wrong: str
    todo: str

    def kept(self) -> dict[str, str]:
        return {name: str(word) for name, word in asdict(self).items()}

    @property
    def anchor(self) -> str:
        """A unique identifier of the subject: a key may name both a paper and a field."""
        return f"{self.about}:{self.key}"


@dataclass(frozen=True, kw_only=True)
class Item(Asking):
    """An item of a list in its current state: ``how`` is None while nothing has arrived."""

    n: int
    label: str
    how: How | None
    said: str


def subjects(dossier: Dossier) -> dict[str, str]:
    """Possible subjects by anchor: papers that citizens send, and questions."""
    form = Form.of(dossier.procedure_version.compiled)
    papers = papers_for(form, dossier.answers)
    return {
        **{f"{SupplementSubject.PAPER}:{p.key}": p.name for p in papers if p.must is not Must.MADE},
        **{f"{SupplementSubject.FIELD}:{q.key}": q.label for q in form.asked(dossier.answers)},
    }


def items(dossier: Dossier, supplement: Supplement) -> tuple[Item, ...]:
    form = Form.of(dossier.procedure_version.compiled)
    names = {paper.key: paper.name for paper in papers_of(form)}
    labels = {question.key: question.label for question in form.questions}
    found = []
    for n, kept in enumerate(supplement.items, 1):
        asking = Asking(
            about=SupplementSubject(kept["about"]),
            key=kept["key"],
            wrong=kept["wrong"],
            todo=kept["todo"],
        )
        answer = supplement.answers.get(str(n), {})
        how = How(answer["how"]) if "how" in answer else _come(dossier, supplement, asking)
        label = (labels if asking.about is SupplementSubject.FIELD else names).get(asking.key, "")
        said = answer.get("said", "")
        found.append(Item(**asdict(asking), n=n, label=label, how=how, said=said))
    return tuple(found)


def open_items(dossier: Dossier) -> tuple[Item, ...]:
    if not dossier.supplements:
        return ()
    return tuple(item for item in items(dossier, dossier.supplements[-1]) if item.how is None)


def _come(dossier: Dossier, supplement: Supplement, asking: Asking) -> How | None:
    """How the dossier's own papers and answers settle an item."""
    since = supplement.asked_at
    if asking.about is SupplementSubject.PAPER and any(
        paper.kind is PaperKind.FILED and paper.key == asking.key and paper.filed_at > since
        for paper in dossier.papers
        if paper.storage_key
    ):
        return How.FILED
    if asking.about is SupplementSubject.FIELD and any(
        event.action in CORRECTIONS and asking.key in event.facts.get("fields", ())
        for event in dossier.journal
        if event.at > since
    ):
        return How.CORRECTED
    return None
