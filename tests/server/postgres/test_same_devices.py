"""The same on PostgreSQL."""

from tests.server.test_devices import *  # noqa: F403
