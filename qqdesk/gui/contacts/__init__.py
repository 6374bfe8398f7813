"""The list of contacts, and the way to one of them by name."""
