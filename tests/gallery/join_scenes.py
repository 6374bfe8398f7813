"""The pages for joining a place, each in the window that a signed-in person sees."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from qqdesk.domain.destination import Destination
from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.domain.nearby_server import NearbyServer, NearbyServerKind
from qqdesk.gui.first_start.address_page import AddressPage
from qqdesk.gui.first_start.check_page import firewall_page, not_listed_page
from qqdesk.gui.first_start.join_by_link_page import Assurance, JoinByLinkPage, PlaceCard, Purpose
from qqdesk.gui.first_start.join_page import JoinPage
from qqdesk.gui.first_start.join_window import JoinWindow
from qqdesk.gui.first_start.nearby_list import Ask, AskState
from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.worker.keyring_calls import KeyringCalls
from tests.gallery.stage import Scene, Stage

P = TypeVar("P", bound=Page)
LINK = f"http://192.168.178.20:8000/i#ABCD2345ABCD2345ABCD.{'A' * 43}"


class _Keyring(KeyringCalls):
    """One that is there, and never asked."""

    def check(self) -> int:
        return 0


_FACES = (0, 21, 57, 198, 207, 369)
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
_CARD = PlaceCard("Home", "0" * 14 + "28", Assurance.MATCHES, "Anna Müller", 45, 3, "192.168.178.20")


def _window(stage: Stage, page: Page | None = None) -> JoinWindow:
    QGuiApplication.clipboard().clear()
    window = stage.keep(JoinWindow(JoinPage(stage.faces)))
    if page is not None:
        window.show_page(page)
    return window


def _page_of(window: JoinWindow, kind: type[P]) -> P:
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
    asks = {"c": Ask("Ben", AskState.WAITING)}
    page.set_places([_HOME, _CLASS, _CLUB, _SHOP, _OFFICE], asks)
    page.set_searching(False)
    return window


def _nothing(stage: Stage) -> QWidget:
    window = _window(stage)
    page = _page_of(window, JoinPage)
    page.set_searching(False)
    page.check_text("This is no link.")
    return window


def _place(stage: Stage, purpose: Purpose = Purpose.JOIN, card: PlaceCard | None = _CARD) -> JoinWindow:
    page = JoinByLinkPage(stage.faces, _Keyring(stage.desk), purpose, choice=_FACES, name="Ben Carter")
    if card is not None:
        page.show_place(card)
    return _window(stage, page)


def _invited(stage: Stage) -> QWidget:
    return _place(stage)


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
    return _place(stage, Purpose.ASK, PlaceCard("Class 3b", "0" * 14 + "27", Assurance.NEW, host="192.168.178.31"))


def _failed(trouble: JoinFailureReason, *, known: bool = False) -> Callable[[Stage], QWidget]:
    def show(stage: Stage) -> QWidget:
        window = _place(stage, card=_CARD if known else None)
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
    return _window(stage, not_listed_page())


def _firewall(stage: Stage) -> QWidget:
    return _window(stage, firewall_page("192.168.178.77"))


SCENES = (
    Scene("join-looking", JoinWindow, _looking),
    Scene("join-places", JoinWindow, _places),
    Scene("join-nothing", JoinWindow, _nothing),
    Scene("join-invited", JoinWindow, _invited),
    Scene("join-password", JoinWindow, _own_password),
    Scene("join-running", JoinWindow, _joining),
    Scene("join-asking", JoinWindow, _asking),
    Scene("join-used-up", JoinWindow, _failed(JoinFailureReason.BAD_INVITATION, known=True)),
    Scene("join-other-network", JoinWindow, _failed(JoinFailureReason.OTHER_NETWORK)),
    Scene("join-other-certificate", JoinWindow, _failed(JoinFailureReason.OTHER_CERTIFICATE)),
    Scene("join-address", JoinWindow, _address),
    Scene("join-no-address", JoinWindow, _no_address),
    Scene("join-not-listed", JoinWindow, _not_listed),
    Scene("join-firewall", JoinWindow, _firewall),
)
