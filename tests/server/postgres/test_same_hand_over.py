"""The same on PostgreSQL."""

from tests.server.test_hand_over import *  # noqa: F403

# This one has a file that fails.
del test_a_cursor_that_the_disk_does_not_take_is_saved_later  # noqa: F821
