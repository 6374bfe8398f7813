"""Scenes: every window and dialog of the program with real data in it, for photographs and for tests/looks."""
