"""Crash tests: killed processes, forms sent twenty times at once."""
