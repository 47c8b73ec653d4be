"""What classes, exam papers and certificates tell whom."""

from app.kernel.row_security.functions import declared

FUNCTIONS = declared(beside=__file__)
