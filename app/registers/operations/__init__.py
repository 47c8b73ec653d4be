"""Operations on entries: numbered and frozen at signing, completed and copied later."""

from app.registers.operations.copies import copy_of
from app.registers.operations.personal_numbers import ask_for_numbers, complete
from app.registers.operations.registration import preview, register

__all__ = ["ask_for_numbers", "complete", "copy_of", "preview", "register"]
