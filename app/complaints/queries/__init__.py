"""Queries on complaints and on satisfaction."""
