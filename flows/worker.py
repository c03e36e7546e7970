"""What a worker process and its cell do once, before the first shard."""

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


def start_worker(seconds: float, memory_bytes: int) -> None:
    """Start the cell that will work this process's records, so that no shard waits for it."""
    be_quiet()
    from flows.isolation import start_cell

    start_cell(seconds, memory_bytes)


def load_resources() -> None:
    """Load the language profiles and the knowledge base."""
    from transforms.entities.knowledge import load
    from transforms.language import default_engine

    default_engine()
    load()


def be_quiet() -> None:
    """Do without pandas, and say nothing, like the parent."""
    sys.meta_path.insert(0, WithoutPandas)
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
