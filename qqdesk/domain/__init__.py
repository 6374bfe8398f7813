"""The values of the program (contacts, messages, settings): no I/O and no third-party library."""
