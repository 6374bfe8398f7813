"""The same on PostgreSQL."""

from tests.server.test_rooms import *  # noqa: F403
