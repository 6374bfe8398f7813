"""The same on PostgreSQL."""

from tests.server.test_blocks import *  # noqa: F403
