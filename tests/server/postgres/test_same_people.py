"""The same on PostgreSQL."""

from tests.server.test_people import *  # noqa: F403
