"""The wire protocol: parses and builds requests and replies, without I/O, clock or state."""
