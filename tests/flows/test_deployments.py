"""prefect.yaml: every deployment names a flow, and its parameters are that flow's."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml

from scaler.station.check import DEPLOYMENTS
from scaler.station.equip import POOLS
from scaler.training import TrainConfig, load_config

FILE = yaml.safe_load(Path("prefect.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("deployment", FILE["deployments"], ids=lambda each: str(each["name"]))
def test_parameters_are_the_flows(deployment: dict[str, Any]) -> None:
    file, _, name = deployment["entrypoint"].partition(":")
    flow = getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), name)
    given = deployment.get("parameters", {})
    assert given.keys() <= inspect.signature(flow.fn).parameters.keys()
    if given:  # the others are asked for when a run is started
        flow.validate_parameters(given)
    assert deployment["work_pool"]["name"] in POOLS
    assert f"{flow.name}/{deployment['name']}" in DEPLOYMENTS


def test_the_pipeline_trains_as_the_demo_does() -> None:
    pipeline = next(each for each in FILE["deployments"] if each["name"] == "pipeline")
    demo = load_config(Path("examples/configs/demo-train.yaml"))
    assert TrainConfig.model_validate(pipeline["parameters"]["training"]) == demo
