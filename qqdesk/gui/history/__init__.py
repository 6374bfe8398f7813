"""The history window, and what is done with all messages."""
