"""`qqdesk-cli` on a terminal: questions and columns."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.client.known_places import KnownPlaces
from qqdesk.protocol.fingerprint import written_fingerprint
from qqdesk.server.settings.settings import Settings
from tests.helpers.command_line import CommandLine, waiting_for
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import DECIMAL_LOOPBACK, LocalServer, local_server

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no terminals of this kind")


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path, folder=tmp_path / "secure", settings=Settings(tls=True, tls_port=0)) as server:
        server.add_user(10001, nickname="Anna")
        server.add_user(10002, nickname="Bela")
        server.befriend(10001, 10002)
        yield server


def test_the_password_is_asked_for_and_not_shown(cli: CommandLine, server: LocalServer) -> None:
    who = ["--user", "10001", "--server", server.address]
    with cli.on_a_terminal("send", *who, "10002", "hello") as terminal:
        terminal.read_until(f"Password of 10001 at {server.address}: ")
        terminal.type("secret")
        assert terminal.end() == 0
    assert "secret" not in terminal.seen
    assert [message.text for message in waiting_for(server.address, 10002)] == ["hello"]


def test_a_message_can_be_typed(cli: CommandLine, server: LocalServer) -> None:
    with cli.on_a_terminal("send", *cli.user(10001), "10002") as terminal:
        assert terminal.end() == 2
    assert "Give a text, or - to type it" in terminal.seen
    with cli.on_a_terminal("send", *cli.user(10001), "10002", "-") as terminal:
        terminal.type("hello, 世界\nline two\n\x04")
        assert terminal.end() == 0
    assert [message.text for message in waiting_for(server.address, 10002)] == ["hello, 世界\nline two"]


def test_a_long_wait_is_announced(cli: CommandLine, server: LocalServer) -> None:
    with FaultyProxy(server.port) as proxy:
        proxy.fault("login", Fault.LOSE, times=2)
        with cli.on_a_terminal("send", *cli.user(10001, proxy.url), "10002", "hello") as terminal:
            assert terminal.end() == 0
    lines = terminal.seen.splitlines()
    assert len(lines) == 1, "once"
    assert lines[0].endswith(" s.") and ": it is tried again for " in lines[0]


def test_contacts_in_columns(cli: CommandLine, server: LocalServer) -> None:
    server.add_user(10005, nickname="evil\u202e\u0301 é")
    server.befriend(10001, 10005)
    with cli.on_a_terminal("contacts", *cli.user(10001)) as terminal:
        assert terminal.end() == 0
    assert terminal.seen.replace("\r\n", "\n") == (
        "number  status   name     nickname  says\n"
        "10002   offline  贝拉     贝拉\n"
        "10003   offline  Carl     Carl\n"
        "10004   offline  carl     carl\n"
        "10005   offline  evil\ufffd\u0301 é  evil\ufffd\u0301 é\n"
    )


def test_lists_of_the_server_have_a_heading_on_a_terminal_only(cli: CommandLine, server: LocalServer) -> None:
    cli.module = "qqdesk.cli.server"
    where = ["--data-dir", str(server.folder)]
    with cli.on_a_terminal(*where, "user", "list") as terminal:
        assert terminal.end() == 0
    assert terminal.seen.split("\r\n")[:2] == ["number  face  nickname  role", "10001   195   Anna      -"]
    assert cli.run("user", "list", *where).out.startswith("10001\t195\tAnna\t-\n")
    with cli.on_a_terminal("user", "list", "--long", *where) as terminal:
        assert terminal.end() == 0
    assert terminal.seen.startswith("number  face  nickname  role  added  ")
    assert cli.run("invite", "list", *where).out == ""


def test_an_accepted_certificate_is_remembered(tmp_path: Path, secure: LocalServer) -> None:
    cli = CommandLine(tmp_path / "home", f"https://127.0.0.1:{secure.tls_port}")
    folder = ["--config-dir", str(tmp_path / "config")]
    words = ["send", *cli.user(10001), *folder, "10002"]
    shown = written_fingerprint(secure.fingerprint)
    done = cli.run(*words, "nobody is asked")
    assert (done.code, done.out) == (3, "")
    assert shown in done.err and "--fingerprint" in done.err
    with cli.on_a_terminal(*words, "no") as terminal:
        assert shown in terminal.read_until("Type yes: ")
        terminal.type("no")
        assert terminal.end() == 3
    with cli.on_a_terminal(*words, "yes") as terminal:
        terminal.read_until("Type yes: ")
        terminal.type("yes")
        assert terminal.end() == 0
    known = KnownPlaces(tmp_path / "config" / "places.toml").at(f"https://127.0.0.1:{secure.tls_port}")
    assert known is not None and known.fingerprint == secure.fingerprint
    assert cli.run(*words, "known by now").code == 0
    assert [message.text for message in waiting_for(secure.address, 10002)] == ["yes", "known by now"]


def test_consent_to_no_encryption_is_remembered(tmp_path: Path, server: LocalServer) -> None:
    address = f"{DECIMAL_LOOPBACK}:{server.port}"
    cli = CommandLine(tmp_path / "home", address)
    folder = ["--config-dir", str(tmp_path / "config")]
    words = ["send", *cli.user(10001), *folder, "10002"]
    done = cli.run(*words, "nobody is asked")
    assert (done.code, done.out) == (3, "")
    assert "not encrypted" in done.err and "--unencrypted" in done.err
    with cli.on_a_terminal(*words, "no") as terminal:
        terminal.read_until("Type yes: ")
        terminal.type("no")
        assert terminal.end() == 3
    with cli.on_a_terminal(*words, "yes") as terminal:
        terminal.read_until("Type yes: ")
        terminal.type("yes")
        assert terminal.end() == 0
    accepted = KnownPlaces(tmp_path / "config" / "places.toml").at(address)
    assert accepted is not None and not accepted.is_encrypted
    assert cli.run(*words, "known by now").code == 0
    other = ["--config-dir", str(tmp_path / "other")]
    registration = ["register", "--server", address, "--password-stdin", *other, "Eve"]
    assert cli.run(*registration, given=b"long enough\n").code == 3
    assert cli.run("send", *cli.user(10001), *other, "--unencrypted", "10002", "by the option").code == 0
    assert cli.run(*registration, given=b"long enough\n").code == 0
    texts = [message.text for message in waiting_for(server.address, 10002)]
    assert texts == ["yes", "known by now", "by the option"]


def test_the_option_fingerprint_accepts_one_certificate(tmp_path: Path, secure: LocalServer) -> None:
    cli = CommandLine(tmp_path / "home", f"https://127.0.0.1:{secure.tls_port}")
    words = ["send", *cli.user(10001), "10002", "hello", "--fingerprint"]
    assert cli.run(*words, written_fingerprint(secure.fingerprint)).code == 0
    done = cli.run(*words, "ab" * 32)
    assert (done.code, done.out) == (3, "")
    assert "has changed" in done.err
    assert cli.run(*words, "ab").code == 2
    assert len(waiting_for(secure.address, 10002)) == 1


def test_a_new_password_has_to_be_typed_twice(cli: CommandLine, server: LocalServer) -> None:
    words = ["register", "--server", server.address, "Anna"]
    with cli.on_a_terminal(*words) as terminal:
        terminal.read_until("New password: ")
        terminal.type("secret")
        terminal.read_until("Once more: ")
        terminal.type("sceret")
        assert terminal.end() == 6
    assert "The two passwords differ." in terminal.seen
    with cli.on_a_terminal(*words) as terminal:
        terminal.read_until("New password: ")
        terminal.type("secret")
        terminal.read_until("Once more: ")
        terminal.type("secret")
        assert terminal.end() == 0
    assert terminal.seen.splitlines()[-1].isdigit()
