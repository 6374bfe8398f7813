"""The contact list with 10,000 people: what each kind of change costs, from the model to the painted rows.

python tests/bench/contact_list.py [PEOPLE]
"""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QApplication

from qqdesk.domain.contact import Contact
from qqdesk.domain.roster import Roster
from qqdesk.gui.contacts.model import ContactModel
from qqdesk.gui.contacts.view import ContactView
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.theme import theme_source
from qqdesk.protocol.codes import Status

GROUPS = [f"Group {number}" for number in range(20)]
STATUSES = (Status.ONLINE, Status.BUSY, Status.OFFLINE)


class Source:
    def __init__(self, count: int, chance: random.Random) -> None:
        self.roster = Roster()
        self.book = self
        for number in range(10_000, 10_000 + count):
            name, status = f"nick {chance.randrange(1_000_000)}", chance.choice(STATUSES)
            group = GROUPS[number % len(GROUPS)]
            self.roster.put(Contact(number, name, chance.randrange(500), status, group))

    def group_names(self) -> list[str]:
        return ["", *GROUPS]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    app = QApplication(sys.argv[:1])
    theme_source().choose("light")
    chance = random.Random(1)
    source, faces = Source(count, chance), FaceSource()

    def measure(what: str, act: Callable[[], object], rounds: int = 5) -> None:
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            act()
            app.processEvents()
            times.append((time.perf_counter() - start) * 1000)
        print(f"{what:32} {min(times):7.1f} ms (worst {max(times):.1f})")

    views: list[ContactView] = []

    def open_list() -> None:
        view = ContactView(ContactModel(source), faces)
        view.resize(280, 500)
        view.show()
        views.append(view)

    measure("open", open_list, 1)
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

    for size in (1, 20, 200, count // 5):
        measure(f"presence of {size} changes", lambda size=size: burst(size))  # type: ignore[misc]
    for needle in ("4", "42", "420", ""):
        measure(f"search for {needle!r}", lambda needle=needle: model.set_filter(needle), 1)  # type: ignore[misc]
    measure("fold a group", lambda: view.fold("Group 3", True), 1)
    measure("open it", lambda: view.fold("Group 3", False), 1)
    for number in range(10_000, 10_050):
        model.set_unread(number, 1)
    app.processEvents()
    measure("blink of 50 who wrote", lambda: model.set_dimmed(True), 1)
    bar = view.verticalScrollBar()
    measure("scroll by a page", lambda: bar.setValue(bar.value() + bar.pageStep()), 20)
    for each in views:
        each.close()


if __name__ == "__main__":
    main()
