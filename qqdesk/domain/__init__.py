"""People, messages, conversations: what the program is about, with no library and no I/O but the settings file."""
