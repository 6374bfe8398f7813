"""The checks of `doctor`, one module per part of the server. They change nothing."""
