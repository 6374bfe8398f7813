"""Runs first in a frozen program: see qqdesk.spec."""

import os
import sys

# All modules are files, which Python's own finder reads. PyInstaller's would search an empty archive at each import.
sys.path_hooks[:] = [hook for hook in sys.path_hooks if "PyiFrozenFinder" not in getattr(hook, "__qualname__", "")]
sys.path_importer_cache.clear()
sys.path[:] = sorted((entry for entry in sys.path if os.path.isdir(entry)), key=len)  # noqa: PTH112

# The loader has read it. Programs that we start (a browser, a file manager) must use their own libraries.
if sys.platform == "linux":
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
