"""Deadlines over a calendar held as data, and their explanation line by line."""
