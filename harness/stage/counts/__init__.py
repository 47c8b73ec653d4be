"""Counts of reports, made in another way than theirs."""
