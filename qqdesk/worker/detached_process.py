"""Starting a program that outlives this one."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment


def start_detached(command: Sequence[str], folder: Path) -> bool:
    """Start a program in a session of its own, without a console and streams. Return whether it was started."""
    environment = QProcessEnvironment.systemEnvironment()
    if getattr(sys, "frozen", False):  # else PyInstaller takes the new process for a part of this one
        environment.insert("PYINSTALLER_RESET_ENVIRONMENT", "1")
    if sys.platform == "win32":
        # The job of this process may end its programs with it, and may allow them to leave.
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        variables = dict(entry.split("=", 1) for entry in environment.toStringList() if not entry.startswith("="))
        for breakaway in (subprocess.CREATE_BREAKAWAY_FROM_JOB, 0):
            try:
                subprocess.Popen(command, cwd=folder, env=variables, creationflags=flags | breakaway)
            except OSError:
                continue
            return True
        return False
    process = QProcess()
    process.setProgram(command[0])
    process.setArguments(command[1:])
    process.setProcessEnvironment(environment)
    process.setWorkingDirectory(str(folder))
    process.setStandardInputFile(QProcess.nullDevice())
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())
    return bool(process.startDetached())  # a bool, whatever the stub says
