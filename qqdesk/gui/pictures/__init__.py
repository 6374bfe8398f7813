"""Pictures in messages: decoding, preparing for sending, caching."""
