"""The same on PostgreSQL."""

from tests.server.test_registration import *  # noqa: F403

# These look into the file.
del test_an_invitation_is_stored_nowhere_in_plain_text  # noqa: F821
