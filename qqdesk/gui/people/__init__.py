"""Dialogs about people: search, contact requests, blocking, profiles."""
