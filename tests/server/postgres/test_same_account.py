"""The same on PostgreSQL."""

from tests.server.test_account import *  # noqa: F403
