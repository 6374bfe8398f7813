"""A navigator that opens nothing and records its calls."""

from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem


class RecordingNavigator:
    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        """The name of each called method with its arguments."""

    def open_chat(self, conversation: ConversationId) -> None:
        self.calls.append(("open_chat", conversation))

    def open_message(self, message: Message) -> None:
        self.calls.append(("open_message", message))

    def open_profile(self, number: int) -> None:
        self.calls.append(("open_profile", number))

    def add_contact(self, number: int) -> None:
        self.calls.append(("add_contact", number))

    def delete_contact(self, number: int) -> None:
        self.calls.append(("delete_contact", number))

    def open_main(self) -> None:
        self.calls.append(("open_main",))

    def open_next_unread(self) -> None:
        self.calls.append(("open_next_unread",))

    def open_requests(self) -> None:
        self.calls.append(("open_requests",))

    def find_people(self) -> None:
        self.calls.append(("find_people",))

    def open_history(self, conversation: ConversationId | None) -> None:
        self.calls.append(("open_history", conversation))

    def open_quick_switch(self, window: QWidget) -> None:
        self.calls.append(("open_quick_switch", window))

    def open_own_profile(self) -> None:
        self.calls.append(("open_own_profile",))

    def change_password(self) -> None:
        self.calls.append(("change_password",))

    def open_blocked(self) -> None:
        self.calls.append(("open_blocked",))

    def open_invite(self) -> None:
        self.calls.append(("open_invite",))

    def open_shortcuts(self) -> None:
        self.calls.append(("open_shortcuts",))

    def open_about(self) -> None:
        self.calls.append(("open_about",))

    def open_connection_check(self) -> None:
        self.calls.append(("open_connection_check",))

    def compare_certificates(self, problem: Problem) -> None:
        self.calls.append(("compare_certificates", problem))
