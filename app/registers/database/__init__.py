"""What the database does with books, and what it tells others of them."""

from app.accounts.roles import Role
from app.kernel.row_security.functions import declared
from app.registers.models.closures import BookAction
from app.registers.models.entries import RegisterKind
from app.registers.models.notes import NoteKind

FUNCTIONS = declared(beside=__file__, words=(BookAction, NoteKind, RegisterKind, Role))
