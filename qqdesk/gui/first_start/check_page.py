"""The page of what to check when a place is not listed, or does not let this computer in."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.fonts import semibold

_NUMBER = 20
PORTS = "8000, 8443"
UFW = "sudo ufw allow 8000,8443/tcp"
FIREWALLD = (
    "sudo firewall-cmd --permanent --add-port=8000/tcp --add-port=8443/tcp --add-service=mdns && "
    "sudo firewall-cmd --reload"
)


class CheckPage(Page):
    """A list of things to check, in the order in which they are likely."""

    WIDTH, HEIGHT = 440, 480

    def __init__(self, title: str, points: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`points` are titles with sentences, which can be selected and copied."""
        super().__init__(parent)
        self.put_title(title)
        self.body.setSpacing(12)
        for number, (name, sentence) in enumerate(points, 1):
            self.body.addLayout(self._point(number, name, sentence))
        self.body.addStretch(1)
        self.hide_foot_line()

    def _point(self, number: int, name: str, sentence: str) -> QHBoxLayout:
        mark = QLabel(f"{number}.")
        mark.setFont(semibold(mark.font()))
        mark.setFixedWidth(_NUMBER)
        text = QLabel()
        text.setTextFormat(Qt.TextFormat.RichText)
        safe = sentence.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
        text.setText(f"<b>{name}</b><br>{safe}")
        text.setWordWrap(True)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)
        return row

    def focus_first(self) -> None:
        back = self.head.findChild(QToolButton)
        if back is not None:
            back.setFocus()


def not_listed_page() -> CheckPage:
    """Return the page of *Place not listed?*"""
    translate = QCoreApplication.translate
    return CheckPage(
        translate("CheckPage", "Place not listed?"),
        [
            (
                translate("CheckPage", "Is the place running?"),
                translate("CheckPage", "It runs while the program runs on the computer where it was started."),
            ),
            (
                translate("CheckPage", "Is it open to the network?"),
                translate("CheckPage", "On that computer, “Invite people” says whether others can reach it."),
            ),
            (
                translate("CheckPage", "Are both computers in the same Wi-Fi?"),
                translate("CheckPage", "A guest Wi-Fi often keeps its computers apart. A VPN may do so, too."),
            ),
            (
                translate("CheckPage", "Does a firewall keep you out?"),
                translate("CheckPage", "The other computer has to let the ports {ports} in.").format(ports=PORTS),
            ),
            (
                translate("CheckPage", "Is the place elsewhere?"),
                translate(
                    "CheckPage", "Ask for an invitation link, or type its address. It is listed only in its network."
                ),
            ),
        ],
    )


def firewall_page(host: str) -> CheckPage:
    """Return the page of what to do at a computer that does not let others in."""
    translate = QCoreApplication.translate
    return CheckPage(
        translate("CheckPage", "{host} keeps you out").format(host=isolated(host)),
        [
            (
                translate("CheckPage", "Is the other computer on?"),
                translate("CheckPage", "A computer that sleeps does not answer. Wake it, then try again."),
            ),
            (
                translate("CheckPage", "Windows"),
                translate(
                    "CheckPage",
                    "On that computer, open “Allow an app through Windows Firewall” and allow qqdesk-server in private "
                    "networks. Delete rules that block it.",
                ),
            ),
            (
                translate("CheckPage", "macOS"),
                translate("CheckPage", "In System Settings, Network, Firewall, allow incoming connections for qqdesk."),
            ),
            (translate("CheckPage", "Linux"), f"{UFW}\n{FIREWALLD}"),
            (
                translate("CheckPage", "The Wi-Fi"),
                translate(
                    "CheckPage", "A guest Wi-Fi keeps its computers apart. Use the same ordinary network for both."
                ),
            ),
        ],
    )
