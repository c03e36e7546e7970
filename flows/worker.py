"""What a worker process does once, before its first shard."""

from __future__ import annotations

import logging
import sys
import warnings


def start_worker() -> None:
    """Load the language profiles and the knowledge base, so that no shard waits for them. Quiet, like its parent."""
    # pyarrow imports pandas when it is there to be imported: a second and 60 MB for nothing in a worker.
    sys.modules["pandas"] = None  # type: ignore[assignment]
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    from transforms.entities.knowledge import load
    from transforms.language import default_engine

    default_engine()
    load()
