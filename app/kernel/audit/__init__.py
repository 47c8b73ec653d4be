"""Access log, change log and the hash chain that seals the journals."""
