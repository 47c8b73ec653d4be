"""A version as citizens will meet it: every section, checked like the real one, and nothing kept.

The answers travel in the page, sealed; they are in no table and no session.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.security.decorators import permission_name

from app.kernel import clock
from app.kernel.deadlines.deadline import Limit, LimitUnit
from app.kernel.errors import DomainError
from app.kernel.security import encryption
from app.kernel.web.crud.scope import ScopedView
from app.organisation import queries as organisation
from app.procedures import catalogue, queries
from app.procedures.answers import answers_summary
from app.procedures.forms import section_form
from app.procedures.models import Version
from app.procedures.rules import Form, Surroundings, compiled, fees_for, limits, papers_for
from app.procedures.views.labels import label_of

SEALED_FOR = "preview"
KEPT_SECONDS = 4 * 60 * 60
ANSWERS, SECTION, BACK = "cau_tra_loi", "phan", "quay_lai"


@dataclass(frozen=True)
class Trial:
    """A version that is tried out."""

    version: Version
    spec: Form
    around: Surroundings
    answers: dict[str, Any]

    @property
    def sealed(self) -> str:
        """The answers, for the next page."""
        packed = zlib.compress(json.dumps([self.version.id, self.answers]).encode(), 9)
        return encryption.seal(SEALED_FOR, packed).decode()

    def next_after(self, key: str | None) -> str | None:
        """The section that follows; the first one after None."""
        order = [section.key for section in self.spec.sections]
        pages = [section.key for section in self.spec.pages(self.answers)]
        rest = order[order.index(key) + 1 :] if key in order else order
        return next((other for other in rest if other in pages), None)

    def place_of(self, key: str) -> tuple[int, int]:
        """Which page this is, of how many."""
        pages = [section.key for section in self.spec.pages(self.answers)]
        return (pages.index(key) + 1 if key in pages else 1), len(pages) + 1


class Preview(ScopedView):
    """Mixin of the view of versions."""

    @property
    def keeps_posts(self) -> bool:
        """What is tried out here is not kept for later, not even when the session is over."""
        return not (bool(request) and (request.endpoint or "").endswith(".preview"))

    @expose("/xem-thu/<pk>", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def preview(self, pk: str) -> Any:
        """A page of the declaration; with answers that fit, the page after it."""
        version: Version = self.find(pk)
        try:
            spec = Form.parse(_document(version))
        except DomainError:  # the page that publishes says what is wrong
            return redirect(url_for("VersionView.publish", pk=version.id))
        commune = organisation.communes()[0]
        trial = Trial(version, spec, queries.surroundings(commune), _unsealed(version))
        if request.method == "GET" or BACK in request.form:
            return self._page(trial, trial.next_after(None))
        return self._answered(trial, request.form.get(SECTION, "")[:60])

    def _answered(self, trial: Trial, key: str) -> Any:
        made = section_form(trial.spec, key, trial.answers, context=trial.around)
        if made is None:
            return self._page(trial, trial.next_after(None))
        form = made()
        if not form.validate_on_submit():
            return self._page(trial, key, form)
        further = Trial(trial.version, trial.spec, trial.around, form.answers())
        return self._page(further, further.next_after(key))

    def _page(self, trial: Trial, key: str | None, form: Any = None) -> Any:
        given = {
            "trial": trial,
            "version": trial.version,
            "names": {"answers": ANSWERS, "section": SECTION, "back": BACK},
            "leave": url_for("VersionView.show", pk=trial.version.id),
        }
        if key is None:
            return self._end(trial, given)
        if form is None:
            made = section_form(trial.spec, key, trial.answers, context=trial.around)
            form = made(formdata=None) if made else None
        n, total = trial.place_of(key)
        section = trial.spec.section(key)
        return self.render_template(
            "procedures/preview.html", form=form, section=section, n=n, total=total, **given
        )

    def _end(self, trial: Trial, given: dict[str, Any]) -> Any:
        """What would follow from these answers: papers, fees, limits."""
        return self.render_template(
            "procedures/preview_end.html",
            summary=answers_summary(trial.spec, trial.answers, trial.around),
            papers=papers_for(trial.spec, trial.answers),
            fees=fees_for(trial.spec, trial.answers, clock.today()),
            limits=[(label_of(s), _limit(each)) for s, each in limits(trial.spec).items()],
            **given,
        )


def _limit(limit: Limit) -> str:
    """How long, in words; what is done on the same day has no number."""
    unit = str(label_of(limit.unit))
    return unit if limit.unit is LimitUnit.SAME_DAY else f"{limit.amount} {unit}"


def _document(version: Version) -> Any:
    return version.compiled or compiled(queries.whole(version.id), catalogue.lists())


def _unsealed(version: Version) -> dict[str, Any]:
    """The answers that the page carried; none if they are too old, or another version's."""
    words = request.form.get(ANSWERS, "").encode()
    packed = encryption.unseal(SEALED_FOR, words, within_seconds=KEPT_SECONDS) if words else None
    key, answers = json.loads(zlib.decompress(packed)) if packed else (None, {})
    return answers if key == version.id else {}
