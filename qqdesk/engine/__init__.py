"""A session of one account without Qt: loops that receive and send, a store, and typed events."""
