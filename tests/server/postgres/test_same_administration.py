"""The same on PostgreSQL."""

from tests.server.test_administration import *  # noqa: F403
