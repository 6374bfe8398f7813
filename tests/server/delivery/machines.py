"""Runs state machines. `tests/server/test_delivery_machine.py` explains the variables."""

import logging
import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

STEPS = int(os.environ.get("QQDESK_TEST_STEPS", "40"))


def run(machine: type[RuleBasedStateMachine], examples: int, *, derandomize: bool = False) -> None:
    """Let everything happen, so many times."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=derandomize and "QQDESK_TEST_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            phases=[phase for phase in Phase if phase is not Phase.shrink or "QQDESK_TEST_SHRINK" in os.environ],
            report_multiple_bugs=False,
        ),
    )


def check_errors(caplog: pytest.LogCaptureFixture) -> None:
    """Check that the server logged no error but that of a restored backup."""
    errors = {record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR}
    assert all("is gone, or another file" in error for error in errors), errors
