"""What is decided before the first window: whether there is to be one, whose it is, and in which language."""
