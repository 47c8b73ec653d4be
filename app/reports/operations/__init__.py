"""What is written for reports: counts, issued statistics, requests of persons."""
