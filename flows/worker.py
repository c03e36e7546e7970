"""What a worker process does once, before its first shard."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Sequence
from importlib.machinery import ModuleSpec


class WithoutPandas:
    """An import finder that has no pandas. pyarrow imports it as soon as it is there to be imported, which costs a
    worker a second and 60 MB, and no shard uses it."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        """Say that pandas is not there; leave every other module to the finders behind this one."""
        if name == "pandas":
            raise ModuleNotFoundError("workers do without pandas", name=name)
        return None


def start_worker() -> None:
    """Load the language profiles and the knowledge base, so that no shard waits for them. Quiet, like its parent."""
    sys.meta_path.insert(0, WithoutPandas)
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    from transforms.entities.knowledge import load
    from transforms.language import default_engine

    default_engine()
    load()
