"""The pages of a form around a draft: which there are, which is next, where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.dossiers.models.dossier import Draft
from app.procedures import queries as procedures
from app.procedures.answers.validation import validate_answers
from app.procedures.rules.form import Form, Section, Surroundings

CHANGING = "sua"
"""The argument to return to the summary after this page."""
TYPICAL = {"birth_proof": "notification", "parents": "married", "applicant_relation": "mother"}
"""The most common answers, to predict papers and pages before all questions are answered."""


@dataclass(frozen=True)
class Way:
    """Where the pages of a form are: a section, what follows the last one, the summary."""

    section: str
    after: str
    summary: str
    pages_after: int


FILING = Way("citizen.section", "citizen.papers", "citizen.check", pages_after=2)
SAVING = "citizen.save_section"
CORRECTING = Way("citizen.correct_section", "citizen.correct", "citizen.correct", pages_after=0)


@dataclass(frozen=True)
class FormPages:
    """A draft with its questions and the commune's data that they need."""

    draft: Draft
    spec: Form
    around: Surroundings
    way: Way

    @classmethod
    def of(cls, draft: Draft, way: Way = FILING) -> FormPages:
        """Load the data of a draft; three statements."""
        around = procedures.surroundings(draft.commune)
        return cls(draft, procedures.form(draft.version), around, way)

    @property
    def pages(self) -> list[str]:
        return [page.key for page in self.spec.pages(self.draft.answers)]

    @property
    def expected(self) -> list[str]:
        """The pages that will probably apply: their number should not grow."""
        return [page.key for page in self.spec.pages({**TYPICAL, **self.draft.answers})]

    def section_of(self, key: str) -> Section | None:
        """The section in which a question stands."""
        return self.spec.section(self.spec.by_key[key].section)

    @property
    def steps(self) -> int:
        return len(self.expected) + self.way.pages_after

    @property
    def faults(self) -> dict[str, list[str]]:
        return validate_answers(self.spec, self.draft.answers, self.around)

    def page_of(self, key: str) -> str:
        """The page on which a question is asked."""
        return self.spec.page_of[self.spec.by_key[key].section].key

    def change(self, section: str) -> str | None:
        """Where the answers of a section are changed, to come back to the summary."""
        page = self.spec.page_of[section].key
        here = {CHANGING: 1, "_anchor": f"muc-{section}"}
        return self.address(page, **here) if page in self.pages else None

    def first_open(self) -> str | None:
        wrong = {self.page_of(key) for key in self.faults}
        done = set(self.draft.completed_sections)
        return next((key for key in self.pages if key not in done or key in wrong), None)

    def neighbour(self, key: str, step: int) -> str | None:
        order = [page.key for page in self.spec.all_pages]
        pages = self.pages
        around = order[order.index(key) + 1 :] if step > 0 else order[: order.index(key)][::-1]
        return next((other for other in around if other in pages), None)

    def address(self, key: str | None, **more: Any) -> str:
        """The address of a section; without a key, what follows the last one."""
        if key is None:
            return url_for(self.way.after)
        return url_for(self.way.section, section=key, **more)
