"""The same on PostgreSQL."""

from tests.server.test_signing import *  # noqa: F403

# These look into the file.
del test_tokens_and_passwords_are_not_in_the_database  # noqa: F821
del test_a_restored_server_lets_no_device_delete_its_messages  # noqa: F821
