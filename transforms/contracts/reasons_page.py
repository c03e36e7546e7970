"""Writes the page of codes, docs/reasons.md, from the closed lists.

``python -m transforms.contracts.reasons_page FILE`` writes it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from transforms.contracts.reasons import FLAGS, REASONS

HEAD = """# Reasons and flags

Every code, in a sentence. This page is made from `transforms/contracts/reasons.py` by `make docs`.

- A *reason* stands in `rejects.reason`: the thing is not in the tables. `presswatch rejects --reason CODE` lists what
  was refused for it, and `presswatch replay --reason CODE` tries that again after a fix.
- A *flag* stands in `documents.flags`: the thing is there, and this is what to know about it.
"""

LEVELS = {
    "file": "A whole file was refused.",
    "member": "A member of an archive was refused; the others were read.",
    "record": "A record was refused; its neighbours were read.",
    "row": "A row that a record gave was refused, and the record with it.",
}


def reasons_page() -> str:
    """The whole page as Markdown: reasons by level, then flags, each in the order of the lists."""
    parts = [HEAD.rstrip()]
    for level, sentence in LEVELS.items():
        found = [reason for reason in REASONS.values() if reason.level == level]
        if found:
            rows = [f"| `{reason.code}` | {reason.sentence} |" for reason in found]
            parts.append(
                "\n".join([f"## Reasons: {level}", "", sentence, "", "| code | meaning |", "|---|---|", *rows])
            )
    rows = [f"| `{flag.code}` | {flag.sentence} |" for flag in FLAGS.values()]
    parts.append("\n".join(["## Flags", "", "| code | meaning |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page to the file named."""
    Path(arguments[0] if arguments else "docs/reasons.md").write_text(reasons_page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
