"""The same on PostgreSQL."""

from tests.server.test_account_data import *  # noqa: F403
