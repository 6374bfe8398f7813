"""The demo: a private server with a dozen bots, and the program signed in to it."""
