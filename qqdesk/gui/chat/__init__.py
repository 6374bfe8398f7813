"""Chat windows with their tabs and pages."""
