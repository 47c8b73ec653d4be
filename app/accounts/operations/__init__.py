"""Operations on staff, postings, accounts and sessions. Nothing here commits."""
