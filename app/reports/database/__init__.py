"""What subject access gathers."""

from __future__ import annotations

from app.kernel.row_security.functions import declared

FUNCTIONS = declared(beside=__file__)
