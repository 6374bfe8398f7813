"""The same on PostgreSQL."""

from tests.server.test_read_entries import *  # noqa: F403
