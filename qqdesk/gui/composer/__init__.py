"""The line in which one writes."""
