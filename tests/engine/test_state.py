"""The table of phases: every pair of phase and input."""

import pytest

from qqdesk.engine.state import TRANSITIONS, Input, Phase, advance

EXPECTED = """
            connected  retry_at_once  lost     retry       go_offline  come_back   end
connecting  online     connecting     waiting  -           offline     -           ended
online      -          retrying       waiting  -           offline     -           ended
retrying    online     retrying       waiting  -           offline     -           ended
waiting     -          -              -        connecting  offline     -           ended
offline     -          -              -        -           -           connecting  ended
ended       -          -              -        -           -           -           -
"""


def cells() -> list[tuple[Phase, Input, str]]:
    head, *rows = [line.split() for line in EXPECTED.strip().splitlines()]
    return [(Phase(row[0]), Input(name), cell) for row in rows for name, cell in zip(head, row[1:], strict=True)]


@pytest.mark.parametrize(("phase", "event", "then"), cells())
def test_each_transition(phase: Phase, event: Input, then: str) -> None:
    if then == "-":
        with pytest.raises(KeyError):
            advance(phase, event)
    else:
        assert advance(phase, event) is Phase(then)


def test_every_phase_and_input_is_named() -> None:
    assert {(phase, event) for phase, event, _ in cells()} == {(phase, event) for phase in Phase for event in Input}
    assert set(TRANSITIONS) == set(Phase)


def test_each_phase_can_be_reached_and_only_the_end_is_final() -> None:
    reached, todo = set[Phase](), {Phase.CONNECTING}
    while todo:
        reached |= todo
        todo = {then for phase in todo for then in TRANSITIONS[phase].values()} - reached
    assert reached == set(Phase)
    assert [phase for phase in Phase if Phase.ENDED not in TRANSITIONS[phase].values()] == [Phase.ENDED]
