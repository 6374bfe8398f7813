"""People: found, added, asked, and described."""
