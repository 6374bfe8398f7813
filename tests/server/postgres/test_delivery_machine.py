"""The same on PostgreSQL: whatever happens, in whatever order, the server keeps its word."""

from contextlib import closing

import pytest

from tests.server.postgres.ground import PostgresGround
from tests.server.test_delivery_machine import EXAMPLES, FRIENDS, STRANGER, run_machine
from tests.server.world import empty


@pytest.mark.timeout(300 + 4 * EXAMPLES)
def test_every_sequence_of_events_follows_the_protocol(
    kept_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(PostgresGround(kept_url, empty, FRIENDS, STRANGER)) as ground:
        run_machine(ground, EXAMPLES // 3, monkeypatch, caplog)
