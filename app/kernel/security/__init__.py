"""Rate limits, proof of work, encryption at rest and signed tokens."""
