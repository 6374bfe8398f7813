"""Values that an account keeps: text forms, and what is read from damaged ones."""

from typing import Any

import pytest

from qqdesk.domain.account_keys import (
    GROUP,
    GROUP_OF,
    HIDDEN_AT,
    KEYS,
    MUTED_UNTIL,
    OPEN_CHATS,
    PINNED,
    READ_MARKS_ASKED,
    REMARK,
    WATCHED,
    AccountKey,
    AccountValues,
)
from qqdesk.domain.chat_layout import ChatWindowLayout
from qqdesk.domain.contact import Watch
from qqdesk.domain.contact_notes import ContactNote
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.notification_rules import FOREVER
from tests.helpers.messages import chat_with

ROOM = ConversationId.room(20001)
VALUES: list[tuple[AccountKey[Any, Any], object, object, str, str]] = [
    (GROUP, "家人: us", 3, "group:家人: us", "3"),
    (GROUP_OF, 10002, "家人", "group_of:10002", '"家人"'),
    (REMARK, 9_999_999_999, 'the "boss"', "remark:9999999999", '"the \\"boss\\""'),
    (PINNED, ROOM, True, "pinned:r20001", "true"),
    (MUTED_UNTIL, ROOM, FOREVER, "muted_until:r20001", "-1"),
    (HIDDEN_AT, chat_with(10002), "", "hidden_at:p10002", '""'),
    (WATCHED, 10002, Watch.ONCE, "watched:10002", '"once"'),
    (READ_MARKS_ASKED, None, True, "read_marks_asked", "true"),
]


@pytest.mark.parametrize(("key", "item", "value", "key_text", "value_text"), VALUES)
def test_there_and_back(key: AccountKey[Any, Any], item: object, value: object, key_text: str, value_text: str) -> None:
    assert (key.text(item), key.value_text(value)) == (key_text, value_text)
    values = AccountValues({key_text: value_text})
    assert values.get(key, item) == value and values.items(key) == {item: value}
    assert values.read(key_text, "") == (key, item)
    assert values.get(key, item) == key.default and values.items(key) == {}


def test_windows_there_and_back() -> None:
    windows = [ChatWindowLayout((chat_with(10002), ROOM), (ROOM,), ROOM, "AdnQ", False, True)]
    assert AccountValues({OPEN_CHATS.text(None): OPEN_CHATS.value_text(windows)}).get(OPEN_CHATS) == windows


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("later_version:10002", "1"),
        ("remark", '"x"'),
        ("remark:0", '"x"'),
        ("remark:05", '"x"'),
        ("remark:99999999999", '"x"'),
        ("remark:10002", "7"),
        ("remark:10002", "x"),
        ("group:", "1"),
        ("group:a  b", "1"),
        ("group:a", "true"),
        ("pinned:10002", "true"),
        ("pinned:p10002", "1"),
        ("pinned:p010002", "true"),
        ("pinned:p99999999999", "true"),
        ("muted_until:p10002", "253402300800000"),
        ("remark:10002", '"\\ud800"'),
        ("group_of:10002", '"\\ud800"'),
        ("group:\u202ea", "1"),
        ("read_marks_asked", "[" * 100_000),
        ("watched:10002", '"never"'),
        ("watched:10002", "[]"),
        ("muted_until:p10002", "1.5"),
        ("read_marks_asked:p10002", "true"),
    ],
)
def test_what_is_invalid_is_left_out(key: str, value: str) -> None:
    values = AccountValues({key: value})
    assert not any(values.items(one) for one in KEYS.values())


def test_a_value_of_a_later_version_replaces_the_one_before() -> None:
    values = AccountValues({"watched:10002": '"once"'})
    assert values.read("watched:10002", '"of a later version"') == (WATCHED, 10002)
    assert values.items(WATCHED) == AccountValues({"watched:10002": '"of a later version"'}).items(WATCHED) == {}


def test_texts_of_another_device_are_cut_and_cleaned() -> None:
    values = AccountValues({"remark:10002": '"a \\n b' + "x" * 100 + '"'})
    assert values.get(REMARK, 10002) == ("a b" + "x" * 100)[:64]


def test_notes_on_people() -> None:
    values = AccountValues({"group_of:1": '"Work"', "remark:1": '"Boss"', "remark:2": '"Bo"', "pinned:p4": "true"})
    assert values.notes([2, 3]) == {
        1: ContactNote("Work", "Boss"),
        2: ContactNote(remark="Bo", blocked=True),
        3: ContactNote(blocked=True),
    }
