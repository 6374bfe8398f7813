"""The search index of people: folded names, numbers and pinyin."""

import re
import time
from collections.abc import Callable, Collection, Iterable

from qqdesk.domain.contact import Contact
from qqdesk.gui.contacts.list_source import People
from qqdesk.gui.contacts.name_match import Readings, fold, has_han, no_readings, sound_of, sound_pattern

_STEP = 100


class PeopleIndex:
    """Marks changed contacts, and indexes them in the next search or `prepare`."""

    def __init__(self, roster: People) -> None:
        self._roster = roster
        self._lines: dict[int, str] = {}
        """Folded names and number of each contact, each after a tab."""
        self._sounds: dict[int, str] = {}
        """A line of each contact: the sounds of the names, a tab and the number."""
        self._stale: set[int] = set()
        self._without_sound: set[int] = set()
        """Contacts with a Chinese name whose pinyin is not indexed."""
        self._last: tuple[str, set[int]] | None = None
        """The last needle and its hits."""
        self.readings: Readings = no_readings
        self.mark_all_changed()

    def mark_changed(self, numbers: Iterable[int]) -> None:
        """Mark new, changed and removed contacts."""
        self._stale.update(numbers)

    def mark_all_changed(self) -> None:
        self._stale = {contact.number for contact in self._roster} | self._lines.keys()

    def set_readings(self, readings: Readings) -> None:
        """Set the source of pinyin; the next `prepare` indexes with it."""
        self.readings = readings
        self._stale |= self._without_sound
        self._without_sound = set()

    @property
    def needs_readings(self) -> bool:
        """Whether Chinese names are indexed without pinyin."""
        return bool(self._without_sound)

    def prepare(self, seconds: float = float("inf")) -> bool:
        """Index changed contacts for at most this time. Return whether the index is complete."""
        until = time.perf_counter() + seconds
        while self._stale:
            for _ in range(min(_STEP, len(self._stale))):
                self._index_contact(self._stale.pop())
            if time.perf_counter() > until:
                break
        return not self._stale

    def _index_contact(self, number: int) -> None:
        self._last = None
        self._without_sound.discard(number)
        if number not in self._roster:
            self._lines.pop(number, None)
            self._sounds.pop(number, None)
            return
        names = _names(self._roster.get(number))
        self._lines[number] = "\t" + "\t".join((*names, str(number)))
        self._sounds[number] = ";".join(sound_of(name, self.readings) for name in names) + f"\t{number}\n"
        if self.readings is no_readings and any(map(has_han, names)):
            self._without_sound.add(number)

    def find(self, text: str) -> set[int]:
        """Return all contacts that match; an empty text matches all."""
        self.prepare()
        needle = fold(text)
        pattern = sound_pattern(needle)
        people = self._people_for(needle, pattern)
        found = {number for number in people if needle in self._lines[number]}
        if pattern is not None:
            # A search in one text takes a third of the time of searches in thousands of lines.
            others = "".join([self._sounds[number] for number in people if number not in found])
            found |= {int(number) for number in re.findall(pattern.pattern + r".*\t(\d+)", others)}
        self._last = needle, found
        return set(found)

    def _people_for(self, needle: str, pattern: re.Pattern[str] | None) -> Collection[int]:
        """Return the hits of the last needle if they include all hits of this one, else all contacts."""
        if self._last is not None:
            before, found = self._last
            # "1" finds no sounds; "1a" does.
            if needle.startswith(before) and (pattern is None or sound_pattern(before) is not None):
                return found
        return self._lines

    def closeness(self, text: str) -> Callable[[int], int]:
        """Return a sort key for hits: how close each is to the text. 0 is the closest."""
        needle = fold(text)
        pattern = sound_pattern(needle)

        def closeness_of(number: int) -> int:
            line = self._lines.get(number, "")
            if f"\t{needle}\t" in f"{line}\t":
                return 0
            if f"\t{needle}" in line:
                return 1
            if f" {needle}" in line:
                return 2
            sound = self._sounds.get(number, "")
            if pattern is not None and (hit := pattern.search(sound)) is not None:
                # Before a hit in the first syllable of a name there is one comma.
                return 1 if sound[: hit.start()].rpartition(";")[2].count(",") == 1 else 2
            return 3

        return closeness_of


def _names(contact: Contact) -> list[str]:
    """Return the folded remark and nickname."""
    return [fold(name) for name in dict.fromkeys((contact.remark, contact.nickname)) if name.strip()]
