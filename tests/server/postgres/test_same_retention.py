"""The same on PostgreSQL."""

from tests.server.test_retention import *  # noqa: F403

# A backup of a PostgreSQL is made with its own tools.
del test_a_client_id_is_known_in_a_backup  # noqa: F821
