"""The message history: search, export, import and deletion."""
