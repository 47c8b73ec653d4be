"""What subject access gathers."""

from app.kernel.row_security.functions import declared

FUNCTIONS = declared(beside=__file__)
