"""The same on PostgreSQL."""

from tests.server.test_room_feeds import *  # noqa: F403
