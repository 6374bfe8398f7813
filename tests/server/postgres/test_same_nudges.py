"""The same on PostgreSQL."""

from tests.server.test_nudges import *  # noqa: F403
