"""Files that a stranger would send to do harm."""
