"""What doctor and the commands for backups say of a server that keeps everything in PostgreSQL."""

from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.cli.server.checks.data import check_database
from qqdesk.cli.server.checks.finding import CheckContext
from qqdesk.server.clock import SystemClock
from qqdesk.server.operations.settings import Settings
from qqdesk.server.storage import postgres as database
from tests.helpers.postgres import Cluster


def findings(folder: Path, url: str, ahead_ms: int = 0) -> list[tuple[str, bool]]:
    context = CheckContext(folder, Settings(database=url), None, SystemClock().now() + ahead_ms)
    return [(finding.text, finding.note) for finding in check_database(context)]


def test_a_database_in_good_health_and_one_that_is_new(tmp_path: Path, postgres: Cluster) -> None:
    with postgres.database() as url:
        ((text, note),) = findings(tmp_path, url)
        assert note
        assert "the next start creates the tables" in text
        # It was looked at, and nothing else.
        assert findings(tmp_path, url) == [(text, note)]
        database.open_database(url).close()
        assert findings(tmp_path, url) == []
        ((text, note),) = findings(tmp_path, url, ahead_ms=3600 * 1000)
        assert not note
        assert "where the database is" in text


def test_one_that_cannot_be_reached(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"postgresql://somebody:hidden@/qqdesk?host={tmp_path}"
    assert cli.main(["doctor", "--port", "0", "--database", url, "--data-dir", str(tmp_path)]) == 1
    output = capsys.readouterr().out
    assert "whether PostgreSQL runs there" in output
    assert "hidden" not in output


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_a_backup_is_for_its_own_tools(
    tmp_path: Path, command: str, tool: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [command, str(tmp_path / "backup"), "--database", "postgresql:///x", "--data-dir", str(tmp_path)]
    assert cli.main(arguments) == 1
    assert tool in capsys.readouterr().err
