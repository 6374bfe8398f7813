"""The same on PostgreSQL."""

from tests.server.test_own_faces import *  # noqa: F403
