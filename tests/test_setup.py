"""The set-up keeps its promises: locks that hold, licences that may be shipped, tests without network."""

from __future__ import annotations

import re
import socket
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = sorted(ROOT.glob("requirements*.lock"))

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)")


def pins(lock: Path) -> dict[str, tuple[str, int]]:
    """Canonical name → (version, how many hashes), of one lock."""
    found: dict[str, tuple[str, int]] = {}
    name = ""
    for line in lock.read_text("utf-8").splitlines():
        if match := PIN.match(line):
            name = canonicalize_name(match["name"])
            found[name] = (match["version"], 0)
        elif line.strip().startswith("--hash=sha256:"):
            version, count = found[name]
            found[name] = (version, count + 1)
    return found


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_pins_with_hashes_and_nothing_else(lock: Path) -> None:
    for line in lock.read_text("utf-8").splitlines():
        assert PIN.match(line) or re.match(r"^ +(--hash=sha256:[0-9a-f]{64}( \\)?|# .*)$", line), line
    assert "://" not in lock.read_text("utf-8")
    assert pins(lock)
    assert all(count > 0 for _, count in pins(lock).values())


def test_every_direct_dependency_is_pinned_within_its_bounds() -> None:
    locked = pins(ROOT / "requirements.lock")
    for line in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]:
        wanted = Requirement(line)
        version, _ = locked[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(version), line


def test_the_build_backend_and_the_tools_are_pinned() -> None:
    assert names(PROJECT["build-system"]["requires"]) <= set(pins(ROOT / "requirements-build.lock"))
    assert names(PROJECT["dependency-groups"]["dev"]) <= set(pins(ROOT / "requirements-dev.lock"))


def test_the_locks_agree_on_every_version() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, (version, _) in pins(lock).items():
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_a_lock_is_complete() -> None:
    """The installer runs with --no-deps, so what the pins ask for must be pinned too."""
    locked = {name: pin for lock in LOCKS for name, pin in pins(lock).items()}
    missing = []
    for name in sorted(set(pins(ROOT / "requirements.lock")) | set(pins(ROOT / "requirements-dev.lock"))):
        for line in distribution(name).requires or []:
            need = Requirement(line)
            if need.marker is not None and not need.marker.evaluate({"extra": ""}):
                continue
            pin = locked.get(canonicalize_name(need.name))
            if pin is None or not need.specifier.contains(pin[0], prereleases=True):
                missing.append(f"{name} needs {need}, pinned is {pin}")
    assert missing == []


def test_every_direct_dependency_has_its_reason() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    groups = PROJECT["dependency-groups"]
    direct = names(PROJECT["project"]["dependencies"] + [line for group in groups.values() for line in group])
    listed = set(re.findall(r"^\| `([a-z0-9.-]+)` \|", page, re.MULTILINE))
    assert listed == direct


def licence(package: Distribution) -> str:
    """What the package says of its licence, in its metadata: expression, classifiers, free text."""
    fields = package.metadata
    classifiers = [line for line in fields.get_all("Classifier") or [] if line.startswith("License")]
    free_text = (fields.get("License") or "").partition("\n")[0]
    return " / ".join([fields.get("License-Expression") or "", *classifiers, free_text]).strip(" /")


def test_no_dependency_binds_us_to_the_gpl() -> None:
    """A package that offers another licence beside the GPL is taken under that other one."""
    bound = {}
    for name in sorted(set(pins(ROOT / "requirements.lock")) | set(pins(ROOT / "requirements-dev.lock"))):
        text = licence(distribution(name))
        assert text, f"{name} says nothing of its licence"
        if re.search(r"GPL|General Public", text) and not re.search(r"Artistic|MPL-\S+ OR", text):
            bound[name] = text
    assert bound == {}


def test_a_test_cannot_reach_the_network() -> None:
    with pytest.raises(PermissionError, match="no network"):
        socket.getaddrinfo("news.invalid", 443)
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as far,
        pytest.raises(PermissionError, match="no network"),
    ):
        far.connect(("192.0.2.1", 443))
    with socket.create_server(("127.0.0.1", 0)) as near:
        socket.create_connection(near.getsockname(), timeout=5).close()
