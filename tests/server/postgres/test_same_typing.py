"""The same on PostgreSQL."""

from tests.server.test_typing import *  # noqa: F403
