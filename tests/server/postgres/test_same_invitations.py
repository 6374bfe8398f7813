"""The same on PostgreSQL."""

from tests.server.test_invitations import *  # noqa: F403
