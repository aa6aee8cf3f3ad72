"""Running a study: batches of futures on some workers, a run's name, and what it leaves on disk."""
