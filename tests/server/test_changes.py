"""Replies and changes of messages between people: Recall, React and Edit."""

import pytest

from qqdesk.server.admin import moderation
from qqdesk.server.settings.settings import Settings
from tests.server.world import OTHER_DEVICE, Person, Reply, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

CID, OTHER_CID = "a" * 32, "b" * 32
REF = f"10001:{CID}"
_marks = [f"{number:032x}" for number in range(1, 50)]


def items(reply: Reply, name: str) -> list[str]:
    return reply[name].split(",")[:-1]


def marked(world: World, number: int, device: str = "d" * 32, can: str = "DEV,ROOM,MARK,") -> Person:
    person = Person(world, number)
    reply = person.login(EXT=1, DEV=device, CAN=can)
    assert reply["CAN"] == can, reply.text
    person.token = reply["SID"]
    return person


def friends(world: World, *numbers: int) -> list[Person]:
    """People on each other's lists, signed in with MARK."""
    world.people(*numbers)
    people = [marked(world, number) for number in numbers]
    for person in people:
        rows(person)
        person.session.unsent.clear()
    return people


def rows(person: Person, **fields: object) -> list[tuple[str, ...]]:
    """Kind, sender, REF and text of the entries behind the cursor; they are acknowledged."""
    reply = person.ask("GetMsgEx", **fields)
    found = reply_rows(reply)
    person.ask("GetMsgEx", ACK=max(reply.ids, default=0))
    return found


def reply_rows(reply: Reply) -> list[tuple[str, ...]]:
    if reply["MN"] == "0":
        return []
    columns = [items(reply, name) for name in ("MT", "UN")]
    refs = items(reply, "REF") if "REF" in reply else [""] * len(columns[0])
    return list(zip(*columns, refs, items(reply, "MG"), strict=True))


def log(person: Person, number: int) -> list[tuple[str, ...]]:
    return reply_rows(person.ask("GetLog", UN=number))


def write(person: Person, to: int, text: str = "hello", cid: str = CID, **fields: object) -> Reply:
    reply = person.ask("CLTMSG", CID=cid, **fields, UN=to, MG=text)
    assert reply["RES"] == "0", reply.text
    return reply


def recall(person: Person, number: int, ref: str = REF, cid: str = OTHER_CID) -> str:
    return person.ask("Recall", UN=number, REF=ref, CID=cid)["RES"]


def react(person: Person, number: int, emoji: str, ref: str = REF, cid: str = OTHER_CID) -> str:
    return person.ask("React", UN=number, REF=ref, CID=cid, VAL=emoji)["RES"]


def edit(person: Person, number: int, text: str, ref: str = REF, cid: str = OTHER_CID) -> str:
    return person.ask("Edit", UN=number, REF=ref, CID=cid, MG=text)["RES"]


def test_login_says_how_long_messages_can_be_taken_back(world: World) -> None:
    world.people(10001)
    person = Person(world, 10001)
    assert person.login(EXT=1, DEV="d" * 32, CAN="DEV,MARK,")["RECALL"] == "10"
    assert "RECALL" not in person.login(EXT=1, DEV="d" * 32, CAN="DEV,")
    world.restart(Settings(recall_minutes=0))
    assert person.login(EXT=1, DEV="d" * 32, CAN="DEV,MARK,")["RECALL"] == "0"


def test_a_reaction_reaches_both_people_on_all_devices(world: World) -> None:
    anna, bert = friends(world, 10001, 10002)
    other = marked(world, 10002, OTHER_DEVICE)
    write(anna, 10002)
    rows(other)
    world.settle()
    rows(anna)
    poll, own = anna.start("GetMsgEx", WAIT=50), other.start("GetMsgEx", WAIT=50)
    assert react(bert, 10001, "👍") == "0"
    wanted = f"{REF}:10002"
    assert reply_rows(poll.reply()) == [("96", "10002", wanted, "👍")]
    assert reply_rows(own.reply()) == [("96", "10001", wanted, "👍")]
    assert log(anna, 10002)[-1] == ("96", "10002", wanted, "👍")
    assert log(bert, 10001)[-1] == ("96", "10001", wanted, "👍")


def test_a_person_has_one_reaction_to_a_message(world: World) -> None:
    anna, bert = friends(world, 10001, 10002)
    write(anna, 10002)
    for emoji, cid in zip(("👍", "", "❤️", "👎"), _marks, strict=False):
        assert react(bert, 10001, emoji, cid=cid) == "0"
    assert react(anna, 10002, "🎉", cid=_marks[9]) == "0"
    assert [row for row in log(anna, 10002) if row[0] == "96"] == [
        ("96", "10002", f"{REF}:10002", "👎"),
        ("96", "10002", f"{REF}:10001", "🎉"),
    ]
    assert world.read("SELECT count(*) FROM entries WHERE kind = 96") == [(4,)]


def test_a_message_that_was_taken_back_is_gone_everywhere(world: World) -> None:
    anna, bert = friends(world, 10001, 10002)
    write(anna, 10002, "a secret")
    assert edit(anna, 10002, "another secret", cid=_marks[0]) == "0"
    assert recall(anna, 10002) == "0"
    wanted = [("95", "10001", "", ""), ("95", "10001", f"{REF}:10001", "")]
    assert rows(bert) == wanted
    assert log(bert, 10001) == wanted
    assert log(anna, 10002) == [("95", "10002", "", ""), ("95", "10002", f"{REF}:10001", "")]
    assert world.read("SELECT count(*) FROM entries WHERE text LIKE '%secret%'") == [(0,)]
    summary = bert.ask("Talks")
    assert (summary["UNREAD"], summary["CID"], summary["MG"]) == ("0,", f"{CID},", ",")


def test_an_entry_that_waits_in_memory_is_taken_back_too(world: World) -> None:
    anna, bert = friends(world, 10001, 10002)
    write(anna, 10002, "a secret")
    recall(anna, 10002)
    assert [row[0] for row in rows(bert, WAIT=50)] == ["95", "95"]


def test_a_message_can_be_taken_back_for_some_minutes(world: World) -> None:
    anna, bert = friends(world, 10001, 10002)
    write(anna, 10002)
    world.advance(600)
    bert.ask("GetMsgEx")
    anna = marked(world, 10001)
    assert edit(anna, 10002, "hi", cid=_marks[0]) == "0"
    world.advance(1)
    assert (recall(anna, 10002), edit(anna, 10002, "no", cid=_marks[1])) == ("31", "31")
    assert react(anna, 10002, "👍") == "0"


def test_a_blocked_person_can_take_a_message_back_but_not_react(world: World) -> None:
    anna, bert = friends(world, 10001, 10002)
    write(anna, 10002)
    bert.ask("Block", UN=10001)
    assert (edit(anna, 10002, "no"), react(anna, 10002, "👍")) == ("31", "31")
    assert recall(anna, 10002) == "0"


def test_changes_fill_no_mailbox_and_cause_no_receipt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qqdesk.server.delivery.mailbox.MOST_WAITING", 3)
    anna, bert = friends(world, 10001, 10002)
    for cid in _marks[:3]:
        write(anna, 10002, cid=cid)
        assert react(anna, 10002, "👍", f"10001:{cid}", f"f{cid[1:]}") == "0"
    assert anna.ask("CLTMSG", UN=10002, MG="one more")["RES"] == "42"
    assert react(anna, 10002, "👎", f"10001:{_marks[0]}") == "0"
    assert recall(anna, 10002, f"10001:{_marks[0]}", _marks[9]) == "0"
    assert anna.ask("CLTMSG", UN=10002, MG="one more")["RES"] == "0"
    bert.ask("GetMsgEx", ACK=9)
    world.settle()
    assert [row[3] for row in rows(anna) if row[0] == "91"][:-1] == _marks[1:3]


def test_changes_are_no_messages_of_a_conversation(world: World) -> None:
    anna, bert = friends(world, 10001, 10002)
    write(anna, 10002)
    react(anna, 10002, "👍")
    edit(anna, 10002, "hello!", cid=_marks[0])
    summary = bert.ask("Talks")
    assert (summary["UNREAD"], summary["LAST"], summary["MG"]) == ("1,", "1,", "hello!,")


def test_changes_share_the_limit_of_messages(world: World) -> None:
    world.restart(Settings(messages_per_minute=2))
    anna, _ = friends(world, 10001, 10002)
    write(anna, 10002)
    assert [react(anna, 10002, "👍"), react(anna, 10002, "👎", cid=_marks[0])] == ["0", "40"]
    assert react(anna, 10002, "👍") == "0", "a repeat"


def test_deleting_a_conversation_deletes_its_changes(world: World) -> None:
    anna, bert = friends(world, 10001, 10002)
    write(anna, 10002)
    react(bert, 10001, "👍")
    assert anna.ask("ClearLog", UN=10002, MID=2)["RES"] == "0"
    assert log(anna, 10002) == []
    assert [row[0] for row in log(bert, 10001)] == ["9", "96"]
    assert recall(anna, 10002, cid=_marks[0]) == "30"


def test_commands_of_changes_need_mark(world: World) -> None:
    anna, _ = world.people(10001, 10002)
    write(anna, 10002, REF=f"10002:{OTHER_CID}")
    for command in ("Recall", "Edit", "React"):
        assert anna.ask(command, UN=10002, REF=REF, CID=OTHER_CID, VAL="👍", MG="x")["RES"] == "11"
    assert anna.ask("Nudge", UN=10002)["RES"] == "11"
    assert "REF" not in marked(world, 10002).ask("GetMsgEx")


def test_retention_removes_changes_with_the_messages_and_counts_messages(world: World) -> None:
    world.restart(Settings(retention_days=7))
    anna, bert = friends(world, 10001, 10002)
    for cid in _marks[:3]:
        write(anna, 10002, cid=cid)
        react(bert, 10001, "👍", f"10001:{cid}", f"f{cid[1:]}")
    recall(anna, 10002, f"10001:{_marks[0]}")
    for person in (anna, bert):
        rows(person)
    world.settle()
    world.advance(8 * 24 * 3600)
    world.run(world.core.housekeeping.purge())
    assert world.read("SELECT log, peer, kind, text FROM entries WHERE kind NOT IN (79, 91) ORDER BY log") == [
        (10001, 10002, 88, "2"),
        (10002, 10001, 88, "2"),
    ]


def test_messages_of_a_deleted_account_cannot_be_changed(world: World) -> None:
    anna, bert = friends(world, 10001, 10002)
    write(anna, 10002)
    write(bert, 10001, cid=_marks[0])
    assert react(bert, 10001, "👍") == "0"
    world.run(world.core.store.write(lambda db: moderation.delete(db, 10001, 1)))
    world.catch_up()
    assert react(bert, 10001, "👎", cid=_marks[1]) == "30"
    assert recall(bert, 10001, f"10002:{_marks[0]}", _marks[2]) == "30"
    assert log(bert, 10001)[0] == ("9", "10001", "", "hello")
