"""Pages with things to check if a place is not listed, or cannot be reached."""

import html
import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.labels import heading_label
from qqdesk.gui.shared.layouts import column, row

_MARK = 16
PORTS = "8000, 8443"
UFW = "sudo ufw allow 8000,8443/tcp"
FIREWALLD = """\
sudo firewall-cmd --permanent --add-port=8000/tcp
sudo firewall-cmd --permanent --add-port=8443/tcp
sudo firewall-cmd --permanent --add-service=mdns
sudo firewall-cmd --reload"""


class _CheckPage(Page):
    """A list of things to check, the likely ones first."""

    WIDTH, HEIGHT = 440, 480

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(12)
        self.foot_line.hide()

    def add_points(self, *points: tuple[str, str]) -> None:
        """Add titles with sentences. The user can select and copy them."""
        for title, sentence in points:
            mark = heading_label("•")
            mark.setFixedWidth(_MARK)
            safe = html.escape(sentence).replace("\n", "<br>")
            text = QLabel(f"<b>{title}</b><br>{safe}")
            text.setTextFormat(Qt.TextFormat.RichText)
            text.setWordWrap(True)
            text.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.body.addLayout(row(column(mark, None), (text, 1), spacing=4))
        self.body.addStretch(1)

    def focus_first(self) -> None:
        self.back.setFocus()


class NotListedPage(_CheckPage):
    def __init__(self) -> None:
        super().__init__()
        self.put_title(self.tr("Place not listed?"))
        ports = self.tr("The other computer has to let the ports {ports} in.").format(ports=PORTS)
        self.add_points(
            (
                self.tr("Is the place running?"),
                self.tr("It runs while the program runs on the computer where it was started."),
            ),
            (
                self.tr("Is it open to the network?"),
                self.tr("On that computer, “Invite people” says whether others can reach it."),
            ),
            (
                self.tr("Are both computers in the same Wi-Fi?"),
                self.tr("A guest Wi-Fi often keeps its computers apart. A VPN may do so, too."),
            ),
            (self.tr("Does a firewall keep you out?"), ports),
            (
                self.tr("Is the place elsewhere?"),
                self.tr("Ask for an invitation link, or type its address. It is listed only in its network."),
            ),
        )


class FirewallPage(_CheckPage):
    """Shows how to open the firewall of the computer with the place. The way of this computer's system comes first."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self.put_title(self.tr("A firewall on {host} blocks you").format(host=isolated(host)))
        on_windows = self.tr(
            "On that computer, open “Allow an app through Windows Firewall” and allow qqdesk-server in private "
            "networks. Delete rules that block it."
        )
        ways = {
            "win32": (self.tr("If it runs Windows"), on_windows),
            "darwin": (
                self.tr("If it runs macOS"),
                self.tr("In System Settings, Network, Firewall, allow incoming connections for qqdesk."),
            ),
            "linux": (self.tr("If it runs Linux"), f"{UFW}\n{FIREWALLD}"),
        }
        self.add_points(
            (
                self.tr("Is the other computer on?"),
                self.tr("A computer that sleeps does not answer. Wake it, then try again."),
            ),
            *sorted(ways.values(), key=lambda way: way is not ways.get(sys.platform, ways["linux"])),
            (
                self.tr("The Wi-Fi"),
                self.tr("A guest Wi-Fi keeps its computers apart. Use the same ordinary network for both."),
            ),
        )
