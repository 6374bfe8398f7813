"""The pages for joining a place, in the window of a signed-in person."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from qqdesk.domain.destination import Destination, NearbyServer, NearbyServerKind
from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.gui.first_start.address_page import AddressPage
from qqdesk.gui.first_start.check_page import FirewallPage, NotListedPage
from qqdesk.gui.first_start.join_by_link_page import JoinByLinkPage
from qqdesk.gui.first_start.join_page import JoinPage
from qqdesk.gui.first_start.nearby_list import Ask, JoinRequestState
from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.start.link_opener import RoomQuestion
from qqdesk.worker.joining import JoinablePlace
from qqdesk.worker.keyring_calls import KeyringCalls
from tests.gallery.stage import Scene, Stage

P = TypeVar("P", bound=Page)
LINK = f"http://192.168.178.20:8000/i#ABCD2345ABCD2345ABCD.{'A' * 43}"


class _Keyring(KeyringCalls):
    """A keyring that is never asked."""

    def check(self) -> int:
        return 0


_HOME = NearbyServer(
    "a", "Home", "127.0.0.1", NearbyServerKind.HERE, "0" * 14 + "28", 3, Destination(("127.0.0.1:8000",))
)
_CLASS = NearbyServer(
    "b",
    "Class 3b",
    "192.168.178.31",
    NearbyServerKind.BY_INVITATION,
    "0" * 14 + "27",
    destination=Destination(("192.168.178.31:8000",), "ab" * 32),
    needs_invitation=True,
)
_CLUB = NearbyServer(
    "c", "Rowing club", "192.168.178.40", NearbyServerKind.BY_INVITATION, "0" * 14 + "2a", needs_invitation=True
)
_OFFICE = NearbyServer("d", "Office", "192.168.178.77", NearbyServerKind.UNREACHABLE)
_SHOP = NearbyServer("e", "Workshop on the ground floor", "192.168.178.9", NearbyServerKind.CLOSED, "0" * 14 + "2c")
_INVITED = JoinablePlace(
    Destination(("192.168.178.20:8000",), "ab" * 32),
    "0" * 14 + "28",
    "Home",
    3,
    is_invited=True,
    inviter=10001,
    inviter_name="Anna Müller",
    inviter_face=45,
)


def _window(stage: Stage, page: Page | None = None) -> WizardWindow:
    QGuiApplication.clipboard().clear()
    window = stage.keep(WizardWindow(JoinPage(stage.faces), "Join another place"))
    if page is not None:
        window.show_page(page)
    return window


def _page_of(window: WizardWindow, kind: type[P]) -> P:
    page = window.page
    assert isinstance(page, kind)
    return page


def _looking(stage: Stage) -> QWidget:
    return _window(stage)


def _places(stage: Stage) -> QWidget:
    window = _window(stage)
    QGuiApplication.clipboard().setText(LINK)
    page = _page_of(window, JoinPage)
    page.check_clipboard()
    asks = {"c": Ask("Ben", JoinRequestState.WAITING)}
    page.set_places([_HOME, _CLASS, _CLUB, _SHOP, _OFFICE], asks)
    page.set_searching(False)
    return window


def _nothing(stage: Stage) -> QWidget:
    window = _window(stage)
    page = _page_of(window, JoinPage)
    page.set_searching(False)
    page.check_text("This is no link.")
    return window


def _place(stage: Stage, place: JoinablePlace | None = _INVITED, *, is_asking: bool = False) -> WizardWindow:
    random.seed(7)  # the faces to choose from
    page = JoinByLinkPage(stage.faces, _Keyring(stage.desk), is_asking=is_asking)
    page.fields.nickname.setText("Ben Carter")
    if place is not None:
        page.is_linked = place.is_invited
        page.show_place(place)
    return _window(stage, page)


def _invited(stage: Stage) -> QWidget:
    return _place(stage)


def _invited_to_room(stage: Stage) -> QWidget:
    return _place(stage, replace(_INVITED, room=10044, room_name="Workshop 工坊"))


def _question(stage: Stage) -> QWidget:
    return stage.keep(RoomQuestion("Workshop 工坊", "Anna Müller"))


def _own_password(stage: Stage) -> QWidget:
    window = _place(stage)
    _page_of(window, JoinByLinkPage).fields.own_link.linkActivated.emit("#")
    return window


def _joining(stage: Stage) -> QWidget:
    window = _place(stage)
    page = _page_of(window, JoinByLinkPage)
    page.show_step(page.tr("Joining…"))
    return window


def _asking(stage: Stage) -> QWidget:
    place = JoinablePlace(Destination(("192.168.178.31:8000",), "ab" * 32), "0" * 14 + "27", "Class 3b")
    return _place(stage, place, is_asking=True)


def _failed(trouble: JoinFailureReason, *, known: bool = False) -> Callable[[Stage], QWidget]:
    def show(stage: Stage) -> QWidget:
        window = _place(stage, _INVITED if known else None)
        page = _page_of(window, JoinByLinkPage)
        if not known:
            page.show_searching("192.168.178.20")
        page.show_failure(JoinFailure(trouble, "192.168.178.20", "192.168.2.x", 180))
        return window

    return show


def _address(stage: Stage) -> QWidget:
    page = AddressPage(stage.faces)
    page.field.setText("192.168.178.31")
    page.show_place(_CLASS, can_ask=True)
    return _window(stage, page)


def _no_address(stage: Stage) -> QWidget:
    page = AddressPage(stage.faces)
    page.field.setText("192.168.178.77")
    page.show_failure(JoinFailure(JoinFailureReason.SILENT, "192.168.178.77"))
    return _window(stage, page)


def _not_listed(stage: Stage) -> QWidget:
    return _window(stage, NotListedPage())


def _firewall(stage: Stage) -> QWidget:
    return _window(stage, FirewallPage("192.168.178.77"))


SCENES = (
    Scene("join-looking", WizardWindow, _looking),
    Scene("join-places", WizardWindow, _places),
    Scene("join-nothing", WizardWindow, _nothing),
    Scene("join-invited", WizardWindow, _invited),
    Scene("join-room-by-link", WizardWindow, _invited_to_room),
    Scene("join-room-question", RoomQuestion, _question),
    Scene("join-password", WizardWindow, _own_password),
    Scene("join-running", WizardWindow, _joining),
    Scene("join-asking", WizardWindow, _asking),
    Scene("join-used-up", WizardWindow, _failed(JoinFailureReason.BAD_INVITATION, known=True)),
    Scene("join-other-network", WizardWindow, _failed(JoinFailureReason.OTHER_NETWORK)),
    Scene("join-other-certificate", WizardWindow, _failed(JoinFailureReason.OTHER_CERTIFICATE)),
    Scene("join-address", WizardWindow, _address),
    Scene("join-no-address", WizardWindow, _no_address),
    Scene("join-not-listed", WizardWindow, _not_listed),
    Scene("join-firewall", WizardWindow, _firewall),
)
