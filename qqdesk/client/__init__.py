"""The blocking client, for the program and for bots alike."""
