"""Chat windows: tabs, pages, and where they were."""
