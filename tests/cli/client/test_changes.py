"""`qqdesk-cli react`, `edit` and `recall`, and the lines of `listen` about them."""

import json

from tests.helpers.command_line import CommandLine
from tests.helpers.server import LocalServer


def test_messages_are_changed_by_what_listen_and_send_print(cli: CommandLine, server: LocalServer) -> None:
    ann, bela = cli.user(10001), cli.user(10002)
    key = json.loads(cli.run("send", *ann, "10002", "lnuch?", "--json").out)["key"]
    (message,) = map(json.loads, cli.run("listen", *bela, "--json", "--count", "1").out.splitlines())
    assert message["ref"] == f"10001:{key}"
    for words in (
        ("react", *bela, "10001", message["ref"], "👍"),
        ("edit", *ann, "贝拉", key, "lunch?"),
        ("recall", *ann, "贝拉", key),
    ):
        done = cli.run(*words)
        assert (done.code, done.out, done.err) == (0, "", "")
    rows = list(map(json.loads, cli.run("listen", *ann, "--json", "--count", "1").out.splitlines()))
    assert [(row["kind"], row["ref"], row["text"]) for row in rows] == [("reaction", message["ref"], "👍")]
    # The server dropped the edit with the message.
    lines = cli.run("listen", *bela, "--count", "1").out.splitlines()
    assert [line.split("\t")[1:3] for line in lines] == [["recalled", "10001"]]


def test_wrong_messages_and_emoji_are_refused(cli: CommandLine, server: LocalServer) -> None:
    assert cli.run("react", *cli.user(10001), "10002", "a" * 32, "ok").code == 2
    assert cli.run("recall", *cli.user(10001), "10002", "7").code == 2
    done = cli.run("recall", *cli.user(10001), "10002", "a" * 32)
    assert (done.code, done.err) == (5, "There is no such message.\n")
