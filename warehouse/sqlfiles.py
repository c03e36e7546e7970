"""The folder ``sql/``: one query a file, with a header that documents it.

A header is the comment lines at the top of the file: ``-- name: value``, continued by ``--   more``. Names
that hold a list (``parameters``, ``columns``) have one item a line. See any file for the form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

SQL_FOLDER: Final = Path(__file__).parent / "sql"
_KEY: Final = re.compile(r"-- (\w+): ?(.*)")
_ITEM: Final = re.compile(r"--   (.+)")


class SqlFileError(Exception):
    """A file of sql/ breaks the form; a fault of the program, which the tests find."""


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One file: its header (name → lines) and its one statement, without a semicolon."""

    name: str
    header: Mapping[str, tuple[str, ...]]
    sql: str

    def text(self, key: str) -> str:
        """A header entry as one line. Raises SqlFileError if it is missing."""
        if not any(self.header.get(key, ())):
            raise SqlFileError(f"{self.name}.sql has no {key}")
        return " ".join(line for line in self.header[key] if line)

    def items(self, key: str) -> tuple[str, ...]:
        """A header entry as its items; empty if it is missing."""
        return tuple(line for line in self.header.get(key, ()) if line)


@lru_cache(maxsize=256)
def sql_file(folder: str, name: str) -> SqlFile:
    """One file of sql/<folder>/. Raises SqlFileError if there is none."""
    path = SQL_FOLDER / folder / f"{name}.sql"
    if not path.is_file():
        raise SqlFileError(f"there is no {folder}/{name}.sql")
    header: dict[str, list[str]] = {}
    lines = path.read_text(encoding="utf-8").splitlines()
    header_lines = 0
    lines_of: list[str] = []
    for line in lines:
        if match := _KEY.fullmatch(line):
            lines_of = header.setdefault(match[1], [])
            lines_of.append(match[2].strip())
        elif match := _ITEM.fullmatch(line):
            lines_of.append(match[1].strip())
        else:
            break
        header_lines += 1
    sql = "\n".join(lines[header_lines:]).strip().removesuffix(";").strip()
    return SqlFile(name, {key: tuple(values) for key, values in header.items()}, sql)


def select_text(folder: str, name: str) -> str:
    """The statement of one file of sql/."""
    return sql_file(folder, name).sql


def sql_names(folder: str) -> list[str]:
    """Names of the files of sql/<folder>/, sorted."""
    return sorted(path.stem for path in (SQL_FOLDER / folder).glob("*.sql"))
