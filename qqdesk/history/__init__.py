"""What was said, on disk: one SQLite file an account."""
