"""Civil-status books, entries and certificates."""
