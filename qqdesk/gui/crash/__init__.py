"""What a person sees of a crash, and what comes after it."""
