"""What the parts of a station are told."""

from __future__ import annotations

import pytest

from scaler.station import StationConfig

ADDRESS = "postgresql+asyncpg://ann:hush@127.0.0.1/prefect"


@pytest.mark.parametrize("name", ["PREFECT_API_DATABASE_CONNECTION_URL", "PREFECT_SERVER_DATABASE_PASSWORD"])
def test_the_database_is_known_to_the_server_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, ADDRESS)
    config = StationConfig()
    assert config.environment("server")[name] == ADDRESS
    assert not any("hush" in value for part in ("worker", "page") for value in config.environment(part).values())


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "AWS_ACCESS_KEY_ID", "HF_TOKEN", "DB_PASSWORD"])
def test_keys_are_for_workers_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "sk-hush")
    monkeypatch.setenv("PREFECT_API_KEY", "of Prefect itself")
    config = StationConfig()
    assert config.environment("worker")[name] == "sk-hush"
    for part in ("server", "page"):
        told = config.environment(part)
        assert (told.get(name), told["PREFECT_API_KEY"]) == (None, "of Prefect itself")


def test_what_makes_parts_one_station_holds_and_the_rest_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://elsewhere/api")
    monkeypatch.setenv("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "400")
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    monkeypatch.setenv("PREFECT_LOGGING_EXTRA_LOGGERS", "mine")
    told = StationConfig(port=4310).environment()
    assert told["PREFECT_API_URL"] == "http://127.0.0.1:4310/api"
    assert told["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"] == "30"
    assert told["PREFECT_LOGGING_LEVEL"] == "DEBUG"
    assert told["PREFECT_LOGGING_EXTRA_LOGGERS"] == "mine,scaler"
