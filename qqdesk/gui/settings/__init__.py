"""The settings window, built from pages of rows."""
