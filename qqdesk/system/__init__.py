"""The operating system: bus, notifications, keys, sounds, sleep. No Qt."""
