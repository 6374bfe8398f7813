"""Desktop notifications and sounds."""
