"""The same on PostgreSQL."""

from tests.server.test_changes import *  # noqa: F403
