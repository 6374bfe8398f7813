"""What the computer offers beside a screen: its bus, notices, keys, sounds, and when it sleeps. No Qt."""
