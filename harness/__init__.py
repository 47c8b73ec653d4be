"""Proofs that take longer than a test may: each has a ``measure()`` that gives its figures."""
