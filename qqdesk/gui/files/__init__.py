"""The window with all pictures and files of a conversation."""
