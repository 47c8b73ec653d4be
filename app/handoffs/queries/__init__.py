"""Queries on legs, packets, sheets and ledgers."""
