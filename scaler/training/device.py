"""How much a device holds and how fast it is: a CPU is measured briefly, a GPU is looked up."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

from scaler.training.shape import Shape

LIBRARIES = 0.75e9
"""Bytes that a process has with torch, transformers and TRL loaded, before any model."""

CALL = 6e-4
"""Seconds of a CPU for one layer's Python and kernel starts, one way; what small models spend most of a step on."""

MATMUL_SHARE = 0.65
"""Of a CPU's speed on one large product, what a whole layer reaches: measured on SmolLM2's, 53 to 70 of 100 GFLOP/s."""

CUDA_CONTEXT = 1.5e9
CUDA_CALL = 1.5e-4

GPUS = {"H100": (989e12, 3.35e12), "A100": (312e12, 2.0e12), "L40S": (362e12, 0.86e12), "4090": (165e12, 1.0e12)}
"""Name -> dense bfloat16 operations and bytes a second, from the makers' data sheets."""
ASSUMED, ASSUMED_MEMORY = "A100", 80e9
LEARNING_SHARE, DECODING_SHARE, BANDWIDTH_SHARE = 0.4, 0.4, 0.6
"""Of the data sheet's numbers, what training and generation commonly reach."""


@dataclass(frozen=True)
class Device:
    """`memory` and `overhead` in bytes, `flops` and `decode_flops` in operations a second (long inputs, single tokens),
    `bandwidth` in bytes a second, `call` in seconds a layer; `source` says where they are from."""

    memory: float
    overhead: float
    flops: float
    decode_flops: float
    bandwidth: float
    call: float
    source: str


def cpu(shape: Shape, threads: int | None = None) -> Device:
    """This machine's CPU on matrices of the model's size, at most 0.5 s of computing; other processes do not count."""
    before = torch.get_num_threads()
    used = threads or before
    with torch.random.fork_rng():
        torch.set_num_threads(1)
        try:
            flops, (decode, bandwidth) = _matmul_rate(shape), _decode_rate(shape)
        finally:
            torch.set_num_threads(before)
    return Device(
        memory=float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")),
        overhead=LIBRARIES,
        flops=MATMUL_SHARE * used * flops,
        decode_flops=used * decode,
        bandwidth=bandwidth,
        call=CALL,
        source=f"{MATMUL_SHARE:.0%} of {flops / 1e9:.0f} GFLOP/s a thread for long inputs, "
        f"{decode / 1e9:.0f} for single tokens, {bandwidth / 1e9:.1f} GB/s, measured just now; {used} idle threads",
    )


def gpu() -> Device:
    """The GPU here, or an A100 with 80 GB where there is none."""
    name, memory, here = ASSUMED, ASSUMED_MEMORY, torch.cuda.is_available()
    if here:
        name = torch.cuda.get_device_name(0)
        memory = float(torch.cuda.get_device_properties(0).total_memory)
    known = next((key for key in GPUS if key in name), ASSUMED)
    flops, bandwidth = GPUS[known]
    return Device(
        memory=memory,
        overhead=CUDA_CONTEXT,
        flops=LEARNING_SHARE * flops,
        decode_flops=DECODING_SHARE * flops,
        bandwidth=BANDWIDTH_SHARE * bandwidth,
        call=CUDA_CALL,
        source=f"{'GPU ' + name if here else 'no GPU here'}, figured as {known}: {LEARNING_SHARE:.0%} of "
        f"{flops / 1e12:.0f} TFLOP/s, {BANDWIDTH_SHARE:.0%} of {bandwidth / 1e12:.2f} TB/s",
    )


def _matmul_rate(shape: Shape) -> float:
    a, b = torch.randn(256, shape.hidden), torch.randn(shape.hidden, shape.intermediate)
    return 2.0 * 256 * shape.hidden * shape.intermediate / _seconds(lambda: a @ b)


def _decode_rate(shape: Shape) -> tuple[float, float]:
    """Operations a second on a batch of 32 tokens, and bytes a second on one, with weights that no cache holds."""
    size = shape.hidden * shape.intermediate
    weights = [torch.randn(shape.hidden, shape.intermediate) for _ in range(min(64, max(2, int(64e6 / (4 * size)))))]
    batch, single = torch.randn(32, shape.hidden), torch.randn(1, shape.hidden)
    together = _seconds(lambda: [batch @ each for each in weights])
    alone = _seconds(lambda: [single @ each for each in weights])
    return 2.0 * 32 * size * len(weights) / together, 4.0 * size * len(weights) / alone


def _seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call on the thread that calls, so that a busy machine looks no slower."""
    work()
    calls, began = 0, time.thread_time()
    while (spent := time.thread_time() - began) < 0.15:
        work()
        calls += 1
    return spent / calls
