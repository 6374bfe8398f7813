"""The idle time of the computer; see `idle_sources`."""
