"""The same on PostgreSQL."""

from tests.server.test_changes_in_rooms import *  # noqa: F403
