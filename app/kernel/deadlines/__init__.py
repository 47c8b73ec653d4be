"""Deadlines over a calendar stored as data, and their explanation line by line."""
