"""What a worker process does once, before its first shard."""

from __future__ import annotations

import logging
import warnings


def start_worker() -> None:
    """Load the language profiles and the knowledge base, so that no shard waits for them. Quiet, like its parent."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    from transforms.entities.knowledge import load
    from transforms.language import default_engine

    default_engine()
    load()
