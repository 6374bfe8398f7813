"""The same on PostgreSQL."""

from tests.server.test_registration import *  # noqa: F403

# These look into the file.
del test_an_invitation_is_nowhere_but_with_whoever_has_it  # noqa: F821
