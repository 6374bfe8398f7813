"""The start of the program: arguments, single instance, and the composition root."""
