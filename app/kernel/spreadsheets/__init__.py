"""Excel and CSV files, read and written."""
