"""The same on PostgreSQL."""

from tests.server.test_file_cleanup import *  # noqa: F403
