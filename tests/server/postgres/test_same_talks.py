"""The same on PostgreSQL."""

from tests.server.test_talks import *  # noqa: F403
