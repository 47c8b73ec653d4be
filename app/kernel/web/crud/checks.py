"""Checks of a generated view at start: titles, labels, columns and scope are declared."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy.orm import RelationshipDirection

from app.kernel.web.forms.model_form import Undeclared


def check_declaration(view: Any, generated: type) -> None:
    """Check everything that a view must declare.

    Raises:
        Undeclared: with all missing declarations.
    """
    faults = list(_faults(view, generated))
    if faults:
        raise Undeclared(f"{type(view).__name__}: " + "; ".join(faults))


def _faults(view: Any, generated: Any) -> Iterator[str]:
    if type(view).scope is generated.scope:
        yield "no scope"
    titles = {"list_title", "show_title"}
    titles |= {f"{verb}_title" for verb in ("add", "edit") if verb in view.writes}
    missing = (title for title in sorted(titles) if not getattr(view, title))
    yield from (f"no {title} (the model’s __noun__ gives all of them)" for title in missing)
    needed = {"list_columns", "show_columns"}
    needed |= {f"{verb}_columns" for verb in ("add", "edit") if verb in view.writes}
    yield from (f"no {name}" for name in sorted(needed) if not _columns(view, name))
    if view.search_columns is None:
        yield "no search_columns (an empty list is an answer)"
    if not view.base_order:
        yield "no base_order"
    shown = declared_columns(view)
    labels = view.label_columns or {}
    yield from (f"no label for {column}" for column in sorted(shown - set(labels)))
    by_step = set(getattr(view.datamodel.obj, "__moved_by_steps__", ()))
    written = {c for verb in ("add", "edit") for c in _columns(view, f"{verb}_columns")}
    yield from (f"{column} is moved by steps only" for column in sorted(by_step & written))
    yield from _order_faults(view)
    if "delete" in view.writes:
        yield from _delete_faults(view)


def _order_faults(view: Any) -> Iterator[str]:
    """Only columns, and columns of a relation, can be ordered by."""
    for column in view.order_columns or ():
        head, _dot, leaf = column.partition(".")
        model = view.datamodel.obj
        if leaf and view.datamodel.is_relation_many_to_one(head):
            model, head = view.datamodel.get_related_model(head), leaf
        if head not in model.__mapper__.columns:
            yield f"cannot order by {column}"


def _delete_faults(view: Any) -> Iterator[str]:
    """Related rows must be deleted too, or block the deletion; they are never detached.

    By default SQLAlchemy sets their foreign keys to NULL before the delete, and row-level security
    and NOT NULL then fail with unrelated errors.
    """
    for relation in view.datamodel.obj.__mapper__.relationships:
        is_below = relation.direction is RelationshipDirection.ONETOMANY and not relation.viewonly
        if is_below and not relation.cascade.delete and relation.passive_deletes != "all":
            yield f'deleting would cut off {relation.key} (say passive_deletes="all")'


def declared_columns(view: Any) -> set[str]:
    """All columns that the view shows, asks for or searches."""
    names = ["list_columns", "show_columns", "search_columns"]
    names += [f"{verb}_columns" for verb in ("add", "edit") if verb in view.writes]
    return {column for name in names for column in _columns(view, name)}


def _columns(view: Any, name: str) -> Iterable[str]:
    fieldsets = getattr(view, name.replace("_columns", "_fieldsets"), None)
    if fieldsets:
        return [column for _title, box in fieldsets for column in box["fields"]]
    return getattr(view, name) or ()
