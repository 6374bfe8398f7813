"""The bar at the foot of *Invite people*: whether others can reach the place, and who has joined."""

import sys

from PySide6.QtCore import QTimer, Signal, Slot

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import NewcomerJoined
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.invite.invitation_texts import Counts
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar, BarKind
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.place_texts import place_name, why_no_invitations
from qqdesk.gui.shared.texts import clock_text, moment_text, problem_text
from qqdesk.worker.api import ConnectionPhase, Notice
from qqdesk.worker.local_server import own_network

OPENING_MS = 15_000
"""The time in which the server of the place restarts."""
_SAME_MOMENT_MS = 60_000


class InviteState(Bar):
    """Shows the first of these that applies: a failure, a closed place, arrivals, a first visitor, no visitor."""

    retry_clicked = Signal()

    def __init__(self, context: AppContext, *, can_open_place: bool, room: int = 0) -> None:
        super().__init__(context.faces, button_role="", is_low=True)
        messenger = context.messenger
        self._room = room
        self._messenger, self._navigator = messenger, context.navigator
        self._can_open_place = can_open_place
        self._problem: Problem | None = None
        self._reached = 0
        self._arrived: dict[int, Notice] = {}
        """People who joined since the window opened, the latest last."""
        self._opening = QTimer(self, singleShot=True, interval=OPENING_MS)
        self._opening.timeout.connect(self.refresh)
        messenger.notice_received.connect(self._notice_received)
        messenger.roster_changed.connect(self.refresh)
        self.acted.connect(self._act)

    def show_reached(self, time: int) -> None:
        """Show when another computer last reached the server, in milliseconds since 1970; 0: none did."""
        self._reached = time
        self.refresh()

    def show_problem(self, problem: Problem | None) -> None:
        """Show why there is no new link; None if there is one."""
        self._problem = problem
        self.refresh()

    @Slot(object)
    def _notice_received(self, notice: Notice) -> None:
        if isinstance(notice.item, NewcomerJoined):
            self._arrived.pop(notice.number, None)
            self._arrived[notice.number] = notice
            self.refresh()

    @property
    def _is_closed(self) -> bool:
        """Return whether only this computer can reach the place."""
        return self._messenger.security.on_this_computer and not self._messenger.invitations.place.addresses

    @Slot()
    def refresh(self) -> None:
        reason = why_no_invitations(self._messenger, self._room)
        place = isolated(place_name(self._messenger))
        moment = self.tr("This takes a moment.")
        if self._opening.isActive() and (reason or self._is_closed):
            text = self.tr("Opening {place} to this network…").format(place=place)
            self.show_fact(BarKind.NOTICE, text, second=moment, icon="clock")
        elif self._messenger.connection.phase is ConnectionPhase.CONNECTING:
            self.show_fact(BarKind.NOTICE, self.tr("Connecting…"), second=moment, icon="clock")
        elif reason:
            text, second = self.tr("You cannot invite people now"), self._as_sentence(reason)
            self.show_fact(BarKind.ERROR, text, self.tr("Try again"), second=second)
        elif self._problem is not None:
            text = self.tr("There is no new link")
            self.show_fact(BarKind.ERROR, text, self.tr("Try again"), second=self._problem_words())
        elif self._arrived:
            self._show_arrivals()
        elif self._is_closed and self._can_open_place and not own_network():
            text, second = (
                self.tr("This computer is not in a network"),
                self.tr("The link works on this computer only."),
            )
            self.show_fact(BarKind.WARNING, text, second=self.tr("The link works on this computer only."))
        elif self._is_closed:
            action = self.tr("Open to this network") if self._can_open_place else ""
            second = self.tr("The link works on this computer only.")
            if action and sys.platform in ("win32", "darwin"):  # their firewalls ask when the server listens
                second = self.tr("The system will ask: choose Allow.")
            self.show_fact(BarKind.WARNING, self.tr("Not open to this network"), action, second=second)
        elif self._messenger.security.on_this_computer and not self._reached:
            text, second = self.tr("Nobody from another computer yet"), self.tr("This line changes when one connects.")
            self.show_fact(BarKind.NOTICE, text, self.tr("What to check"), second=second, icon="clock")
        elif self._messenger.security.on_this_computer:
            text = self.tr("Last reached from another computer: {time}").format(time=moment_text(self._reached))
            second = self.tr("This line changes when somebody joins.")
            self.show_fact(BarKind.SUCCESS, text, self.tr("What to check"), second=second)
        else:
            second = self.tr("This line changes as soon as somebody does.")
            self.show_fact(BarKind.NOTICE, self.tr("Waiting for somebody to join"), second=second, icon="clock")

    @staticmethod
    def _as_sentence(reason: str) -> str:
        return f"{reason[:1].upper()}{reason[1:]}."

    def _problem_words(self) -> str:
        assert self._problem is not None
        if self._problem.kind is ProblemKind.REFUSED_BY_SERVER:
            return self.tr("You have too many invitations. Withdraw one of them.")
        if self._problem.kind is ProblemKind.NOT_ALLOWED:
            return self.tr("The place did not allow it.")
        return problem_text(self._problem)

    def _show_arrivals(self) -> None:
        notice = self._latest
        contact = self._contact(notice)
        time = clock_text(notice.time)
        if self._reached and abs(self._reached - notice.time) < _SAME_MOMENT_MS:
            second = self.tr("At {time}, from another computer").format(time=time)
        else:
            second = self.tr("At {time}").format(time=time)
        text = Counts().came_in(contact.name, len(self._arrived) - 1)
        self.show_fact(BarKind.SUCCESS, text, self.tr("Say hello"), second=second, face=contact.face)

    @property
    def _latest(self) -> Notice:
        return self._arrived[next(reversed(self._arrived))]

    def _contact(self, notice: Notice) -> Contact:
        """Return the contact of the list if it has a name: the notice may be older."""
        roster = self._messenger.roster
        listed = roster.get(notice.number)
        return listed if notice.number in roster and listed.nickname else notice.contact

    @Slot()
    def _act(self) -> None:
        if why_no_invitations(self._messenger, self._room) or self._problem is not None:
            self.retry_clicked.emit()
        elif self._arrived:
            self._navigator.open(routes.Chat(ConversationId.person(self._latest.number)))
        elif self._is_closed:
            self._opening.start()
            self.refresh()
            self._navigator.open(routes.OpenPlace())
        else:
            self._navigator.open(routes.ConnectionCheck())
