"""What is known of a crash, kept and told without anything that a person wrote."""
