"""The same on PostgreSQL."""

from tests.server.test_profile_lines import *  # noqa: F403
