"""The first lines of ours that run in a frozen program, before those of it: see qqdesk.spec."""

import os
import sys

# All modules lie as files, and Python's own finder reads those. PyInstaller's would look first into an archive, which
# is empty, in Python, and at every import.
sys.path_hooks[:] = [hook for hook in sys.path_hooks if "PyiFrozenFinder" not in getattr(hook, "__qualname__", "")]
sys.path_importer_cache.clear()
sys.path[:] = sorted((entry for entry in sys.path if os.path.isdir(entry)), key=len)  # noqa: PTH112

# The loader has read it by now. What the program starts (a browser, a file manager) is to use its own libraries.
if sys.platform == "linux":
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
