"""The same on PostgreSQL."""

from tests.server.test_classic_polls import *  # noqa: F403
