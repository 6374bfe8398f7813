"""The same on PostgreSQL."""

from tests.server.test_change_lines import *  # noqa: F403
