"""The window of the place, for its administrators."""
