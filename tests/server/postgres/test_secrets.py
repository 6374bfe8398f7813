"""PostgreSQL quotes the row that it does not take: what people wrote in it reaches no log."""

from pathlib import Path

import psycopg
import pytest

from qqdesk.cli import server as cli
from tests.helpers.server import md5, start_server

MARK = "mArKeD"


def test_a_row_that_is_not_taken_is_not_written_down(tmp_path: Path, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as db:
        arguments = ["--database", database_url, "--log-level", "debug", "--registration", "open"]
        server = start_server(tmp_path, arguments=arguments)
        try:
            account = f"VER=1.1&CMD=Register&SEQ=%d&UIN=0&PS={md5('secret')}&NICK=%s"
            number = server.post(account % (1, "Anna")).partition("&NUM=")[2]
            login = f"VER=1.1&CMD=Login&SEQ=2&UIN={number}&PS={md5('secret')}&EXT=1&DEV={'d' * 32}"
            token = server.post(login).partition("&SID=")[2].partition("&")[0]
            db.execute("ALTER TABLE users ADD CONSTRAINT picky CHECK (number < 0) NOT VALID")
            db.execute("ALTER TABLE devices ADD CONSTRAINT picky CHECK (account < 0) NOT VALID")
            profile = f"VER=1.1&CMD=ModifyInfo&SEQ=3&UIN={number}&SID={token}&NK={MARK}&PR={MARK}"
            assert "&RES=50&" in server.post(profile)
            assert "&RES=50&" in server.post(account % (4, MARK))
            assert "&RES=50&" in server.post(login.replace("SEQ=2", "SEQ=5"))
        finally:
            server.terminate()
    assert 'violates check constraint "picky"' in server.log(), "the failures were logged"
    assert not [secret for secret in (MARK, md5("secret"), token) if secret in server.log()]


def test_errors_of_a_command_quote_no_row(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with psycopg.connect(database_url, autocommit=True) as db:
        assert cli.main(["invite", "new", "--database", database_url]) == 0
        db.execute("ALTER TABLE invitations ADD CONSTRAINT picky CHECK (uses_left < 0) NOT VALID")
        assert cli.main(["invite", "new", "--database", database_url]) == 1
    error = capsys.readouterr().err
    assert "violates check constraint" in error
    assert "DETAIL" not in error
