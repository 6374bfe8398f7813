"""Parts that all windows share: theme, widgets, icons, faces, texts, menus, settings."""
