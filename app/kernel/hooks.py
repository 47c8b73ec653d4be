"""Hooks: a lower package declares a vocabulary, a higher one registers what each word does.

A hook has one handler for each word. Packages name theirs in ``registration.py``, and only
``create_app()`` registers them; ``tests/architecture/test_hooks.py`` proves that each word has one.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

Word = TypeVar("Word", bound=StrEnum)
Handler = TypeVar("Handler")


class Hook(Generic[Word, Handler]):
    """One handler for each word of a vocabulary."""

    def __init__(self, words: type[Word]) -> None:
        self.words = words
        self._handlers: dict[Word, Handler] = {}

    def register(self, word: Word, handler: Handler) -> None:
        """Register the handler of a word; registering the same one twice changes nothing.

        Raises:
            ValueError: the word already has another handler.
        """
        if self._handlers.setdefault(word, handler) is not handler:
            raise ValueError(f"{word} already has a handler")

    def handlers(self, handlers: Mapping[Word, Handler]) -> Callable[[], None]:
        """What a package announces: calling it registers these handlers."""

        def register() -> None:
            for word, handler in handlers.items():
                self.register(word, handler)

        return register

    def __getitem__(self, word: Word) -> Handler:
        return self._handlers[word]

    def unregistered(self) -> frozenset[Word]:
        return frozenset(self.words) - self._handlers.keys()
