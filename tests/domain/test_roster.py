"""The contact list as a value."""

from hypothesis import given
from hypothesis import strategies as st

from qqdesk.domain.contact import Contact, Roster, presence_order
from qqdesk.domain.conversation import Conversation
from qqdesk.domain.message import Delivery
from qqdesk.protocol.codes import Status
from tests.helpers.messages import chat_with, text_message


def test_online_come_first_then_away_and_busy_then_the_others() -> None:
    people = [
        Contact(1, "zoe"),
        Contact(2, "Ann", status=Status.BUSY),
        Contact(3, "bob", status=Status.ONLINE),
        Contact(4, "Yan", status=Status.AWAY),
    ]
    assert [person.number for person in sorted(people, key=presence_order)] == [3, 4, 2, 1]


def test_somebody_unknown_is_a_nameless_stranger() -> None:
    roster = Roster()
    assert roster.get(7) == Contact(7, stranger=True)
    assert 7 not in roster
    assert roster.get(7).name == "7"


def test_putting_the_same_contact_again_is_no_change() -> None:
    roster = Roster()
    assert roster.put(Contact(5, "Ann"))
    assert not roster.put(Contact(5, "Ann"))
    assert roster.remove(5)
    assert not roster.remove(5)


@given(st.lists(st.sampled_from("abcdef")))
def test_a_conversation_holds_each_message_once_and_in_order(keys: list[str]) -> None:
    conversation = Conversation(chat_with(5))
    for key in keys:
        is_new = key not in conversation
        assert conversation.append(text_message(key, 5, key, 0, Delivery.WAITING)) == is_new
    assert [message.id for message in conversation.messages] == list(dict.fromkeys(keys))
    for key in set(keys):
        found = conversation.find(key)
        assert found is not None
        conversation.change(found.with_delivery(Delivery.SENT))
    assert [message.id for message in conversation.messages] == list(dict.fromkeys(keys))
    assert all(message.delivery is Delivery.SENT for message in conversation.messages)


def test_filling_again_replaces_all_contacts() -> None:
    roster = Roster()
    roster.put(Contact(5, "Ann"))
    roster.fill([Contact(6, "Bob"), Contact(7, "Eve", stranger=True)])
    assert [contact.number for contact in roster] == [6, 7]
    assert [contact.number for contact in roster.listed()] == [6]
