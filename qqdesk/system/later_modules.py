"""Modules that are there by name, and run when somebody first asks them for something."""

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec


class LaterModule(ModuleType):
    """Runs `run_later` when it is first asked for what it has not. (One of Python's own LazyLoader runs when it is
    imported again, too, which asks for nothing.)"""

    run_later: Callable[[], None] | None = None

    def __getattr__(self, name: str) -> Any:
        # Another thread waits here until all is there; for this module only, for it may be in the midst of importing
        # what this one runs into.
        with vars(self).setdefault("_running", threading.RLock()):
            run, self.run_later = self.run_later, None
            if run is not None:
                try:
                    run()
                except BaseException:
                    self.run_later = run
                    raise
                self.__class__ = ModuleType  # type: ignore[assignment]  # from now on it is as any other
                vars(self).pop("_running", None)
        return ModuleType.__getattribute__(self, name)


class _LaterLoader:
    def __init__(self, loader: "Loader", known: Mapping[str, object]) -> None:
        self._loader, self._known = loader, known

    def create_module(self, spec: "ModuleSpec") -> ModuleType:
        module = LaterModule(spec.name)
        vars(module).update(self._known)
        return module

    def exec_module(self, module: ModuleType) -> None:
        assert isinstance(module, LaterModule)
        assert module.__spec__ is not None
        module.__loader__ = module.__spec__.loader = self._loader
        module.run_later = partial(self._loader.exec_module, module)


class LaterFinder:
    """In front of the others in `sys.meta_path`: the modules of `names` that are imported meanwhile run later. Only for
    those that are written in Python. `known` is what some have before they run."""

    def __init__(self, names: frozenset[str], known: Mapping[str, Mapping[str, object]] | None = None) -> None:
        self._names, self._known = names, known or {}

    def __enter__(self) -> None:
        sys.meta_path.insert(0, self)

    def __exit__(self, *_: object) -> None:
        sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> "ModuleSpec | None":
        if name in self._names:
            for finder in sys.meta_path:
                if not isinstance(finder, LaterFinder) and (spec := finder.find_spec(name, path, target)) is not None:
                    if spec.loader is not None:
                        spec.loader = _LaterLoader(spec.loader, self._known.get(name, {}))  # type: ignore[assignment]
                    return spec
        return None
