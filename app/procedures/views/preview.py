"""Preview of a version: every section as citizens will see it, validated, nothing stored.

The answers are carried by the page, encrypted; they are in no table and no session.
"""

import json
import zlib
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for

from app.kernel import clock
from app.kernel.deadlines.deadline import Limit, LimitUnit
from app.kernel.errors import DomainError
from app.kernel.security import encryption
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.procedures import catalogue, queries
from app.procedures.answers.display import answers_summary
from app.procedures.forms import section_form
from app.procedures.models.versions import Version
from app.procedures.rules.compiler import compiled
from app.procedures.rules.form import Form, Surroundings
from app.procedures.rules.papers_and_fees import fees_for, limits, papers_for
from app.procedures.views.labels import label_of

SEALED_FOR = "preview"
KEPT_SECONDS = 4 * 60 * 60
ANSWERS, SECTION, BACK = "cau_tra_loi", "phan", "quay_lai"


@dataclass(frozen=True)
class Trial:
    """A version in preview, with the answers so far."""

    version: Version
    spec: Form
    around: Surroundings
    answers: dict[str, Any]

    @property
    def sealed(self) -> str:
        packed = zlib.compress(json.dumps([self.version.id, self.answers]).encode(), 9)
        return encryption.seal(SEALED_FOR, packed).decode()

    def next_after(self, key: str | None) -> str | None:
        """The key of the next section; the first one after None."""
        order = [page.key for page in self.spec.all_pages]
        pages = [page.key for page in self.spec.pages(self.answers)]
        rest = order[order.index(key) + 1 :] if key in order else order
        return next((other for other in rest if other in pages), None)

    def place_of(self, key: str) -> tuple[int, int]:
        pages = [page.key for page in self.spec.pages(self.answers)]
        return (pages.index(key) + 1 if key in pages else 1), len(pages) + 1


class Preview(GeneratedView):
    """Mixin of the view of versions that previews them."""

    @property
    def keeps_posts(self) -> bool:
        """Previews are not stored as pending forms, even when the session has ended."""
        return not (bool(request) and (request.endpoint or "").endswith(".preview"))

    @route("/xem-thu/<pk>", verb="edit", methods=["GET", "POST"])
    def preview(self, pk: str) -> Any:
        """Show a page of the declaration; after valid answers, the next page."""
        version: Version = self.find(pk)
        try:
            spec = Form.parse(_document(version))
        except DomainError:  # the publication page reports what is wrong
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
        section = trial.spec.page_of[key]
        return self.render_template(
            "procedures/preview.html", form=form, section=section, n=n, total=total, **given
        )

    def _end(self, trial: Trial, given: dict[str, Any]) -> Any:
        """The consequences of these answers: papers, fees, limits."""
        return self.render_template(
            "procedures/preview_end.html",
            summary=answers_summary(trial.spec, trial.answers, trial.around),
            papers=papers_for(trial.spec, trial.answers),
            fees=fees_for(trial.spec, trial.answers, clock.today()),
            limits=[(label_of(s), _limit(each)) for s, each in limits(trial.spec).items()],
            **given,
        )


def _limit(limit: Limit) -> str:
    """A time limit as text; a same-day limit has no number."""
    unit = str(label_of(limit.unit))
    return unit if limit.unit is LimitUnit.SAME_DAY else f"{limit.amount} {unit}"


def _document(version: Version) -> Any:
    return version.compiled or compiled(queries.whole(version.id), catalogue.lists())


def _unsealed(version: Version) -> dict[str, Any]:
    """The answers carried by the page; none if too old, or of another version."""
    words = request.form.get(ANSWERS, "").encode()
    packed = encryption.unseal(SEALED_FOR, words, within_seconds=KEPT_SECONDS) if words else None
    key, answers = json.loads(zlib.decompress(packed)) if packed else (None, {})
    return answers if key == version.id else {}
