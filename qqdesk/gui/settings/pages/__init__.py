"""The pages of the settings, with a function for the rows of each."""
