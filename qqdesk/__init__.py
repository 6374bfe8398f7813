"""qqdesk: a desktop messenger with a contact list, tabs and faces, on a server of your own."""

__version__ = "0.1.0"
