"""An index of names and numbers for a search at each key press. No Qt."""

import re
import time
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from qqdesk.domain.contact import Contact
from qqdesk.domain.roster import Roster
from qqdesk.gui.contacts.name_match import Readings, fold, has_han, no_readings, sound_of, sound_pattern

_STEP = 100


class PeopleIndex:
    """Marks changed contacts, and indexes them in the next search or `prepare`."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._lines: dict[int, str] = {}
        """Folded names and number of each contact, each after a tab."""
        self._sounds: dict[int, str] = {}
        self._is_new = True
        """Nothing is indexed yet; until the first search, changes need no marks."""
        self._stale: set[int] = set()
        self._without_sound: set[int] = set()
        """Contacts with a Chinese name whose pinyin is not indexed."""
        self._text = ""
        self._starts: list[int] = []
        self._order: list[int] = []
        self._last: tuple[str, set[int]] | None = None
        """The last needle and its hits. A longer needle is searched among them."""
        self.readings: Readings = no_readings

    def mark_changed(self, numbers: Iterable[int]) -> None:
        """Mark new, changed and removed contacts."""
        if not self._is_new:
            self._stale.update(numbers)

    def mark_all_changed(self) -> None:
        """Mark all contacts."""
        if not self._is_new:
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
        if self._is_new:
            self._is_new = False
            self.mark_all_changed()
        while self._stale:
            for _ in range(min(_STEP, len(self._stale))):
                self._index_contact(self._stale.pop())
            if time.perf_counter() > until:
                break
        return not self._stale

    def _index_contact(self, number: int) -> None:
        self._text = ""
        self._last = None
        self._without_sound.discard(number)
        if number not in self._roster:
            self._lines.pop(number, None)
            self._sounds.pop(number, None)
            return
        names = _names(self._roster.get(number))
        self._lines[number] = "\t" + "\t".join((*names, str(number)))
        self._sounds[number] = ";".join(sound_of(name, self.readings) for name in names)
        if self.readings is no_readings and any(map(has_han, names)):
            self._without_sound.add(number)

    def find(self, text: str) -> set[int]:
        """Return all contacts that match; an empty text matches all."""
        self.prepare()
        needle = fold(text)
        pattern = sound_pattern(needle)
        within = self._narrowed(needle, pattern)
        found = self._search(needle, pattern) if within is None else self._search_in(within, needle, pattern)
        self._last = (needle, found)
        return set(found)

    def _narrowed(self, needle: str, pattern: re.Pattern[str] | None) -> set[int] | None:
        """Return the last hits if they contain all hits of this needle, else None."""
        if self._last is None:
            return None
        before, found = self._last
        # A search without pinyin ("1": numbers and names with a 1) finds less than one with it.
        grows = needle.startswith(before) and (pattern is None or sound_pattern(before) is not None)
        return found if grows else None

    def _search_in(self, people: set[int], needle: str, pattern: re.Pattern[str] | None) -> set[int]:
        lines, sounds = self._lines, self._sounds
        found = {number for number in people if needle in lines[number]}
        if pattern is not None:
            search = pattern.search
            found |= {number for number in people - found if search(sounds[number])}
        return found

    def _search(self, needle: str, pattern: re.Pattern[str] | None) -> set[int]:
        found = {number for number, line in self._lines.items() if needle in line}
        if pattern is None or len(found) == len(self._lines):
            return found
        # With many hits, most sounds in the text would belong to contacts that are already found.
        if len(found) > len(self._lines) // 4:
            return found | self._search_in(self._sounds.keys() - found, needle, pattern)
        text, starts, order = self._blob()
        place, end = 0, len(text)
        while place < end and (hit := pattern.search(text, place)) is not None:
            row = bisect_right(starts, hit.start()) - 1
            found.add(order[row])
            place = starts[row + 1] if row + 1 < len(starts) else end
        return found

    def _blob(self) -> tuple[str, list[int], list[int]]:
        """Return all sounds as one text for a single regular expression search, with the start and number of each."""
        if not self._text:
            self._order = list(self._sounds)
            self._text = "\n".join(self._sounds.values()) + "\n"
            self._starts = list(accumulate((len(one) + 1 for one in self._sounds.values()), initial=0))[:-1]
        return self._text, self._starts, self._order

    def closeness(self, text: str) -> "Closeness":
        """Return a sort key for hits: how close each is to the text."""
        return Closeness(text, self._lines, self._sounds)


class Closeness:
    """0 is the closest."""

    def __init__(self, text: str, lines: dict[int, str], sounds: dict[int, str]) -> None:
        self._needle = fold(text)
        self._pattern = sound_pattern(self._needle)
        self._lines, self._sounds = lines, sounds

    def __call__(self, number: int) -> int:
        line = self._lines.get(number, "")
        if f"\t{self._needle}\t" in f"{line}\t":
            return 0
        if f"\t{self._needle}" in line:
            return 1
        if f" {self._needle}" in line:
            return 2
        sound = self._sounds.get(number, "")
        if self._pattern is not None and (hit := self._pattern.search(sound)) is not None:
            # Before a hit in the first syllable of a name there is one mark.
            return 1 if sound[: hit.start() + 1].rpartition(";")[2].count("'") == 1 else 2
        return 3


def _names(contact: Contact) -> list[str]:
    """Return the folded remark and nickname."""
    return [fold(name) for name in dict.fromkeys((contact.remark, contact.nickname)) if name.strip()]
