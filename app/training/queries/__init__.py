"""Queries of training: participants, classes, papers, certificates."""
