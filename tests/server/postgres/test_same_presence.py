"""The same on PostgreSQL."""

from tests.server.test_presence import *  # noqa: F403
