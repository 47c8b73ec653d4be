"""The job queue and scheduled jobs."""
