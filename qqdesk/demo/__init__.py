"""The demo: a private server with a dozen people on it who answer, and the program signed in among them."""
