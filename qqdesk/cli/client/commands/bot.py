"""`qqdesk-cli bot`: runs a Python file with the Python of this installation."""

import argparse
import sys
import traceback
from pathlib import Path
from types import ModuleType

from qqdesk.cli.client.command_error import ExitCode


def declare(parser: argparse.ArgumentParser) -> None:
    parser.usage = "qqdesk-cli bot FILE [ARGUMENT ...]"
    parser.description = (
        "Run a Python program that imports qqdesk, such as a bot. An installed package has its own Python: there the "
        "program can import qqdesk and most of Python's standard library, and nothing else."
    )
    parser.epilog = (
        "Exit codes: 0 done, or the code that FILE ends with; 1 an exception in FILE; 2 wrong use; 7 FILE cannot be "
        "read; 130 interrupted."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the program; further arguments go to it")


def run(options: argparse.Namespace) -> int:
    file: Path = options.file
    source = file.read_bytes()
    module = ModuleType("__main__")
    module.__file__ = str(file)
    sys.modules["__main__"] = module
    sys.argv = [str(file), *options.script_arguments]
    sys.path.insert(0, str(file.resolve().parent))
    try:
        # The packages run with -OO, but a script keeps its asserts and docstrings.
        exec(compile(source, str(file), "exec", dont_inherit=True, optimize=0), vars(module))
    except Exception as error:
        frames = error.__traceback__
        traceback.print_exception(error.with_traceback(frames.tb_next if frames is not None else None))
        return 1
    return ExitCode.OK
