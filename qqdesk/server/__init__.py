"""The server: handlers, storage and listener."""
