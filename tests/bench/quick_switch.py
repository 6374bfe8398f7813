"""Ctrl+K among 10,000 contacts: what it costs to open it, and each key, from the press to the painted rows.

python -m tests.bench.quick_switch [PEOPLE]

The baseline of the same run is Qt's own model of bare names behind Qt's own filter, in Qt's own list.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.gui.contacts.quick_switch import QuickSwitch
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.theme import theme_source
from qqdesk.protocol.codes import Status
from tests.gui.chat_messenger import StillMessenger
from tests.gui.recording_navigator import RecordingNavigator

TYPED = ("nick 12345", "10", "伟", "zzz", "1")
STATUSES = (Status.ONLINE, Status.BUSY, Status.OFFLINE)


def milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    QApplication.processEvents()
    return (time.perf_counter() - start) * 1000


def report(what: str, times: list[float]) -> None:
    print(f"{what:40} median {statistics.median(times):6.2f} ms   worst {max(times):6.2f} ms")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    app = QApplication(sys.argv[:1])
    theme_source().choose("light")
    chance = random.Random(1)
    messenger, faces = StillMessenger(), FaceSource()
    for number in range(10_001, 10_001 + count):
        name = f"nick {chance.randrange(1_000_000)}" if number % 3 else chr(0x4E00 + chance.randrange(20_000)) + "伟"
        messenger.roster.put(Contact(number, name, chance.randrange(500), chance.choice(STATUSES)))
    over = QWidget()
    over.resize(640, 520)
    over.show()
    switches: list[QuickSwitch] = []

    def open_it() -> None:
        switches.append(QuickSwitch(messenger, RecordingNavigator(), faces, over))
        switches[-1].open()

    report("open", [milliseconds(open_it) for _ in range(5)])
    switch, keys = switches[-1], list[float]()
    for _ in range(5):
        for text in TYPED:
            keys += [milliseconds(partial(switch.edit.insert, key)) for key in text]
            keys += [milliseconds(lambda: QTest.keyClick(switch.edit, Qt.Key.Key_Backspace)) for _ in text]
    report("a key that changes what is found", keys)
    arrows = [milliseconds(lambda: QTest.keyClick(switch.edit, Qt.Key.Key_Down)) for _ in range(100)]
    report("an arrow key", arrows)
    proxy = QSortFilterProxyModel()
    plain = QStandardItemModel()
    for contact in messenger.roster:
        plain.appendRow(QStandardItem(contact.name))
    proxy.setSourceModel(plain)
    view = QListView()
    view.setUniformItemSizes(True)
    view.setModel(proxy)
    view.resize(400, 440)
    view.show()
    proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    times = [milliseconds(partial(proxy.setFilterFixedString, text)) for text in ("n", "ni", "nic", "nick", "")]
    report("Qt's own model, filter and list", times)
    print("the budget of the windows' thread is 16 ms")
    app.quit()


if __name__ == "__main__":
    main()
