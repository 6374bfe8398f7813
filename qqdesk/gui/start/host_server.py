"""`qqdesk --keep-place`: keep the place open, without a window and without a screen."""

import gc
import logging
import sys
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.shared.program_log import ProgramLog
from qqdesk.gui.shared.quit_signals import QuitSignals
from qqdesk.gui.start.arguments import Arguments, data_folders, folders_for
from qqdesk.system.crash.error_message import write_error
from qqdesk.worker.local_server import server_command
from qqdesk.worker.server_host import ServerHost
from qqdesk.worker.server_host_link import SERVER_FOLDER, end_host

NO_PLACE = 2
NO_END = 3


def host_server(arguments: Arguments, server: Sequence[str] = ()) -> int:
    """Keep the place open until a signal or a window ends it. Return the exit code.

    With `--quit` end those that are open instead. `server`: the command of another server program.
    """
    gc.enable()
    app = QCoreApplication(sys.argv[:1])
    if arguments.quit:
        have_ended = [end_host(folder / SERVER_FOLDER) for folder in data_folders(arguments)]
        return 0 if all(have_ended) else NO_END
    folder = folders_for(arguments).data / SERVER_FOLDER
    if not folder.is_dir():
        write_error(f"There is no place in {folder}.")
        return NO_PLACE
    host = ServerHost(server or server_command(), folder)
    if not host.acquire():
        return 0
    log = ProgramLog(folder / "log")
    log.start()
    log.open_file()
    signals = QuitSignals(app)
    signals.caught.connect(app.quit)
    host.ended.connect(app.quit)
    logging.getLogger(__name__).info("The place is kept open: %s", folder)
    host.start()
    app.exec()
    host.stop()
    signals.close()
    log.stop()
    return 0
