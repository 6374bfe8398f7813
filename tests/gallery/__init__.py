"""Scenes: each window and dialog of the program with real data, for screenshots and for tests/looks."""
