"""The contact list with 10,000 people in 40 groups: what each kind of change costs, from the model to the painted rows.

python -m tests.bench.contact_list [PEOPLE]

The baseline of the same run is a bare QListView of as many names. A third of the names is Chinese. Everybody has
written a message, so each row has a second line, and *Recent* is as long.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QApplication, QListView

from qqdesk.domain.contact import Contact
from qqdesk.gui.contacts.contact_model import ContactModel
from qqdesk.gui.contacts.contact_rows import SortBy
from qqdesk.gui.contacts.contact_view import ContactView
from qqdesk.gui.contacts.pinyin import IndexPreparation
from qqdesk.gui.contacts.recent_list import RecentList
from qqdesk.gui.contacts.row_lines import RowLines
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.theme import theme_source
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.mutes import now_ms
from tests.helpers.messages import text_message

GROUPS = [f"Group {number}" for number in range(40)]
STATUSES = (Status.ONLINE, Status.BUSY, Status.OFFLINE)
FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
TYPED = ("nick 12", "zhangwei", "zs", "wang xiao", "100", "伟", "lixm", "zzz", "a")


def messenger_with(count: int, chance: random.Random, folder: Path) -> Messenger:
    messenger = Messenger(folder, "0" * 32)
    for group in GROUPS:
        messenger.contact_notes.add_group(group)
    given = [chr(0x4E00 + chance.randrange(20_000)) for _ in range(1000)] + list("伟芳娜敏静丽强磊军洋小明三")
    for number in range(10_000, 10_000 + count):
        name, status = f"nick {chance.randrange(1_000_000)}", chance.choice(STATUSES)
        if number % 3 == 0:
            name = chance.choice(FAMILIES) + "".join(chance.choices(given, k=chance.choice((1, 2, 2))))
        messenger.roster.put(Contact(number, name, chance.randrange(500), status, GROUPS[number % len(GROUPS)]))
    for number in range(10_000, 10_000 + count):
        receive(messenger, number)
    return messenger


def receive(messenger: Messenger, number: int) -> None:
    message = text_message(os.urandom(16).hex(), number, f"Is the laser free? {number}", now_ms())
    messenger._chats.add_recent(message)
    messenger.message_added.emit(message)


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def measure(what: str, act: Callable[[], object], rounds: int = 5, goal: str = "") -> None:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        QApplication.processEvents()
        times.append((time.perf_counter() - start) * 1000)
    report(what, times, goal)


def report(what: str, times: list[float], goal: str = "") -> None:
    middle = f"{statistics.median(times):7.1f}"
    print(f"{what:34} median {middle} ms   p95 {p95(times):6.1f}   worst {max(times):6.1f}   {goal}")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    app = QApplication(sys.argv[:1])
    theme_source().choose("light")
    with tempfile.TemporaryDirectory() as folder:
        measure_list(app, messenger_with(count, random.Random(1), Path(folder)), count)


def measure_list(app: QApplication, source: Messenger, count: int) -> None:
    chance, faces = random.Random(2), FaceSource()
    lines = RowLines(source, app)
    bare: list[QListView] = []
    views: list[ContactView] = []
    names = QStringListModel([contact.name for contact in source.roster])

    def open_bare() -> None:
        view = QListView()
        view.setModel(names)
        view.resize(280, 500)
        view.show()
        bare.append(view)

    def open_list() -> None:
        view = ContactView(ContactModel(source, line=lines.line), faces)
        view.resize(280, 500)
        view.show()
        views.append(view)

    measure("a bare QListView opens", open_bare)
    measure("the list opens", open_list)
    for each in (*views[1:], *bare):
        each.close()
        each.deleteLater()
    view = views[0]
    model = view.model()
    assert isinstance(model, ContactModel)

    def burst(size: int) -> None:
        numbers = chance.sample(range(10_000, 10_000 + count), size)
        for number in numbers:
            contact = source.roster.get(number)
            other = chance.choice([status for status in STATUSES if status is not contact.status])
            source.roster.put(replace(contact, status=other))
        model.refresh(numbers)

    goals = {1: "goal 16", 200: "goal 40"}
    for size in (1, 20, 200, count // 5):
        measure(f"presence of {size} changes", partial(burst, size), 20, goals.get(size, ""))
    model.freeze(True)
    measure("presence of 200, held", partial(burst, 200), 20)
    measure("let go", partial(model.freeze, False), 1)
    preparation = IndexPreparation(model.people)
    preparation.start()
    turns = []
    while preparation.is_busy:
        start = time.perf_counter()
        app.processEvents()
        turns.append((time.perf_counter() - start) * 1000)
    report("a turn of getting the search ready", turns, "goal 16")
    keys, ends = list[float](), list[float]()
    for _ in range(3):
        for text in TYPED:
            for end in range(1, len(text) + 1):
                start = time.perf_counter()
                model.set_filter(text[:end])
                view.choose(model.best_contact())
                app.processEvents()
                keys.append((time.perf_counter() - start) * 1000)
            start = time.perf_counter()
            model.set_filter("")
            app.processEvents()
            ends.append((time.perf_counter() - start) * 1000)
    report("a key of the search", keys, "goal p95 10")
    report("the end of a search", ends)
    measure("order by name", partial(model.set_sort, SortBy.NAME), 1)
    measure("order by presence", partial(model.set_sort, SortBy.PRESENCE), 1)
    measure("fold a group", partial(view.fold, "Group 3", True), 1)
    measure("open it", partial(view.fold, "Group 3", False), 1)
    for number in range(10_000, 10_050):
        model.set_unread(number, 1)
    app.processEvents()
    measure("blink of 50 who wrote", partial(model.set_dimmed, True), 1)
    bar = view.verticalScrollBar()
    bar.setValue(0)
    measure("scroll by a page", lambda: bar.setValue(bar.value() + bar.pageStep()), 200, "goal p95 5")
    measure("scroll by a notch", lambda: bar.setValue(bar.value() + 3 * bar.singleStep()), 200, "goal p95 5")
    measure_recent(source, model, chance, count)
    view.close()


def measure_recent(source: Messenger, model: ContactModel, chance: random.Random, count: int) -> None:
    recent = RecentList(source, model)

    def show_recent() -> None:
        model.set_recent([one.number for one in recent.conversations()])

    def messages(size: int) -> None:
        for number in chance.sample(range(10_000, 10_000 + count), size):
            receive(source, number)
            model.set_unread(number, 1)
        show_recent()

    measure("Recent opens", show_recent, 1)
    for size in (1, 200):
        measure(f"messages of {size} move up", partial(messages, size), 20, "goal 40" if size > 1 else "goal 16")
    measure("the groups again", partial(model.set_recent, None), 1)


if __name__ == "__main__":
    main()
