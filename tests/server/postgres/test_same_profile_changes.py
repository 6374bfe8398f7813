"""The same on PostgreSQL."""

from tests.server.test_profile_changes import *  # noqa: F403
