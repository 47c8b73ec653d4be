"""The worker process: its loop, the log of its runs, its monitoring."""
