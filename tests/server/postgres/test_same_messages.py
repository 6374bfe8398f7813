"""The same on PostgreSQL."""

from tests.server.test_messages import *  # noqa: F403

# These look into the file.
del test_what_came_from_elsewhere_ends_a_poll_at_the_next_sweep  # noqa: F821
