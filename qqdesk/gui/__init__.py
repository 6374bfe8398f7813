"""Windows, models, delegates: what a person sees."""
