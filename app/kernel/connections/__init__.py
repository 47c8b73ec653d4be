"""Connections of a process to the database: the pool, and a standby for pages that only read."""
