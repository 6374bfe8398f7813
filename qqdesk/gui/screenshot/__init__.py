"""Screenshots: freeze the screens, choose a region, mark it, and copy, save or send it."""
