"""Start time of the frozen program against the same one from its source, one after the other.

    python tests/bench/frozen_start.py DIR [ROUNDS]

DIR has the executables, as `.build/frozen/qqdesk` after `python3 packaging/build.py --only folder`. Both start with a
home that is new each time, and are timed from the start of the process to a painted sign-in window. Prints the
medians and their ratio, and fails above MOST. The interpreter that runs this should be of the version that is frozen.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.start import first_paint_ms

MOST = 1.2


def main() -> int:
    frozen = Path(sys.argv[1]).absolute() / ("qqdesk.exe" if sys.platform == "win32" else "qqdesk")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    os.environ["QQDESK_PRINT_FIRST_PAINT"] = "1"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its .pyc files
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    commands = {"source": [sys.executable, "-P", "-m", "qqdesk"], "frozen": [str(frozen)]}
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(rounds + 1):
            for name, command in commands.items():
                for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
                    os.environ[variable] = str(Path(folder) / f"{name}-{turn}")
                took = first_paint_ms(command)
                if turn:  # the first is to warm up: .pyc files and the disk cache
                    times[name].append(took)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        print(f"{name:8} {medians[name]:6.1f} ms (best {min(values):.1f}, worst {max(values):.1f})")
    ratio = medians["frozen"] / medians["source"]
    print(f"ratio    {ratio:6.2f} (the limit is {MOST})")
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
