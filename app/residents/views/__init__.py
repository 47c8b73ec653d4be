"""Screens of the population database."""
