"""The same on PostgreSQL."""

from tests.server.test_contacts import *  # noqa: F403
