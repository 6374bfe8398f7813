"""The people, rooms and log of a place, for its administrators; new passwords by their codes."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.conformance.rows.admin import harmless_requests
from qqdesk.protocol import admin_commands
from qqdesk.protocol.codec import Envelope, build_request
from qqdesk.server.accounts.invitations import digest_of, id_of
from qqdesk.server.rooms import membership
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage.sqlite import MARKER_NAME
from tests.helpers.command_line import give_input
from tests.helpers.server import add_user, md5, running_server
from tests.server import test_rooms as rooms
from tests.server.test_invitations import appoint, invite, listed, register, request_to_join, show
from tests.server.world import OTHER_DEVICE, Person, Reply, Running, World

pytestmark = pytest.mark.stores("sqlite", "postgres")


@pytest.fixture
def people(world: World) -> list[Person]:
    """An administrator and two others, who know each other."""
    people = world.people(10001, 10002, 10003)
    appoint(world, 10001)
    return people


def change(admin: Person, number: int, action: str) -> Reply:
    return admin.ask("ChangePerson", UN=number, ACT=action)


def actions(admin: Person) -> list[tuple[str, str, str, str]]:
    """Actor, action, subject and detail of each line of the log, oldest first."""
    return [(row["UN"], row["ACT"], row["SUBJECT"], row["DETAIL"]) for row in reversed(listed(admin, "PlaceLog"))]


def reset(world: World, code: str, password: str = "fresh", address: str = "10.0.0.1", sequence: int = 1) -> Reply:
    return world.post(f"VER=1.1&CMD=ResetPassword&SEQ={sequence}&UIN=0&INVITE={code}&PS={md5(password)}", address)


# People


def test_a_list_of_people(world: World, people: Sequence[Person]) -> None:
    admin, friend, _ = people
    world.person(10004, nickname="never here")
    friend.ask("Logout")
    left = world.clock.now()
    change(admin, 10003, "ban")
    world.clock.advance(5)
    rows = {row["UN"]: row for row in listed(admin, "ListPeople")}
    assert [rows[number]["HERE"] for number in ("10001", "10002", "10003", "10004")] == ["1", "0", "0", "0"]
    assert [rows[number]["ADMIN"] for number in ("10001", "10002")] == ["1", "0"]
    assert rows["10001"]["SEEN"] == "0"
    assert rows["10002"]["SEEN"] == rows["10003"]["BANNED"] == str(left)
    assert (rows["10004"]["SEEN"], rows["10004"]["NICK"]) == ("0", "never here")


def test_many_people_come_in_pages(world: World, people: Sequence[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin_commands, "MOST_PEOPLE", 2)
    admin = people[0]
    first = admin.ask("ListPeople")
    assert (first["FN"], first["UN"]) == ("0", "10001,10002,")
    rest = admin.ask("ListPeople", AFT=10_002)
    assert (rest["FN"], rest["UN"]) == ("1", "10003,")


def test_a_banned_person_is_gone_at_once(world: World, people: Sequence[Person]) -> None:
    admin, friend, banned = people
    poll, watched = banned.start("GetMsgEx", WAIT=50), friend.start("GetMsgEx", WAIT=50)
    assert change(admin, 10003, "ban")["RES"] == "0"
    assert poll.reply()["WHY"] == "3"
    assert watched.reply().rows == [(99, 10003, "20")]
    assert banned.login(EXT=1, DEV=OTHER_DEVICE)["RS"] == "1"
    assert change(admin, 10003, "unban")["RES"] == "0"
    banned.sign_in()


def test_a_deleted_person_leaves_lists_and_rooms(world: World) -> None:
    admin, friend, _ = rooms.people(world, 10001, 10002, 10003)
    appoint(world, 10001)
    room = rooms.new_room(admin, 10002, 10003)
    rooms.notices(friend)
    poll = friend.start("GetMsgEx", WAIT=50)
    assert change(admin, 10003, "delete")["RES"] == "0"
    assert poll.is_done
    assert (99, 10003, "20") in rooms.notices(friend)
    assert 10003 not in rooms.roles(friend, room)
    assert friend.ask("List", TN=10, UN=0)["UN"] == "10001,"
    assert change(admin, 10003, "ban")["RES"] == "30"


def test_a_ban_takes_a_person_off_the_lists_of_people_who_know_each_other(world: World) -> None:
    world.restart(Settings(registration="invite", introduce=True))
    admin, friend = world.person(10001).sign_in(), world.person(10002).sign_in()
    appoint(world, 10001)
    world.person(10003)
    world.catch_up()
    for action, numbers in (("ban", "10001,"), ("unban", "10001,10003,")):
        friend.poll()
        poll = friend.start("GetMsgEx", WAIT=50)
        assert change(admin, 10003, action)["RES"] == "0"
        assert (86, 10000, "") in poll.reply().rows
        assert friend.ask("List", TN=10, UN=0)["UN"] == numbers


def test_an_appointed_person_may_act_at_once(world: World, people: Sequence[Person]) -> None:
    admin, friend, _ = people
    assert friend.ask("ListPeople")["RES"] == "31"
    poll = friend.start("GetMsgEx", WAIT=50)
    assert change(admin, 10002, "appoint")["RES"] == "0"
    assert (87, 10000, "") in poll.reply().rows
    assert friend.ask("ListPeople")["RES"] == "0"
    poll = admin.start("GetMsgEx", WAIT=50)
    assert change(friend, 10001, "dismiss")["RES"] == "0"
    assert poll.is_done
    assert admin.ask("ListPeople")["RES"] == "31"


@pytest.mark.parametrize("action", ["ban", "delete", "dismiss"])
def test_the_last_administrator_stays(world: World, people: Sequence[Person], action: str) -> None:
    admin = people[0]
    assert change(admin, 10001, action)["RES"] == "32"
    assert actions(admin) == []
    change(admin, 10002, "appoint")
    assert change(admin, 10001, action)["RES"] == "0"
    assert change(people[1], 10002, action)["RES"] == "32"


# New passwords


def test_a_code_sets_a_new_password_once(world: World, people: Sequence[Person]) -> None:
    admin, friend, _ = people
    reply = admin.ask("ResetCode", UN=10002)
    code = reply["INVITE"]
    assert int(reply["EXPIRES"]) == world.clock.now() + 86_400_000
    shown = show(world, code)
    assert (shown["RESET"], shown["NICK"], shown["UN"]) == ("10002", "user 10002", "0")
    assert reset(world, code)["NUM"] == "10002"
    # The reply was lost.
    assert reset(world, code, sequence=2)["NUM"] == "10002"
    assert reset(world, code, "other", sequence=3)["RES"] == "35"
    assert friend.ask("GetMsgEx")["RES"] == "0"
    assert Person(world, 10002).login("secret", EXT=1, DEV=OTHER_DEVICE)["RS"] == "1"
    assert Person(world, 10002).login("fresh", EXT=1, DEV=OTHER_DEVICE)["RS"] == "0"


def test_a_code_for_a_password_admits_nobody(world: World, people: Sequence[Person]) -> None:
    admin = people[0]
    code = admin.ask("ResetCode", UN=10002)["INVITE"]
    assert register(world, code)["RES"] == "35"
    assert listed(admin) == []
    assert show(world, invite(admin)).get("RESET") is None


@pytest.mark.parametrize("end", ["newer", "ban", "delete", "late"])
def test_the_end_of_a_code(world: World, people: Sequence[Person], end: str) -> None:
    admin = people[0]
    code = admin.ask("ResetCode", UN=10002)["INVITE"]
    if end == "newer":
        admin.ask("ResetCode", UN=10002)
    elif end == "late":
        world.clock.advance(86_400)
    else:
        change(admin, 10002, end)
    assert show(world, code)["RES"] == "35"
    assert reset(world, code)["RES"] == "35"


def test_a_banned_person_gets_no_code(world: World, people: Sequence[Person]) -> None:
    admin = people[0]
    change(admin, 10002, "ban")
    assert admin.ask("ResetCode", UN=10002)["RES"] == "32"
    assert admin.ask("ResetCode", UN=10009)["RES"] == "30"


def test_codes_of_a_dismissed_administrator_end(world: World, people: Sequence[Person]) -> None:
    admin, friend, _ = people
    change(admin, 10002, "appoint")
    code = friend.ask("ResetCode", UN=10003)["INVITE"]
    change(admin, 10002, "dismiss")
    assert reset(world, code)["RES"] == "35"


def test_the_end_of_a_ban_gives_no_rights_back(world: World, people: Sequence[Person]) -> None:
    admin, friend, _ = people
    for action in ("appoint", "ban", "unban"):
        assert change(admin, 10002, action)["RES"] == "0"
    friend.sign_in()
    assert friend.ask("Place")["RES"] == "31"


def test_codes_cannot_be_guessed(world: World, people: Sequence[Person]) -> None:
    replies = [reset(world, f"{number:020}", address="203.0.113.5", sequence=number) for number in range(1, 40)]
    assert "40" in {reply["RES"] for reply in replies}


def test_a_used_code_does_not_help_to_guess_the_password(world: World, people: Sequence[Person]) -> None:
    code = people[0].ask("ResetCode", UN=10002)["INVITE"]
    assert reset(world, code)["RES"] == "0"
    far = "203.0.113.5"
    replies = [reset(world, code, f"guess {number}", far, number)["RES"] for number in range(2, 12)]
    assert replies[-1] == "40"
    assert reset(world, code, "fresh", far, 12)["RES"] == "40"


# The log


def test_the_log_says_who_did_what(world: World, people: Sequence[Person]) -> None:
    admin = people[0]
    code = admin.ask("ResetCode", UN=10002)["INVITE"]
    reset(world, code)
    change(admin, 10003, "ban")
    change(admin, 10003, "ban")
    reply = admin.ask("Invite", USES=1, DAYS=7)
    admin.ask("EndInvite", ID=reply["ID"])
    assert admin.ask("NotifyAll", MG="The server stops at noon.")["SN"] == "3"
    assert actions(admin) == [
        ("10001", "ResetCode", "10002", "user 10002"),
        ("10002", "ResetPassword", "10002", ""),
        ("10001", "ban", "10003", "user 10003"),
        ("10001", "Invite", "0", reply["ID"]),
        ("10001", "EndInvite", "0", reply["ID"]),
        ("10001", "NotifyAll", "0", "3"),
    ]


def test_the_log_says_who_was_let_in(world: World, people: Sequence[Person]) -> None:
    world.restart(Settings(registration="invite"))
    admin = people[0].sign_in()
    for number, answer in (("A", 0), ("B", 1)):
        request_to_join(world, number * 20, sequence=answer + 1, name=f"{number}nn")
        (asker,) = listed(admin, "ListAsks")
        assert asker["FROM"] == "192.168.1.7"
        assert admin.ask("AnswerAsk", ID=asker["ID"], CD=answer)["RES"] == "0"
    assert actions(admin) == [("10001", "AnswerAsk", "0", "Ann"), ("10001", "RefuseAsk", "0", "Bnn")]


def test_older_lines_come_in_pages(world: World, people: Sequence[Person]) -> None:
    admin = people[0]
    for _ in range(51):
        change(admin, 10002, "ban")
        change(admin, 10002, "unban")
    first = listed(admin, "PlaceLog")
    assert (len(first), first[0]["ID"], first[-1]["ID"]) == (100, "102", "3")
    rest = admin.ask("PlaceLog", BEF=3)
    assert (rest["FN"], rest["ID"]) == ("1", "2,1,")


def test_commands_are_in_the_log(
    world: World, people: Sequence[Person], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ["--data-dir", str(world.folder)]
    assert cli.main(["user", "reset", "10002", *folder]) == 0
    code = capsys.readouterr().out.strip()
    assert reset(world, code)["RES"] == "0"
    assert cli.main(["room", "add", "Family", *folder]) == 0
    assert cli.main(["room", "change", "10004", "--name", "Friends", *folder]) == 0
    assert cli.main(["room", "remove", "10004", "--yes", *folder]) == 0
    assert cli.main(["user", "admin", "10002", *folder]) == 0
    assert cli.main(["say", "Closed tomorrow", "--to", "10002", *folder]) == 0
    give_input(monkeypatch, "another\n")
    assert cli.main(["user", "passwd", "10002", "--password-stdin", *folder]) == 0
    capsys.readouterr()
    assert cli.main(["invite", "new", *folder]) == 0
    id_ = id_of(digest_of(capsys.readouterr().out.split()[-1]))
    assert cli.main(["invite", "revoke", id_, *folder]) == 0
    capsys.readouterr()
    assert cli.main(["log", *folder]) == 0
    lines = [line.split("\t")[1:] for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        ["-", "EndInvite", "-", id_],
        ["-", "Invite", "-", id_],
        ["-", "ModifyPwd", "10002", "-"],
        ["-", "NotifyAll", "-", "1"],
        ["-", "appoint", "10002", "user 10002"],
        ["-", "DeleteRoom", "10004", "Friends"],
        ["-", "ChangeRoom", "10004", "Friends"],
        ["-", "NewRoom", "10004", "Family"],
        ["10002", "ResetPassword", "10002", "-"],
        ["-", "ResetCode", "10002", "user 10002"],
    ]


# Who may


@pytest.mark.parametrize("who", ["another", "classic", "plain"])
def test_every_command_is_for_administrators_in_a_protected_session(
    world: World, people: Sequence[Person], who: str, caplog: pytest.LogCaptureFixture
) -> None:
    admin, friend, _ = people
    person = admin if who == "plain" else friend
    if who == "classic":
        person.login()
    for request in harmless_requests(10003):
        token = None if who == "classic" else person.token
        body = build_request(Envelope(str(next(person.sequence)), person.number, token), request)
        running = Running(world, body, person.address)
        running.line.is_protected = who != "plain"
        assert running.reply()["RES"] == ("11" if who == "classic" else "31"), request.NAME
        refused = [record for record in caplog.records if record.getMessage().startswith("An administrator's command")]
        logged = [(vars(record)["command"], vars(record)["user"]) for record in refused]
        assert ((request.NAME, person.number) in logged) is (who != "classic")
    assert actions(admin) == []


def test_nobody_fills_the_log_with_refused_commands(
    world: World, people: Sequence[Person], caplog: pytest.LogCaptureFixture
) -> None:
    _, friend, other = people
    for person in (friend, other):
        for _ in range(30):
            assert person.ask("Place")["RES"] == "31"
    users = [vars(record)["user"] for record in caplog.records if record.getMessage().startswith("An administrator's")]
    assert users == [10002] * 20 + [10003] * 20
    world.clock.passed += 3600
    friend.sign_in()
    assert friend.ask("Place")["RES"] == "31"
    assert "An administrator's command" in caplog.records[-1].getMessage()


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("ChangePlace", {"NAM": "Mine"}),
        ("NotifyAll", {"MG": "Hello"}),
        ("ChangePerson", {"UN": 10003, "ACT": "ban"}),
        ("ResetCode", {"UN": 10003}),
        ("DeleteRoom", {"UN": 10004}),
        ("AnswerAsk", {"ID": id_of(digest_of("A" * 20)), "CD": 0}),
    ],
)
def test_rights_that_end_while_a_request_runs(
    world: World, people: Sequence[Person], command: str, fields: dict[str, object]
) -> None:
    world.restart(Settings(registration="invite"))
    admin, friend = (person.sign_in() for person in people[:2])
    appoint(world, 10002)
    rooms.new_room(rooms.sign_in(friend))
    request_to_join(world, "A" * 20)
    dismissal = world.start_unsettled(friend.body("ChangePerson", UN=10001, ACT="dismiss"))
    assert admin.ask(command, **fields)["RES"] == "31"
    assert dismissal.reply()["RES"] == "0"
    assert len(actions(friend)) == 1


# Rooms and notices


def test_rooms_are_listed_and_deleted(world: World) -> None:
    admin, friend = rooms.people(world, 10001, 10002)
    appoint(world, 10002)
    room = rooms.new_room(admin, 10002)
    world.run(world.core.store.write(lambda db: membership.create_room(db, 10000, "Empty", 1, most_members=2)))
    row, empty = listed(friend, "PlaceRooms")
    assert [empty[name] for name in ("MEMBERS", "KEEPER", "NICK", "NAM")] == ["0", "0", "", "Empty"]
    assert [row[name] for name in ("UN", "MEMBERS", "KEEPER", "NICK", "NAM")] == [
        str(room), "2", "10001", "user 10001", "Family",
    ]  # fmt: skip
    poll = admin.start("GetMsgEx", WAIT=50)
    assert friend.ask("DeleteRoom", UN=room)["RES"] == "0"
    assert poll.is_done
    assert [row[:2] for row in rooms.notices(admin)][-1] == (82, room)
    assert friend.ask("DeleteRoom", UN=room)["RES"] == "30"
    assert actions(friend) == [("10002", "DeleteRoom", str(room), "Family")]


def test_everybody_gets_a_notice(world: World, people: Sequence[Person]) -> None:
    admin, friend, _ = people
    poll = friend.start("GetMsgEx", WAIT=50)
    reply = admin.ask("NotifyAll", MG="Hello")
    assert (reply["SN"], reply["LEFT"]) == ("3", "0")
    assert (9, 10000, "Hello") in poll.reply().rows
    assert admin.ask("NotifyAll", MG=" ")["RES"] == "10"


# Recovery


def test_a_database_that_was_restored_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first person with the printed invitation is the only administrator."""
    folder, empty = tmp_path / "server", tmp_path / "empty.backup"
    by_invitation = ("--registration", "invite")
    with running_server(tmp_path, arguments=by_invitation):
        pass
    options = ["--data-dir", str(folder)]
    assert cli.main(["backup", str(empty), *options]) == 0
    add_user(folder, 10001)
    assert cli.main(["user", "admin", "10001", *options]) == 0
    assert cli.main(["user", "reset", "10001", *options]) == 0
    old = capsys.readouterr().out.splitlines()[-1]
    with running_server(tmp_path, arguments=by_invitation):
        assert (folder / MARKER_NAME).exists()
    assert cli.main(["restore", str(empty), *options]) == 0
    with running_server(tmp_path, arguments=by_invitation) as server:
        assert server.process.stdout is not None
        first = next(line for line in server.process.stdout if line.startswith("invitation ")).split()[1].strip(",")
        assert "&RES=35&" in server.post(f"VER=1.1&CMD=ResetPassword&SEQ=1&UIN=0&INVITE={old}&PS={md5('x')}")
        register = f"VER=1.1&CMD=Register&SEQ=2&UIN=0&PS={md5('new')}&NICK=Anna&INVITE={first}"
        number = server.post(register).partition("&RES=0&NUM=")[2]
    capsys.readouterr()
    assert cli.main(["user", "list", *options]) == 0
    assert [line.split("\t")[::3] for line in capsys.readouterr().out.splitlines()] == [[number, "administrator"]]
    assert cli.main(["log", *options]) == 0
    newest = capsys.readouterr().out.splitlines()[0]
    assert newest.split("\t")[1:] == ["-", "appoint", number, "Anna"], "by the printed invitation"
