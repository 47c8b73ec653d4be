"""The population database, its look-ups and their log."""
