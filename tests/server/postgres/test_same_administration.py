"""The same on PostgreSQL."""

from tests.server.test_administration import *  # noqa: F403

# This one has a server of its own, with a file.
del test_a_database_that_was_restored_empty  # noqa: F821
