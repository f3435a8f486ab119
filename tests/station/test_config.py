"""What the parts of a station are told."""

from __future__ import annotations

import pytest

from scaler.station import StationConfig

ADDRESS = "postgresql+asyncpg://ann:hush@127.0.0.1/prefect"


@pytest.mark.parametrize("name", ["PREFECT_API_DATABASE_CONNECTION_URL", "PREFECT_SERVER_DATABASE_PASSWORD"])
def test_the_database_is_known_to_the_server_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, ADDRESS)
    config = StationConfig()
    assert config.server_environment()[name] == ADDRESS
    assert not any("hush" in value for value in config.environment().values())
    assert config.environment().keys() == config.server_environment().keys() - {name}


def test_what_makes_parts_one_station_holds_and_the_rest_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://elsewhere/api")
    monkeypatch.setenv("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "45")
    told = StationConfig(port=4310).environment()
    assert told["PREFECT_API_URL"] == "http://127.0.0.1:4310/api"
    assert told["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"] == "45"
