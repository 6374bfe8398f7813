"""The same on PostgreSQL."""

from tests.server.test_room_changes import *  # noqa: F403
