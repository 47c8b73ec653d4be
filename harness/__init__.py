"""Long-running proofs and measurements; ``measure()`` of each returns its metrics."""
