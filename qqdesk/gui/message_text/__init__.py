"""The text of a message: places in it, its direction, links, and emoticons."""
