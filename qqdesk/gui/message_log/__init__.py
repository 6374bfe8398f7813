"""The log of a conversation: what is shown, laid out, chosen and copied."""
