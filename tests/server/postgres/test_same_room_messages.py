"""The same on PostgreSQL."""

from tests.server.test_room_messages import *  # noqa: F403
