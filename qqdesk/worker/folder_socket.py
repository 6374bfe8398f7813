"""A local socket with a random name, which is in a file of a data folder. So no other user can listen in its place."""

import os
from pathlib import Path

from PySide6.QtCore import QSaveFile
from PySide6.QtNetwork import QLocalServer


def listen_in(server: QLocalServer, file: Path) -> str:
    """Listen, and write the name of the socket into the file. Return why that failed, "" if it did not."""
    server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
    name, runtime = f"qqdesk-{os.urandom(8).hex()}", os.environ.get("XDG_RUNTIME_DIR")
    if not server.listen(str(Path(runtime, name)) if runtime else name):
        return server.errorString()
    saved = QSaveFile(str(file))  # a reader must not get half of it
    saved.open(QSaveFile.OpenModeFlag.WriteOnly)
    saved.write(server.fullServerName().encode())
    return "" if saved.commit() else saved.errorString()
