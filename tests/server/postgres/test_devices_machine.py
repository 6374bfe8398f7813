"""The same on PostgreSQL: all devices end with the same conversations."""

import os
from contextlib import closing

import pytest

from tests.server.postgres.ground import PostgresGround
from tests.server.test_devices_machine import ACCOUNTS, EXAMPLES, STRANGER, run_machine
from tests.server.world import empty


@pytest.mark.skipif("QQDESK_TEST_LONG" not in os.environ, reason="QQDESK_TEST_LONG is not set")
@pytest.mark.timeout(300 + 4 * EXAMPLES)
def test_all_devices_end_with_the_same_conversations(
    kept_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(PostgresGround(kept_url, empty, ACCOUNTS, STRANGER)) as ground:
        run_machine(ground, EXAMPLES // 3, monkeypatch, caplog)
