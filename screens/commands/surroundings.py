"""What configuration, environment and defaults say: where things lie, what this station is called, what time it is."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

from intake.text import clean

if TYPE_CHECKING:
    from intake.clock import Clock
    from intake.settings import Settings

APP_NAME = "intake-station"


class Surroundings:
    """What one run of the program finds around it; ``database`` and ``config`` are what its line says of them."""

    def __init__(self, database: str | None, config: str | None) -> None:
        self._database = database
        self._config = config
        self._settings: Settings | None = None

    @property
    def config_path(self) -> Path:
        """Where the configuration file is, or would be."""
        return Path(self._config) if self._config else _config_folder() / "config.toml"

    @property
    def settings(self) -> Settings:
        """What the configuration file sets."""
        from intake.settings import read_settings

        if self._settings is None:
            settings = read_settings(self.config_path, required=bool(self._config))
            if settings.keys:
                from screens.rebinding import read_keys

                settings = dataclasses.replace(settings, keys=read_keys(settings.keys, self.config_path))
            self._settings = settings
        return self._settings

    @property
    def database(self) -> str:
        """The URL of the shop's database."""
        return self._database or self.settings.database or f"sqlite:///{data_folder() / 'shop.db'}"

    @property
    def secret_path(self) -> Path:
        """Where the shop's secret file lies."""
        return Path(self.settings.secret_file or _config_folder() / "secret.toml")

    @property
    def station(self) -> str:
        """The name of this station, by which events tell where they happened; over SSH by default where one sits."""
        import socket

        client = os.environ.get("SSH_CONNECTION", "").partition(" ")[0]
        named = os.environ.get("INTAKE_STATION") or self.settings.station or client or socket.gethostname()
        return clean(named)[:40] or "station"

    @property
    def zone(self) -> str | None:
        """The time zone that is set, where it is not the market's."""
        return self.settings.zone

    @property
    def clock(self) -> Clock:
        """The host's clock, or the frozen one of ``INTAKE_CLOCK``."""
        from intake.clock import clock_from

        return clock_from(os.environ.get("INTAKE_CLOCK"))

    @property
    def clock_frozen(self) -> bool:
        """Whether the clock stands."""
        return self.clock.frozen

    @property
    def training(self) -> str:
        """The remark of a station whose clock stands."""
        return f"CLOCK STANDS AT {os.environ['INTAKE_CLOCK'][:16]}" if self.clock.frozen else ""


def _config_folder() -> Path:
    from platformdirs import user_config_path

    return user_config_path(APP_NAME)


def data_folder() -> Path:
    """Return where the shop's data lie by default."""
    from platformdirs import user_data_path

    return user_data_path(APP_NAME)


def state_folder() -> Path:
    """Return where the program keeps what it learned and which faults it had."""
    from platformdirs import user_state_path

    return user_state_path(APP_NAME)
