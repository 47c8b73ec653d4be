"""The only ways to a resident: a look-up that is logged, and its answer."""

from app.kernel.row_security.functions import declared

TOO_MANY = "MC030"
"""SQLSTATE when the hourly limit of thirty look-ups is exceeded."""
FUNCTIONS = declared(beside=__file__)
