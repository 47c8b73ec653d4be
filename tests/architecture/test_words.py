"""One word for one thing: the table of words holds in both languages."""

from harness.stage.forbidden_words import forbidden_words


def test_no_forbidden_word_is_read() -> None:
    """Each finding names the word to use instead."""
    assert not (found := forbidden_words()), "\n".join(found)
