"""The same on PostgreSQL."""

from tests.server.test_errands import *  # noqa: F403
