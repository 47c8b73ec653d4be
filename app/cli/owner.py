"""Commands that run as the owner of the database, on the server itself."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click

from app.kernel.row_security import request_scope


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the database owner, or name the missing setting."""
    with ExitStack() as work:
        try:
            work.enter_context(request_scope.as_owner())
        except LookupError as missing:
            raise click.UsageError(f"{missing} is needed: this is work for the owner.") from missing
        yield
