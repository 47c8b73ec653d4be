"""What proofs and tests stand on: systems, databases, people and dossiers, visitors, kills.

It imports neither the proofs nor the tests.
"""
