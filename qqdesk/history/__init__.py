"""The message history on disk: one SQLite file per account."""
