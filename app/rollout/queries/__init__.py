"""Queries of the roll-out."""
