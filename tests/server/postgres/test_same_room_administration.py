"""The same on PostgreSQL."""

from tests.server.test_room_administration import *  # noqa: F403
