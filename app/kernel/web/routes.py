"""Addresses of officers' pages."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_appbuilder import expose, has_access
from flask_appbuilder.security.decorators import permission_name

GET = ("GET",)


def route(
    url: str, *, verb: str | None = None, methods: Sequence[str] = GET
) -> Callable[[Any], Any]:
    """Declare the address of a method, for people with this verb on the noun of its view.

    Without a verb the name of the method is the verb. Flask-AppBuilder has a decorator for each
    part; together they cannot leave an address without its guard.
    """

    def declare(method: Any) -> Any:
        if verb:
            method = permission_name(verb)(method)
        return expose(url, methods)(has_access(method))

    return declare
