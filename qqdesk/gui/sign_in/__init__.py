"""Signing in: the window, the server, its certificate, the password."""
