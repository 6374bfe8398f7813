"""Where everything is kept: one small interface, and a module for each database behind it."""
