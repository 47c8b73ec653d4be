"""WHAT STANDS FOR EVER: civil-status books, entries and certificates."""
