"""The GitHub workflows match their schema and use existing files."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from qqdesk import __version__

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WRITERS = {"release": {"contents": "write", "id-token": "write", "attestations": "write"}}
"""The jobs that may change something, and what."""


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = YAML(typ="safe").load(path.read_text("utf-8"))["jobs"]
    return found


def test_workflows_match_the_schema() -> None:
    assert [path.name for path in WORKFLOWS] == ["audit.yml", "installers.yml", "tests.yml"]
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*command, *map(str, WORKFLOWS)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("schema", ["forms", "config"])
def test_the_forms_for_reports_match_their_schema(schema: str) -> None:
    folder = ROOT / ".github" / "ISSUE_TEMPLATE"
    files = [path for path in folder.glob("*.yml") if (path.stem == "config") == (schema == "config")]
    assert files
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.github-issue-{schema}"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_use_existing_files_and_few_rights(path: Path) -> None:
    text = path.read_text("utf-8")
    scripts = set(re.findall(r"\b(?:packaging|tests)/[\w/]+\.py\b", text))
    assert scripts
    assert [name for name in sorted(scripts) if not (ROOT / name).is_file()] == []
    assert YAML(typ="safe").load(text)["permissions"] == {"contents": "read"}
    for name, job in jobs(path).items():
        assert job["timeout-minutes"] <= 90
        assert job.get("permissions") == WRITERS.get(name)
        for step in job["steps"]:
            assert "uses" not in step or re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"])
            assert "actions/checkout" not in step.get("uses", "") or step["with"]["persist-credentials"] is False


def test_a_tag_that_is_not_the_version_is_refused() -> None:
    (step,) = [
        step for step in jobs(ROOT / ".github" / "workflows" / "installers.yml")["version"]["steps"] if "run" in step
    ]
    for tag, code in ((f"v{__version__}", 0), ("v0.0.0", 1)):
        environment = {**os.environ, "GITHUB_REF_NAME": tag}
        done = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=ROOT, env=environment, capture_output=True)
        assert done.returncode == code
