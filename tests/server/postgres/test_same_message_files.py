"""The same on PostgreSQL."""

from tests.server.test_message_files import *  # noqa: F403
