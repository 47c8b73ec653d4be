"""What satisfaction tells whom: counts and words by fives."""

from app.accounts.roles import Role
from app.complaints.vocabulary import Satisfied
from app.kernel.row_security.functions import declared

FUNCTIONS = declared(beside=__file__, words=(Role, Satisfied))
