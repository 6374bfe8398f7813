"""The commands doctor, backup and restore with a server on PostgreSQL."""

from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.clock import SystemClock
from qqdesk.server.operations.checks.database_checks import check_postgresql
from qqdesk.server.storage import postgres as database
from tests.helpers.postgres import Cluster


def findings(url: str, ahead_ms: int = 0) -> list[tuple[str, bool]]:
    return [(finding.text, finding.is_note) for finding in check_postgresql(url, SystemClock().now() + ahead_ms)]


def test_an_empty_database_and_a_healthy_one(postgres: Cluster) -> None:
    with postgres.database() as url:
        ((text, note),) = findings(url)
        assert note
        assert "the next start creates the tables" in text
        # The check changes nothing.
        assert findings(url) == [(text, note)]
        database.open_database(url).close()
        assert findings(url) == []
        ((text, note),) = findings(url, ahead_ms=3600 * 1000)
        assert not note
        assert "where the database is" in text


def test_a_database_that_cannot_be_reached(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"postgresql://somebody:hidden@/qqdesk?host={tmp_path}"
    assert cli.main(["doctor", "--port", "0", "--database", url, "--data-dir", str(tmp_path)]) == 1
    output = capsys.readouterr().out
    assert "whether PostgreSQL runs there" in output
    assert "hidden" not in output


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_a_backup_is_left_to_the_tools_of_postgresql(
    tmp_path: Path, command: str, tool: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [command, str(tmp_path / "backup"), "--database", "postgresql:///x", "--data-dir", str(tmp_path)]
    assert cli.main(arguments) == 1
    assert tool in capsys.readouterr().err
