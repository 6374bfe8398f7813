"""The same on PostgreSQL."""

from tests.server.test_books import *  # noqa: F403
