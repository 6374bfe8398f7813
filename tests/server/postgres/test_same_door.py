"""The same on PostgreSQL."""

from tests.server.test_door import *  # noqa: F403
