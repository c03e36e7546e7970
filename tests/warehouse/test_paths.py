"""A home opens again, here and after a move, and a newer one is refused in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.paths import Home, HomeError, open_home
from warehouse.store import Store


def test_a_new_home_is_made_whole_and_opens_again(tmp_path: Path) -> None:
    home = open_home(tmp_path / "new" / "home", Store())
    assert home.inbox.is_dir()
    assert home.format_path.read_text() == "presswatch-home 1\n"
    assert open_home(home.root, Store()) == home


def test_a_home_is_absolute_whatever_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    home = open_home(Path("data"), Store())
    assert home.root == tmp_path / "data"
    path = home.archived("ab" + "0" * 62)
    assert home.relative(path) == "archive/ab/ab" + "0" * 62 + ".zst"
    assert home.absolute(home.relative(path)) == path


@pytest.mark.parametrize(
    ("content", "said"),
    [("presswatch-home 2\n", "newer release"), ("", "damaged"), ("presswatch-home x", "damaged"), ("\0", "damaged")],
)
def test_a_home_that_cannot_be_opened_says_why(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "format").write_text(content)
    with pytest.raises(HomeError, match=said):
        open_home(tmp_path, Store())
    assert not Home(tmp_path).inbox.exists()


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(HomeError, match="no folder"):
        open_home(tmp_path / "home", Store())
