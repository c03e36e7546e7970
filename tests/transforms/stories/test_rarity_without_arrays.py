"""What a command asks of the packaged rarities without loading arrays."""

from __future__ import annotations

import subprocess
import sys


def test_a_single_rarity_needs_no_arrays() -> None:
    """``presswatch show`` starts without numpy, and asks how rare each shared feature is."""
    code = (
        "import sys; sys.modules['numpy'] = None; from transforms.stories.priors import prior; print(prior('act:war'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
