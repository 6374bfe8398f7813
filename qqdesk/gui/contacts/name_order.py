"""The order of names by the user's language, of Chinese names by pinyin, and of numbers by value."""

from collections.abc import Iterable

from PySide6.QtCore import QCollator, QCollatorSortKey, QLocale

from qqdesk.gui.contacts.name_match import has_han

_CHINESE = QLocale.Language.Chinese
_ORDERED_BY_LANGUAGE = (_CHINESE, QLocale.Language.Japanese, QLocale.Language.Korean)
"""Languages whose collation orders Chinese characters."""


class NameOrder:
    """Ranks the names that it has learned. Comparing two names with the collator takes longer than comparing ranks."""

    def __init__(self, locale: QLocale | None = None) -> None:
        locale = locale or QLocale()
        if locale.language() == QLocale.Language.C:
            locale = QLocale(QLocale.Language.English)  # The C locale compares code points, and numbers as text.
        self._collator = QCollator(locale)
        self._separates_chinese = locale.language() not in _ORDERED_BY_LANGUAGE
        self._chinese_collator = QCollator(QLocale(_CHINESE))
        for collator in (self._collator, self._chinese_collator):
            collator.setNumericMode(True)
        self._keys: dict[str, tuple[bool, QCollatorSortKey]] = {}
        self._ranks: dict[str, int] = {}

    def rank(self, name: str) -> int:
        return self._ranks[name]

    def learn(self, names: Iterable[str]) -> bool:
        """Rank these names, too. Return whether ranks have changed."""
        new = {name for name in names if name not in self._ranks}
        if not new:
            return False
        self._keys |= {name: self._key(name) for name in new}
        in_order = sorted(sorted(self._keys), key=self._keys.__getitem__)
        self._ranks = {name: rank for rank, name in enumerate(in_order)}
        return True

    def _key(self, name: str) -> tuple[bool, QCollatorSortKey]:
        """Return a sort key. If the language does not order Chinese names, they come last."""
        is_chinese = self._separates_chinese and has_han(name[:1])
        return is_chinese, (self._chinese_collator if is_chinese else self._collator).sortKey(name.casefold())
