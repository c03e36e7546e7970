"""Typed settings: the only place where the environment and the settings file are read.

Order of trust: the command line, environment variables (``PRESSWATCH_…``), ``presswatch.toml`` in the home folder, the
defaults below. Every default says what it is worth and where it came from.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from transforms.model import KnownOutlet, NormalizeOptions, ReadLimits
from transforms.normalize.outlet_table import read_outlets
from transforms.read.fields import KEYS_OF_FIELD

SETTINGS_FILE = "presswatch.toml"
OUTLETS_FILE = "outlets.tsv"


class SetupError(Exception):
    """The set-up is broken. The message is one sentence that says what to do."""


class Settings(BaseSettings):
    """Everything a user can set. Sizes are in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix="PRESSWATCH_", extra="forbid", frozen=True)

    home: Path = Field(Path("data"), description="The home folder: inbox, archive, lake, catalog and reports.")
    catalog_url: str | None = Field(
        None, description="SQLAlchemy URL of the catalog; by default an SQLite file in the home."
    )
    task_runner: Literal["process", "inline"] = Field(
        "process", description="Where shards run: in worker processes, or one after another in this one."
    )
    workers: int = Field(
        default_factory=lambda: len(os.sched_getaffinity(0)),
        ge=1,
        description="Worker processes; by default one a core.",
    )
    shard_records: int = Field(2_000, ge=1, description="Records in a shard: about ten seconds of work.")
    shard_bytes: int = Field(16 * 2**20, ge=1, description="Size at which a shard is closed early.")
    link_memory_bytes: int = Field(
        256 * 2**20,
        ge=2**26,
        description="Memory of DuckDB while linking and publishing; more is faster on long texts.",
    )
    settle_seconds: float = Field(
        2.0, ge=0, description="How long an inbox file must have been left alone before it is read."
    )
    lease_seconds: float = Field(60.0, gt=0, description="How long a silent run keeps the right to commit.")
    lease_wait_seconds: float = Field(3_600.0, ge=0, description="How long to wait for another run to commit.")
    max_file_bytes: int = Field(64 * 2**30, ge=1, description="Largest file that is read.")
    max_unpacked_bytes: int = Field(64 * 2**30, ge=1, description="Largest decompressed size of one file.")
    max_unpack_ratio: int = Field(200, ge=1, description="Largest ratio of decompressed to compressed size.")
    max_record_bytes: int = Field(16 * 2**20, ge=1, description="Largest record.")
    max_record_keys: int = Field(1_000, ge=1, description="Most keys in one record, at all levels together.")
    max_record_seconds: float = Field(
        60.0, gt=0, description="Longest time one record may take; an article takes some milliseconds."
    )
    max_record_memory_bytes: int = Field(
        2 * 2**30, ge=2**29, description="Most memory that working one record may take, the program's own included."
    )
    isolates_records: bool = Field(
        True, description="Work records in a process of their own, so that one that hangs or crashes it is lost alone."
    )
    max_html_depth: int = Field(2_000, ge=1, description="Deepest nesting of one page's elements.")
    max_members: int = Field(100_000, ge=1, description="Most members of one archive.")
    max_json_depth: int = Field(64, ge=1, description="Deepest nesting of one record.")
    min_text_chars: int = Field(40, ge=1, description="Shortest text that is an article without a title.")
    keep_comments: bool = Field(False, description="Keep the text of readers' comments.")
    field_keys: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Keys of your own suppliers, by the field that they mean; tried before the packaged ones.",
    )
    transliterate_names: bool = Field(
        True,
        description="Give a person the same id in every script; off, names in other than Latin letters keep their own.",
    )
    report_url: str | None = Field(None, description="Where the report can be reached, for links in Prefect.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line, then environment, then the home's settings file."""
        given = init_settings().get("home") or env_settings().get("home") or "data"
        file = Path(str(given)) / SETTINGS_FILE
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    @field_validator("field_keys")
    @classmethod
    def _fields_exist(cls, given: dict[str, list[str]]) -> dict[str, list[str]]:
        unknown = sorted(set(given) - set(KEYS_OF_FIELD))
        if unknown:
            raise ValueError(f"no field is called {unknown[0]}; fields are {', '.join(KEYS_OF_FIELD)}")
        return given

    @property
    def own_field_keys(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The user's keys as readers take them."""
        return tuple((field, tuple(keys)) for field, keys in sorted(self.field_keys.items()))

    @property
    def read_limits(self) -> ReadLimits:
        """The limits that reading obeys."""
        return ReadLimits(
            max_unpacked_bytes=self.max_unpacked_bytes,
            max_unpack_ratio=self.max_unpack_ratio,
            max_record_bytes=self.max_record_bytes,
            max_record_keys=self.max_record_keys,
            max_json_depth=self.max_json_depth,
            max_html_depth=self.max_html_depth,
            max_members=self.max_members,
            min_text_chars=self.min_text_chars,
        )

    @property
    def normalize_options(self) -> NormalizeOptions:
        """The settings that change what normalizing gives."""
        return NormalizeOptions(
            keep_comments=self.keep_comments,
            min_text_chars=self.min_text_chars,
            outlets=self.own_outlets,
            transliterate_names=self.transliterate_names,
        )

    @cached_property
    def own_outlets(self) -> tuple[KnownOutlet, ...]:
        """The rows of ``outlets.tsv`` in the home; none where it is not there. Raises SetupError if it is wrong."""
        file = self.home / OUTLETS_FILE
        try:
            return read_outlets(file.read_text("utf-8").splitlines())
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            raise SetupError(f"The table of outlets is wrong ({error}); correct {file}.") from None


def load_settings(home: Path | None = None, **given: Any) -> Settings:
    """The settings for one command; what is given here wins. Raises SetupError with one sentence a user can act on."""
    values = {name: value for name, value in given.items() if value is not None}
    if home is not None:
        values["home"] = home
    try:
        settings = Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SetupError(
            f"The setting {name} is wrong ({first['msg']}); correct it in {SETTINGS_FILE} or the environment."
        ) from None
    except (OSError, ValueError) as error:
        raise SetupError(
            f"The settings file cannot be read ({error}); correct {SETTINGS_FILE} in the home folder."
        ) from None
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})
