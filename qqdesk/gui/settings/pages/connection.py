"""The way to the server."""

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.settings.ground import Ground
from qqdesk.gui.settings.rows import Choice, Row


def rows(ground: Ground) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    settings = ground.store.settings
    servers = list(dict.fromkeys([*settings.servers, settings.server]))
    return (
        Choice(
            "server",
            translate("Settings", "Server"),
            translate("Settings", "Where the next sign-in goes; others are typed in the sign-in window."),
            options=(
                (LOCAL_SERVER, translate("Settings", "This computer")),
                *((server, server) for server in servers if server != LOCAL_SERVER),
            ),
            words=translate("Settings", "address host"),
        ),
    )
