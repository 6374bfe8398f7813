"""The same on PostgreSQL."""

from tests.server.test_room_lists import *  # noqa: F403
