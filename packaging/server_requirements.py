#!/usr/bin/env python3
"""Print the libraries of a server, a requirement a line: all of the project but those of the desktop.

python3 packaging/server_requirements.py > requirements.txt
pip install -r requirements.txt && pip install --no-deps .
"""

import re
import tomllib
from pathlib import Path

DESKTOP = frozenset({"pyside6-essentials", "requests"})
EXTRA = "postgresql"


def name_of(requirement: str) -> str:
    """Return the normalized name of the library."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]).lower()


def server_requirements(pyproject: str) -> list[str]:
    """Return the requirements from the text of pyproject.toml. Raises ValueError if one of DESKTOP is missing."""
    project = tomllib.loads(pyproject)["project"]
    if missing := DESKTOP - {name_of(one) for one in project["dependencies"]}:
        raise ValueError(f"no longer among the dependencies: {', '.join(sorted(missing))}")
    wanted = [*project["dependencies"], *project["optional-dependencies"][EXTRA]]
    return [one for one in wanted if name_of(one) not in DESKTOP]


if __name__ == "__main__":
    print("\n".join(server_requirements((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))))
