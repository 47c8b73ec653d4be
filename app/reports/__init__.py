"""Reports across packages: subject access, statistics, channels, message costs."""
