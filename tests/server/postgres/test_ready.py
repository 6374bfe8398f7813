"""/readyz of a server whose database goes away and comes back."""

import time
from pathlib import Path

import pytest

from qqdesk.server.settings.settings import Settings
from tests.helpers.postgres import cluster
from tests.helpers.server import local_server
from tests.server.test_ops import Ops

DEADLINE_S = 60


@pytest.mark.errors_expected
def test_it_is_ready_while_the_database_answers(tmp_path: Path) -> None:
    with (
        cluster() as postgres,
        postgres.database() as url,
        local_server(tmp_path, settings=Settings(database=url, tls=False)) as server,
    ):
        ops = Ops(server)
        assert ops.ask("/readyz")[:2] == (200, "ok\n")
        postgres.stop()
        status, text, _ = ops.ask("/readyz")
        assert status == 503
        assert text.startswith("The database ")
        assert ops.ask("/livez")[0] == 200
        postgres.start()
        deadline = time.monotonic() + DEADLINE_S
        while ops.ask("/readyz")[0] != 200:
            assert time.monotonic() < deadline
