"""A key that works while another program has the focus."""
