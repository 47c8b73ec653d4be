"""Drafts at the desk: originals that were compared, and declarations of twins."""

from collections.abc import Collection
from uuid import UUID

from app.dossiers.models.dossier import Custody, Dossier, Draft, Paper, PaperKind
from app.dossiers.operations.submission import detach
from app.kernel import clock
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import Must
from app.procedures.rules.papers_and_fees import papers_for

OWN_OF_A_CHILD = frozenset({"child_name", "child_sex", "child_born_at", "birth_proof_number"})
"""What siblings of one birth do not share; each has a birth notification of its own."""
TOGETHER, ALONE = "births_together", "1"
"""The question of how many were born, and the answer for a single birth."""
SECTIONS_OF_A_CHILD = frozenset({"child", "birth"})


def note_originals(draft: Draft, seen: Collection[str], *, by: UUID) -> None:
    """Record that the originals of exactly these papers were compared at the desk.

    A paper without an uploaded file gets a row when its original is seen.
    """
    there = {paper.key for paper in draft.papers}
    wanted = {
        paper.key: paper.name
        for paper in papers_for(procedures.form(draft.version), draft.answers)
        if paper.must is not Must.MADE and paper.key in seen
    }
    for key in wanted.keys() - there:
        draft.papers.append(
            Paper(
                kind=PaperKind.FILED,
                key=key,
                name=wanted[key],
                filed_at=clock.now(),
                custody=Custody.CITIZEN,
            )
        )
    pictured = {paper.key for paper in draft.papers if paper.storage_key}
    for paper in list(draft.papers):
        if paper.storage_key is None and (paper.key not in wanted or paper.key in pictured):
            detach(draft, paper.id)
        elif paper.key in wanted:
            paper.original_seen_at = paper.original_seen_at or clock.now()
            paper.original_seen_by_id = paper.original_seen_by_id or by
        else:
            paper.original_seen_at = paper.original_seen_by_id = None


def may_have_twins(dossier: Dossier) -> bool:
    return TOGETHER in procedures.form(dossier.procedure_version).by_key


def has_twins(dossier: Dossier) -> bool:
    """Whether the declaration states a multiple birth (sinh đôi, sinh ba)."""
    return may_have_twins(dossier) and dossier.answers.get(TOGETHER, ALONE) != ALONE


def as_a_twin(draft: Draft, of: Dossier) -> None:
    """Copy what was declared for another child of the same birth (trẻ sinh cùng lần).

    The child's own data are left out, and so are the papers: each dossier has its own.
    """
    answers = {key: value for key, value in of.answers.items() if key not in OWN_OF_A_CHILD}
    pages = procedures.form(draft.version).pages(answers)
    draft.answers = answers
    draft.completed_sections = [page.key for page in pages if page.key not in SECTIONS_OF_A_CHILD]
