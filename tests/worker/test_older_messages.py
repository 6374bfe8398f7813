"""A second computer of an account: conversations from before it, and their older messages from the server."""

from qqdesk.domain.message import Delivery, Message
from qqdesk.protocol.codes import Status
from qqdesk.worker.history_requests import JobDone, MessagePage
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk

WRITTEN = 130


def write(desk: Desk, to: int, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        desk.send(to, f"message {number}")


def numbers(messages: tuple[Message, ...] | list[Message]) -> list[int]:
    return [int(message.text.split()[1]) for message in messages]


def have_talked(server: LocalServer, desk: MakeDesk) -> tuple[Desk, Desk]:
    """TWO wrote WRITTEN messages to ONE, who has read them on the first computer."""
    bert, anna = desk(TWO).sign_in(server.address), desk(ONE).sign_in(server.address)
    write(bert, ONE, WRITTEN)
    anna.wait(lambda: anna.messenger.unread == WRITTEN)
    return bert, anna


def test_unread_counts_and_the_order_of_conversations_are_right_on_a_new_computer(
    server: LocalServer, desk: MakeDesk
) -> None:
    server.befriend(ONE, THREE)
    bert, anna = have_talked(server, desk)
    anna.messenger.mark_read(chat_with(TWO))
    write(bert, ONE, 3, WRITTEN)
    anna.wait(lambda: anna.messenger.unread == 3)
    anna.wait_state(THREE, anna.send(THREE, "message 1000"), Delivery.SENT)
    second = desk(ONE, "laptop").sign_in(server.address)
    second.wait(lambda: second.messenger.unread_counts() == {chat_with(TWO): 3} and THREE in second.messenger.roster)
    assert second.messenger.recent_conversations() == [chat_with(THREE), chat_with(TWO)]
    shown = second.messenger.conversation(chat_with(TWO)).messages
    assert numbers(list(shown))[-3:] == [WRITTEN, WRITTEN + 1, WRITTEN + 2]


def read_back(desk: Desk, with_: int) -> list[Message]:
    """All messages of a conversation, as the windows read them back."""
    service, chat = desk.messenger.history_service, chat_with(with_)
    messages = list(desk.messenger.conversation(chat).messages)
    page = MessagePage((), complete=False)
    while not page.complete:
        page = desk.reply(service.load_earlier(chat, messages[0].id))
        assert page.messages or page.complete
        messages[:0] = page.messages
    return messages


def test_a_new_computer_reads_a_conversation_back_to_its_beginning(server: LocalServer, desk: MakeDesk) -> None:
    have_talked(server, desk)
    second = desk(ONE, "laptop").sign_in(server.address)
    second.wait(lambda: second.messenger.recent_conversations())
    assert numbers(read_back(second, TWO)) == list(range(WRITTEN))


def test_messages_on_an_unreachable_server_are_not_an_end_of_the_conversation(
    server: LocalServer, desk: MakeDesk
) -> None:
    _, anna = have_talked(server, desk)
    anna.messenger.mark_read(chat_with(TWO))
    second = desk(ONE, "laptop").sign_in(server.address)
    second.wait(lambda: second.messenger.recent_conversations())
    service = second.messenger.history_service
    second.wait(lambda: second.messenger.conversation(chat_with(TWO)).messages)
    first = second.messenger.conversation(chat_with(TWO)).messages[0].id
    second.messenger.set_status(Status.OFFLINE)
    second.wait_lost()
    assert second.reply(service.load_earlier(chat_with(TWO), first)) == MessagePage((), False, is_on_server=True)


def test_all_older_messages_are_fetched_for_a_search(server: LocalServer, desk: MakeDesk) -> None:
    have_talked(server, desk)
    second = desk(ONE, "laptop").sign_in(server.address)
    second.wait(lambda: second.messenger.recent_conversations())
    service = second.messenger.history_service
    incomplete = second.reply(service.find_incomplete(None))
    assert incomplete in ((chat_with(TWO),), ())
    done: JobDone = second.reply(service.fetch_older([chat_with(TWO)]))
    assert not done.cancelled
    assert second.reply(service.find_incomplete(chat_with(TWO))) == ()
    assert numbers(read_back(second, TWO)) == list(range(WRITTEN))
