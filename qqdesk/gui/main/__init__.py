"""The main window, the tray icon, and which windows there are."""
