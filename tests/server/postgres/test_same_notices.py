"""The same on PostgreSQL."""

from tests.server.test_notices import *  # noqa: F403
