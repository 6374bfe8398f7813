"""The same on PostgreSQL."""

from tests.server.test_classic_access import *  # noqa: F403
