"""What a citizen learns of the registers."""

from app.kernel.row_security.functions import declared

FUNCTIONS = declared(beside=__file__)
