"""Contacts, searches, profiles and new accounts from the command line."""

import json
from pathlib import Path

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.protocol.account_data import AccountValue
from qqdesk.protocol.codes import AddOutcome, Status
from qqdesk.server.settings.settings import Settings
from tests.helpers.command_line import CommandLine, Done, waiting_for
from tests.helpers.server import LocalServer, local_server

SECRET = password_hash("secret")


def test_contacts_are_listed(cli: CommandLine, server: LocalServer) -> None:
    with Client(server.address, 10001) as client, Client(server.address, 10002) as bela:
        client.login(SECRET)
        client.account_data.change_values([AccountValue("remark:10002", '"老板"', 1)])
        lines = ["--set", "signature=Tea first", "--set", "status_text=at lunch"]
        assert cli.run("profile", *cli.user(10002), *lines) == Done(0, "", "")
        bela.login(SECRET, Status.AWAY)
        expected = "10002\taway\t老板\t贝拉\tat lunch\n"
        expected += "10003\toffline\tCarl\tCarl\t\n10004\toffline\tcarl\tcarl\t\n"
        assert cli.run("contacts", *cli.user(10001)) == Done(0, expected, "")
        done = cli.run("contacts", *cli.user(10001), "--online", "--json")
        assert [json.loads(line) for line in done.out.splitlines()] == [
            {
                "number": 10002,
                "status": "away",
                "name": "老板",
                "nickname": "贝拉",
                "remark": "老板",
                "signature": "Tea first",
                "status_text": "at lunch",
            }
        ]
        assert client.list_contacts(), "nobody was signed out"


def test_people_are_found_by_number_and_nickname(cli: CommandLine, server: LocalServer) -> None:
    server.add_user(10020, nickname="Number 10002", age=33, province="云南")
    done = cli.run("find", *cli.user(10001), "carl")
    assert done == Done(0, "10003\toffline\tCarl\n10004\toffline\tcarl\n", "")
    assert cli.run("find", *cli.user(10001), "carl", "--most", "1").out == "10003\toffline\tCarl\n"
    done = cli.run("find", *cli.user(10001), "10002", "--json")
    assert [json.loads(line)["number"] for line in done.out.splitlines()] == [10002, 10020]
    assert '"age": 33, "sex": 2, "province": "云南"' in done.out
    assert cli.run("find", *cli.user(10001), "zoe") == Done(5, "", "Nobody was found by zoe.\n")


def test_contact_requests_are_sent_and_answered(cli: CommandLine, server: LocalServer) -> None:
    server.add_user(10010, nickname="Anybody", allow=AddOutcome.ADDED)
    server.add_user(10011, nickname="Nobody", allow=AddOutcome.NOBODY)
    server.add_user(10012, nickname="Ask Me")
    assert cli.run("add", *cli.user(10001), "10010") == Done(0, "added\n", "")
    assert cli.run("add", *cli.user(10001), "nobody") == Done(1, "", "10011 lets nobody add them.\n")
    assert cli.run("add", *cli.user(10001), "ask me", "--note", "it is me\nAnna") == Done(0, "asked\n", "")
    done = cli.run("add", *cli.user(10001), "carl")
    assert (done.code, done.err) == (5, "Who is meant by carl? 10003 (Carl), 10004 (carl). Give the number.\n")
    done = cli.run("listen", *cli.user(10012), "--json", "--count", "1")
    asked = json.loads(done.out)
    assert (asked["kind"], asked["number"], asked["text"]) == ("request", 10001, "it is me\nAnna")
    assert cli.run("answer", *cli.user(10012), "10001", "yes") == Done(0, "", "")
    done = cli.run("listen", *cli.user(10001), "--count", "1", "--json")
    answered = json.loads(done.out)
    assert (answered["kind"], answered["number"], answered["granted"]) == ("answer", 10012, True)
    no = ["answer", *cli.user(10012), "10003", "no", "--note", "never"]
    assert cli.run(*no) == Done(1, "", "The server refused it: they did not ask.\n")
    assert cli.run("add", *cli.user(10003), "10012") == Done(0, "asked\n", "")
    assert cli.run(*no) == Done(0, "", "")
    assert [(one.kind, one.text) for one in waiting_for(server.address, 10003)] == [(4, "never")]
    listed = [line.split("\t")[0] for line in cli.run("contacts", *cli.user(10001)).out.splitlines()]
    assert {"10010", "10012"} < set(listed)


def test_profiles_are_printed_and_changed(cli: CommandLine, server: LocalServer) -> None:
    words = ["--set", "about=two\nlines", "--set", "age=33", "--set", "Real-Name=安娜", "--set", "allow=nobody"]
    assert cli.run("profile", *cli.user(10001), *words) == Done(0, "", "")
    own = dict(line.split("\t") for line in cli.run("profile", *cli.user(10001)).out.splitlines())
    wanted = {"number": "10001", "about": "two\\nlines", "age": "33", "real_name": "安娜", "allow": "nobody"}
    assert wanted.items() < own.items()
    seen = json.loads(cli.run("profile", *cli.user(10002), "Anna", "--json").out)
    assert (seen["about"], seen["age"], seen["school"]) == ("two\nlines", 33, "")
    assert "allow" not in seen
    for word, sentence in (
        ("age=old", "age: a decimal number is wanted.\n"),
        ("allow=some", "allow is anyone, ask or nobody.\n"),
        ("nickname", "--set wants FIELD=VALUE, not 'nickname'.\n"),
    ):
        assert cli.run("profile", *cli.user(10001), "--set", word) == Done(2, "", sentence)
    assert cli.run("profile", *cli.user(10001), "10002", "--set", "age=3").code == 2
    done = cli.run("profile", *cli.user(10001), "--set", "nickname=")
    assert (done.code, done.out) == (1, "")


def test_register_creates_an_account(cli: CommandLine, server: LocalServer) -> None:
    words = ["register", "--server", server.address, "--password-stdin"]
    done = cli.run(*words, "新人", given=b"secret\n")
    assert (done.code, done.err) == (0, "")
    number = int(done.out)
    assert cli.run("send", *cli.user(10001), str(number), "hello").code == 1, "a stranger yet"
    assert cli.run("profile", *cli.user(number)).out.splitlines()[1] == "nickname\t新人"
    assert cli.run(*words, "x", given=b"short\n") == Done(6, "", "A password has at least 6 characters.\n")


def test_register_with_an_invitation(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(registration="invite")) as server:
        cli = CommandLine(tmp_path / "home", server.address)
        words = ["register", "--server", server.address, "--password-stdin", "Anna"]
        done = cli.run(*words, given=b"secret\n")
        assert (done.code, done.out) == (1, "")
        assert "invitation" in done.err
        done = cli.run(*words, "--invitation", server.invite().lower(), given=b"secret\n")
        assert (done.code, done.out.strip().isdigit()) == (0, True)
