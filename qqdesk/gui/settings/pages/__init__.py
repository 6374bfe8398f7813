"""The pages of the settings: a module each, with a function that returns its rows."""
