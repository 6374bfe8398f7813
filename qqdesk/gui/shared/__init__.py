"""Theme, widgets, icons, faces, texts, menus and settings for all windows."""
