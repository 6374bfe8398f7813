"""The same on PostgreSQL."""

from tests.server.test_introductions import *  # noqa: F403
