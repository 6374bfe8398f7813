"""The same on PostgreSQL."""

from tests.server.test_classic_rooms import *  # noqa: F403
