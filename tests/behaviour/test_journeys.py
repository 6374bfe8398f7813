"""Two people with the desktop program, from the request to be added to the exported history."""

import re
from pathlib import Path

import pytest

from tests.behaviour.doors import PATIENCE_S, Server, running
from tests.behaviour.screen import screen
from tests.helpers.screen_reader import needs_at_spi

_EXPORTS = Path(__file__).parent / "exports"
_SECRET = "PS=5ebe2294ecd0e0f08eab7690d2a6ee69"
_DRAWN = (
    (re.compile(r"<style>.*?</style>", re.DOTALL), "<style>…</style>"),
    # First the keys, for thirteen of their digits may look like milliseconds.
    (re.compile(r'(?<="key": ")[0-9a-f]{32}'), "<key>"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d+Z"), "<time>"),
    (re.compile(r"\d\d?:\d\d(:\d\d(\.\d+)?)?(\s[AP]M)?"), "<time>"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "<day>"),
    (re.compile(r"\d{13}"), "<milliseconds>"),
)


def _register(server: Server, *names: str) -> None:
    for count, name in enumerate(names):
        reply = server.post(f"VER=1.1&CMD=Register&SEQ={count}&UIN=0&{_SECRET}&NICK={name}")
        assert reply.endswith(f"&NUM={10001 + count}")


def _without_drawn(text: str) -> str:
    """Drop what differs from run to run (times, keys), and how an exported page looks."""
    for pattern, replacement in _DRAWN:
        text = pattern.sub(replacement, text)
    return text


@needs_at_spi
@pytest.mark.timeout(240)
def test_two_people_meet_talk_and_keep_their_history(tmp_path: Path) -> None:
    with running(tmp_path, ["--registration", "open"]) as server, screen(tmp_path) as desk:
        _register(server, "Ann", "Bob")
        program = desk.sign_in(server, 10001, "Ann")
        desk.sign_in(server, 10002, "Bob")

        # Ann asks Bob, who accepts
        desk.keys("Ann", "ctrl+n")
        desk.write("Number or nickname", "10002", window="Add people")
        desk.press("Add", window="Add people")
        question = "Bob wants to be asked first. Your message to them:"
        desk.write(question, "It is me", window="Send a request")
        desk.press("Send request", window="Send a request")
        desk.press("1 person asks to add you", window="Bob")
        assert desk.rows("People who ask to add you", 1) == ["Ann asks to add you: It is me"]
        desk.press("Accept", window="Contact requests")
        desk.wait_rows("Contacts", ["My friends, 1 of 1 online", "Bob, Online"], window="Ann")
        desk.wait_rows("Contacts", ["My friends, 1 of 1 online", "Ann, Online"], window="Bob")

        # A message, and an answer
        desk.keys("Ann", "Down", "Return", at="Contacts")
        desk.write("Message to Bob", "Hello & 你好")
        desk.press("Send")
        (mine,) = desk.rows("Messages with Bob", 1)
        desk.find(_delivered(mine))
        desk.wait_rows(
            "Contacts", ["My friends, 1 of 1 online", "Ann, Online, 1 unread message, Hello & 你好"], window="(1) Bob"
        )
        desk.keys("(1) Bob", "Down", "Return", at="Contacts")
        assert _without_drawn(desk.rows("Messages with Ann", 1)[0]) == "Ann, <time>, Hello & 你好"
        desk.write("Message to Ann", "Two lines\nfor Ann")
        desk.keys("Ann", "Return", at="Message to Ann")
        rows = desk.rows("Messages with Bob", 2)
        assert _without_drawn(rows[1]) == "Bob, <time>, Two lines\nfor Ann"

        # Her history, found and exported
        desk.keys("(1) Ann", "ctrl+shift+f", at="Search names and messages")
        desk.write("Search messages", "hel", window="Message history")
        (found,) = desk.rows("Messages that were found", 1)
        assert _without_drawn(found) == "Ann to Bob, Hello & 你好, <time>"
        for kind, suffix in (("Web page", "html"), ("Plain text", "txt"), ("Data (JSON)", "json")):
            path = tmp_path / f"export.{suffix}"
            desk.keys("Message history", "ctrl+e", at="Search messages")
            desk.press(kind, window="Export messages")
            desk.press("Export…", window="Export messages")
            desk.write("File name:", str(path), window="Export messages")
            desk.press("Save", window="Export messages")
            assert _without_drawn(desk.wait_file(path)) == (_EXPORTS / path.name).read_text("utf-8")

        # The program is killed; what was said is there at the next start
        program.kill()
        program.wait()
        desk.start("Ann")
        desk.write("Password", "wrong", window="Sign in – qqdesk")
        desk.press("Sign in", window="Sign in – qqdesk")
        desk.find("The password is not right. If it was changed, type the new one.")
        desk.write("Password", "secret", window="Sign in – qqdesk")
        desk.press("Sign in", window="Sign in – qqdesk")
        assert desk.rows("Messages with Bob", 2) == rows


@needs_at_spi
@pytest.mark.timeout(240)
def test_a_remark_a_quote_a_deletion_and_the_end(tmp_path: Path) -> None:
    with running(tmp_path, ["--registration", "open"]) as server, screen(tmp_path) as desk:
        _register(server, "Ann", "Bob")
        for count, request in enumerate(
            (
                f"Login {_SECRET}&M5=1",
                f"Login {_SECRET}&M5=1",
                "Ack_AddToList UN=10002&CD=2&RS=",
                "Ack_AddToList UN=10001&CD=0&RS=",
                "GetMsgEx ",
                "CLTMSG UN=10001&MG=hello",
            )
        ):
            command, _, fields = request.partition(" ")
            number = 10002 if count % 2 else 10001
            assert "RES=0" in server.post(f"VER=1.1&CMD={command}&SEQ={count}&UIN={number}&{fields}")
        program = desk.sign_in(server, 10001, "Ann", title="(1) Ann")

        # A remark is mine alone, and an answer names a message by reference
        desk.keys("(1) Ann", "Down", "F2", at="Contacts")
        desk.keys("Remark", *"Bobby", "Return")
        desk.wait_rows(
            "Contacts", ["My friends, 1 of 1 online", "Bobby, Online, 1 unread message, hello"], window="(1) Ann"
        )
        desk.keys("(1) Ann", "Return", at="Contacts")
        assert _without_drawn(desk.rows("Messages with Bobby", 1)[0]) == "Bobby, <time>, hello"
        desk.keys("Bobby", "Up", "ctrl+r", at="Messages with Bobby")
        desk.write("Message to Bobby", "yes")

        # The settings are found by a word
        desk.keys("Ann", "ctrl+comma", at="Search names and messages")
        desk.write("Search the settings", "language", window="Settings – qqdesk")
        desk.find("Language", window="Settings – qqdesk")
        desk.keys("Settings – qqdesk", "ctrl+w")

        # A deleted contact can be taken back
        desk.keys("Ann", "Down", "Delete", at="Contacts")
        desk.press("Delete", window="Delete contact")
        desk.find("No contacts yet", window="Ann")
        desk.press("Undo", window="Ann")
        wanted = ["My friends, 1 of 1 online", "Bobby, Online, draft: yes"]
        desk.wait_rows("Contacts", wanted, window="Ann")

        desk.keys("Ann", "ctrl+q", at="Contacts")
        assert program.wait(PATIENCE_S) == 0


def _delivered(row: str) -> str:
    return row if row.endswith(", Delivered") else row.rpartition(", ")[0] + ", Delivered"
