"""The window of the settings, built from a catalogue of rows."""
