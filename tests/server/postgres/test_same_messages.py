"""The same on PostgreSQL."""

from tests.server.test_messages import *  # noqa: F403

# These look into the file.
del test_an_entry_of_another_process_ends_a_poll_at_the_next_sweep  # noqa: F821
