"""Rules for accounts and postings, without a database."""
