"""The wire protocol: text to requests and replies and back. Pure: no I/O, no clock, no state."""
