"""The population database under load: import, quality of matching."""
