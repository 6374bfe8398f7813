"""The layout of the log: rows cover the view with no gap and no overlap, whatever happens to them."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qqdesk.gui.message_log.log_layout import GUESS, Heights, LogLayout

ROW = st.integers(1, 400)


class Log(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.real: list[int] = []
        self.layout = LogLayout(lambda row: self.real[row])
        self.view = 300

    @initialize(rows=st.lists(ROW, max_size=40), guessed=st.integers(0, 1200))
    def open(self, rows: list[int], guessed: int) -> None:
        self.real = [30] * guessed + rows
        self.layout.reset(len(self.real))
        self.layout.lay_out(self.view)

    @rule(height=ROW)
    def append(self, height: int) -> None:
        was_at_end = self.layout.at_end
        before = list(self.layout.visible)
        self.real.append(height)
        self.layout.appended()
        self.layout.lay_out(self.view)
        if was_at_end:
            assert self.layout.visible[-1].row == len(self.real) - 1
        else:
            assert self.layout.visible[0] == before[0], "what is read stays where it is"

    @precondition(lambda self: self.real)
    @rule(rows=st.lists(ROW, min_size=1, max_size=700), height=ROW)
    def prepend(self, rows: list[int], height: int) -> None:
        """What was the first row may have another height, by what stands above its text."""
        was_at_end = self.layout.at_end
        before = list(self.layout.visible)
        self.real[:1] = [*rows, height]
        self.layout.prepended(len(rows))
        self.layout.lay_out(self.view)
        if was_at_end:
            assert self.layout.at_end
        elif before[0].row or sum(rows) + height >= before[0].bottom:  # else there is nothing to fill the view with
            now = {one.row: one.bottom for one in self.layout.visible}
            kept = [one for one in before if one.bottom - self.real[one.row + len(rows)] < self.view]
            assert [now[one.row + len(rows)] for one in kept] == [one.bottom for one in kept]

    @precondition(lambda self: self.real)
    @rule(rows=st.lists(ROW, min_size=1, max_size=20))
    def append_without_following(self, rows: list[int]) -> None:
        before = self.layout.visible[0]
        self.real += rows
        self.layout.stay()
        self.layout.appended(len(rows))
        self.layout.lay_out(self.view)
        if not self.layout.at_end:
            assert self.layout.visible[0] == before

    @precondition(lambda self: self.real)
    @rule(data=st.data())
    def centre(self, data: st.DataObject) -> None:
        row = data.draw(st.integers(0, len(self.real) - 1))
        self.layout.centre(row, self.view)
        self.layout.lay_out(self.view)
        assert row in [one.row for one in self.layout.visible]

    @precondition(lambda self: self.real)
    @rule(data=st.data(), height=ROW)
    def change(self, data: st.DataObject, height: int) -> None:
        row = data.draw(st.integers(0, len(self.real) - 1))
        self.real[row] = height
        self.layout.changed(row)
        self.layout.lay_out(self.view)

    @precondition(lambda self: self.real)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        row = data.draw(st.integers(0, len(self.real) - 1))
        del self.real[row]
        self.layout.removed(row)
        self.layout.lay_out(self.view)

    @precondition(lambda self: self.real)
    @rule(data=st.data(), height=ROW)
    def insert(self, data: st.DataObject, height: int) -> None:
        was_at_end = self.layout.at_end
        before = self.layout.visible[0]
        row = data.draw(st.integers(0, len(self.real) - 1))
        self.real.insert(row, height)
        self.layout.inserted(row)
        self.layout.lay_out(self.view)
        if was_at_end:
            assert self.layout.at_end
        elif not self.layout.at_end:
            assert self.layout.visible[0] == before._replace(row=before.row + (row <= before.row))

    @precondition(lambda self: self.real)
    @rule(data=st.data())
    def cut(self, data: st.DataObject) -> None:
        """Rows outside of the view go, and none in it moves."""
        before = list(self.layout.visible)
        first = data.draw(st.integers(0, before[0].row))
        end = data.draw(st.integers(before[-1].row + 1, len(self.real))) if not self.layout.at_end else len(self.real)
        self.real = self.real[first:end]
        self.layout.cut(first, end)
        self.layout.lay_out(self.view)
        assert self.layout.visible == [one._replace(row=one.row - first) for one in before]

    @rule(view=st.integers(1, 900))
    def heighten(self, view: int) -> None:
        self.view = view
        self.layout.lay_out(view)

    @rule(factor=st.sampled_from([0.5, 1.5, 3]))
    def rewrap(self, factor: float) -> None:
        first = [one.row for one in self.layout.visible[:1]]
        self.real = [max(1, round(height * factor)) for height in self.real]
        self.layout.remeasure()
        was_at_end = self.layout.at_end
        self.layout.lay_out(self.view)
        if not was_at_end and not self.layout.at_end:
            assert [one.row for one in self.layout.visible[:1]] == first

    @rule(distance=st.integers(-3000, 3000))
    def scroll(self, distance: int) -> None:
        self.layout.scroll_by(distance)
        self.layout.lay_out(self.view)

    @precondition(lambda self: self.real)
    @rule(part=st.floats(0, 1))
    def drag(self, part: float) -> None:
        self.layout.scroll_to(round(part * self.layout.range))
        self.layout.lay_out(self.view)
        if part == 1:
            assert self.layout.at_end

    @precondition(lambda self: self.real)
    @rule(data=st.data())
    def show(self, data: st.DataObject) -> None:
        row = data.draw(st.integers(0, len(self.real) - 1))
        self.layout.bring_into_view(row)
        self.layout.lay_out(self.view)
        seen = next(visible for visible in self.layout.visible if visible.row == row)
        assert seen.top >= 0 or seen.bottom <= self.view
        assert seen.bottom > 0 and seen.top < self.view

    @rule()
    def end(self) -> None:
        self.layout.scroll_to_end()
        self.layout.lay_out(self.view)

    @invariant()
    def rows_cover_the_view(self) -> None:
        visible = self.layout.visible
        assert bool(visible) == bool(self.real)
        if not visible:
            return
        for above, below in itertools.pairwise(visible):
            assert below.row == above.row + 1
            assert below.top == above.bottom
        assert [one.height for one in visible] == [self.real[one.row] for one in visible]
        assert visible[0].top <= 0
        assert visible[0].bottom > 0 or len(visible) == 1
        if visible[-1].row < len(self.real) - 1:
            assert visible[-1].bottom >= self.view
        elif visible[-1].bottom < self.view:
            assert visible[0].row == 0 and visible[0].top == 0, "blank only below a log that is shorter than the view"
        assert visible[-1].top < self.view

    @invariant()
    def the_scroll_bar_can_be_believed(self) -> None:
        layout = self.layout
        assert 0 <= layout.offset <= layout.range
        if layout.at_end:
            assert layout.offset == layout.range


TestLog = Log.TestCase


@given(heights=st.lists(st.integers(1, 99), min_size=1, max_size=1300), data=st.data())
def test_a_place_is_found_again(heights: list[int], data: st.DataObject) -> None:
    sums = Heights(len(heights))
    for row, height in enumerate(heights):
        sums.put(row, height)
    assert sums.total == sum(heights)
    row = data.draw(st.integers(0, len(heights) - 1))
    into = data.draw(st.integers(0, heights[row] - 1))
    assert sums.top_of(row) == sum(heights[:row])
    assert sums.row_at(sums.top_of(row) + into) == (row, into)


def test_only_visible_rows_are_measured() -> None:
    measured: list[int] = []

    def measure(row: int) -> int:
        measured.append(row)
        return GUESS

    layout = LogLayout(measure)
    layout.reset(100_000)
    layout.lay_out(480)
    assert len(measured) <= 12
    layout.scroll_to(layout.range // 2)
    layout.lay_out(480)
    assert len(measured) <= 24


@given(
    heights=st.lists(st.integers(0, 60), min_size=1, max_size=60).filter(lambda heights: heights[0] > 0),
    moves=st.lists(st.one_of(st.integers(-900, 900), st.none()), max_size=8),
    view=st.integers(1, 300),
)
def test_hidden_rows_take_no_room(heights: list[int], moves: list[int | None], view: int) -> None:
    shown = [height for height in heights if height]
    with_hidden, without = LogLayout(lambda row: heights[row]), LogLayout(lambda row: shown[row])
    for layout, count in ((with_hidden, len(heights)), (without, len(shown))):
        layout.reset(count)
        layout.lay_out(view)
    for distance in [0, *moves]:
        for layout in (with_hidden, without):
            if distance is None:
                layout.scroll_to_end()
            else:
                layout.scroll_by(distance)
            layout.lay_out(view)
        assert [(one.top, one.height) for one in with_hidden.visible] == [
            (one.top, one.height) for one in without.visible
        ]
        assert with_hidden.at_end == without.at_end
