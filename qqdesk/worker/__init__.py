"""The messenger of the desktop program: Qt threads that run the engine, and state and signals for the windows."""
