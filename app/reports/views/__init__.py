"""Pages of the reports: subject access, statistics, channels, message costs."""
