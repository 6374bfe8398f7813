"""The same on PostgreSQL."""

from tests.server.test_own_copies import *  # noqa: F403
