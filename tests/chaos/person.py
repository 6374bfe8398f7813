"""python -m tests.chaos.person FOLDER NUMBER TO SERVER [room]: somebody who talks to a person or a room until the
process is ended from outside.

Prints "connected" once there is a session, and appends what is shown to the file NUMBER.shown in the folder.
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.message import Message
from qqdesk.worker.api import ConnectionPhase, ConnectionState
from tests.chaos.people import Person


def main(folder: str, number: str, to: str, server: str, kind: str = "") -> None:
    application = QCoreApplication([])
    # A room takes two messages a second. What waits when the program is killed adds to what waited before.
    ahead = 5 if kind == "room" else 20
    person = Person(Path(folder), int(number), int(to), ahead, room=kind == "room")
    with (Path(folder) / f"{number}.shown").open("a", encoding="utf-8") as log:

        def note(message: Message) -> None:
            if not message.is_mine:
                log.write(f"{message.text}\n")
                log.flush()

        def tell(state: ConnectionState) -> None:
            if state.phase is ConnectionPhase.CONNECTED:
                print("connected", flush=True)
                person.talks = True

        person.messenger.message_added.connect(note)
        person.messenger.connection_changed.connect(tell)
        person.sign_in(server)
        while True:
            person.talk()
            application.processEvents()
            time.sleep(0.001)


if __name__ == "__main__":
    main(*sys.argv[1:])
