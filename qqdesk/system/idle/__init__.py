"""How long nobody has used the computer, as its system tells it; see `sources`."""
