"""The same on PostgreSQL."""

from tests.server.test_room_invitations import *  # noqa: F403
