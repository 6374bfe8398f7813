"""The contact list and the quick switch."""
