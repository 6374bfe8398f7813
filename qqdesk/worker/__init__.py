"""The protocol worker: Qt threads around the blocking client, and the one facade that the GUI sees."""
