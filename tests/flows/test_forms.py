"""The form that Prefect's UI makes of a flow's parameters: each field says what it means."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import yaml
from prefect.utilities.callables import parameter_schema

FLOWS = sorted({each["entrypoint"] for each in yaml.safe_load(Path("prefect.yaml").read_text())["deployments"]})


@pytest.mark.parametrize("entrypoint", FLOWS)
def test_each_field_of_the_form_says_what_it_means(entrypoint: str) -> None:
    file, _, name = entrypoint.partition(":")
    flow = getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), name)
    schema = parameter_schema(flow.fn)
    silent = [key for key, field in schema.properties.items() if not field.get("description")]
    for model, shape in schema.definitions.items():
        silent += [f"{model}.{key}" for key, field in shape.get("properties", {}).items() if "description" not in field]
        silent += [model] if not shape.get("description") else []
    assert not silent
