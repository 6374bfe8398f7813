"""The same on PostgreSQL."""

from tests.server.test_sessionless import *  # noqa: F403
