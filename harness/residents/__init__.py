"""The population database under load: import, lookups, quality of matching."""
