"""Queries across packages: subject access, statistics, message costs."""
