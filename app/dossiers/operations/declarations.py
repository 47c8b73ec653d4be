"""Which declarations a dossier prints, from the papers and questions of its version (tờ khai).

A paper that is printed here has its own form if questions feed one; every other one is the
declaration of the dossier, in the layout of its paper, or as a list where it has none.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from flask_babel import force_locale

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import visits
from app.dossiers.slips import civil_status_declarations, declarations, generic_declaration
from app.dossiers.slips.civil_status_declarations import Declared
from app.dossiers.slips.declaration_layouts import LAYOUTS
from app.dossiers.workflow import SlipKind
from app.kernel.errors import NotFound
from app.kernel.printing.pdf import PrintDocument
from app.organisation import queries as organisation
from app.procedures import queries as procedures
from app.procedures.answers.display import printed_answers
from app.procedures.answers.statement import stated
from app.procedures.models.vocabulary import Must, Original, StandsFor
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import Paper, copies, papers_for


class Own(NamedTuple):
    """A specific form: its kind of paper, what its questions feed, and how it is made."""

    paper: str
    feed: str
    build: Callable[
        [declarations.Answers, declarations.Heading, declarations.Chosen], PrintDocument
    ]


OWN: Mapping[SlipKind, Own] = {
    SlipKind.BIRTH_DECLARATION: Own(
        "birth_declaration", "birth", civil_status_declarations.birth_declaration
    ),
    SlipKind.HOUSEHOLD_NOTICE: Own("hk02", "hk02", declarations.household_notice),
    SlipKind.INSURANCE_DECLARATION: Own("tk1", "tk1", declarations.insurance_declaration),
}
FEEDS_DECLARATION = "declaration"
"""The ``feeds`` value of the questions of a list, and of what a layout does not have."""
ELSEWHERE = (
    StandsFor.COPIES,
    StandsFor.EXEMPTION,
    StandsFor.VISIT_DAY,
    StandsFor.VISIT_TIME,
)
"""Answers that have a fixed place in the general declaration, or none."""
SIDES = ("Bên thứ nhất", "Bên thứ hai")
"""Headings of the two people where one section asks for both."""


def offered(dossier: Dossier) -> dict[SlipKind, str]:
    form = procedures.form(dossier.procedure_version)
    made = _made(dossier, form)
    own = {kind: "" for kind in OWN if any(own_form(paper, form) is kind for paper in made)}
    general = _general(made, form)
    return {**own, SlipKind.DECLARATION: general.name} if general else own


def own_form(paper: Paper, form: Form) -> SlipKind | None:
    """The specific form of this paper; None if it is printed as the general declaration."""
    fed = {feed for question in form.questions for feed in question.feeds}
    found = (kind for kind, own in OWN.items() if paper.key == own.paper and own.feed in fed)
    return next(found, None)


def _made(dossier: Dossier, form: Form) -> list[Paper]:
    return [paper for paper in papers_for(form, dossier.answers) if paper.must is Must.MADE]


def _general(made: Sequence[Paper], form: Form) -> Paper | None:
    return next((paper for paper in made if own_form(paper, form) is None), None)


def _filled(kind: SlipKind) -> Callable[[Dossier], PrintDocument]:
    def make(dossier: Dossier) -> PrintDocument:
        form = procedures.form(dossier.procedure_version)
        said = _printed(dossier, form)
        return OWN[kind].build(said, _heading(dossier), form.completed(dossier.answers))

    return make


def _declaration(dossier: Dossier) -> PrintDocument:
    form = procedures.form(dossier.procedure_version)
    paper = _general(_made(dossier, form), form)
    if paper is None:
        raise NotFound
    asks = StandsFor.COPIES in form.keys
    wanted = copies(form, dossier.answers) if asks else None
    around = procedures.surroundings(dossier.commune)
    feeds = (paper.key, FEEDS_DECLARATION)
    parts = stated(form, dossier.answers, around, feeds, but=ELSEWHERE, whole=True)
    if paper.key in LAYOUTS:
        named = any(feed in question.feeds for question in form.questions for feed in feeds)
        declared = Declared(
            _printed(dossier, form),
            _heading(dossier),
            form.completed(dossier.answers),
            _attached(dossier, form),
            [line for part in parts for row in part.rows for line in row] if named else (),
        )
        return civil_status_declarations.declaration(paper.key, paper.name, declared, wanted)
    said = generic_declaration.Declaration(
        title=paper.name,
        parts=parts,
        signers=_signers(dossier, form),
        copies=wanted,
    )
    return generic_declaration.declaration(said, _heading(dossier))


def _printed(dossier: Dossier, form: Form) -> Mapping[str, str]:
    around = procedures.surroundings(dossier.commune)
    with force_locale("vi"):
        return printed_answers(form, dossier.answers, around)


def _attached(dossier: Dossier, form: Form) -> list[str]:
    """The papers handed over with the declaration; those only shown stay with the citizen."""
    papers = papers_for(form, dossier.answers)
    return [
        paper.name
        for paper in papers
        if paper.must is Must.REQUIRED and paper.original is not Original.SHOWN
    ]


def _signers(dossier: Dossier, form: Form) -> Sequence[generic_declaration.Signer]:
    """The applicant, or both people where both must come (Luật Hộ tịch Đ18, Đ25)."""
    two = visits.the_two(dossier)
    if not two:
        return [generic_declaration.Signer("", dossier.applicant_name)]
    titles = [_title(form, key) for key, _name in two]
    sides = titles if len(set(titles)) == len(SIDES) else SIDES
    return [
        generic_declaration.Signer(side, name)
        for side, (_key, name) in zip(sides, two, strict=True)
    ]


def _title(form: Form, key: str) -> str:
    section = form.section(form.by_key[key].section) if key else None
    return section.title if section else ""


def _heading(dossier: Dossier) -> declarations.Heading:
    district = dossier.commune.district
    agencies = organisation.agency_names(dossier.commune.district_id)
    return declarations.Heading(
        commune=dossier.commune.name,
        district=district.name if district else "",
        police=agencies.get("police", ""),
        insurance=agencies.get("insurance", ""),
        code=dossier.code,
    )


MAKERS: Mapping[SlipKind, Callable[[Dossier], PrintDocument]] = {
    SlipKind.DECLARATION: _declaration,
    **{kind: _filled(kind) for kind in OWN},
}
