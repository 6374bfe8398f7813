"""The same on PostgreSQL."""

from tests.server.test_operator_notices import *  # noqa: F403
