"""Crash reports: stacks without values, and their files."""
