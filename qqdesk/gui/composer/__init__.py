"""The input of a chat, with emoji and sending."""
