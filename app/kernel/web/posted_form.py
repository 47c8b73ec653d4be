"""The submitted form of a request, extracted so that it can be offered again."""

from typing import Any

from flask import current_app, request

LARGEST = 64 * 1024
TOKEN = "csrf_token"  # noqa: S105  # the name of a field

Fields = list[tuple[str, str]]


def posted_fields() -> Fields | None:
    """Names and values of the form in this request; None where they must not be stored.

    Not stored are files, large forms, and forms of views with ``keeps_posts = False`` (passwords).
    """
    view = _view()
    if request.method != "POST" or view is None or not getattr(view, "keeps_posts", True):
        return None
    if (request.content_length or 0) > LARGEST or any(f.filename for f in request.files.values()):
        return None
    return [(name, value) for name, value in request.form.items(multi=True) if name != TOKEN]


def _view() -> Any:
    baseviews = current_app.appbuilder.baseviews  # type: ignore[attr-defined]
    return next((view for view in baseviews if view.endpoint == request.blueprint), None)
