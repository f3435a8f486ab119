"""What a run needs, before it starts: memory on each device, and time for a step.

Counted from the model's config.json, without its weights: what lies in memory at the worst moment of a step, and the
arithmetic of a step over what the device does in a second. Memory is counted for a step of the longest prompts, time
for one of average prompts, both with completions as long as allowed, so a step often takes less of either. What waits
on environments, networks and disks is left out.
docs/training.md compares it with what was measured on a CPU; on a GPU it was never checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scaler.training.arguments import checkpoints_activations, uses_cuda
from scaler.training.config import DEMO, TrainConfig
from scaler.training.device import Device, cpu, gpu
from scaler.training.plan import QuestionTokens
from scaler.training.shape import Shape, shape_of

DEMO_TOKENS = QuestionTokens(40, 20)
"""The demo's tokenizer knows the fixed wording of its questions, and takes the rest letter by letter."""
UNKNOWN_TOKENS = QuestionTokens(2048, 512)

FULL, MASTER, ADAM = 4, 4, 8  # bytes a parameter: float32 weights, their gradients, AdamW's two moments
HALF = 2  # bytes of a bfloat16
KEPT = 8  # bytes a trained parameter that glibc does not give back between two steps on a CPU, as measured
SERVER_SHARE = 0.9  # of a GPU's memory that a vLLM server takes by its own default


@dataclass(frozen=True)
class Estimate:
    """Memory on one device in bytes and time for a step in seconds, by what takes it, and what both rest on.

    Of `fixed` all is in memory at once; on top come either `learning` or `generating`, whichever is more.
    """

    device: Device
    fixed: dict[str, float]
    learning: dict[str, float]
    generating: dict[str, float]
    seconds: dict[str, float]
    steps: int
    assumptions: tuple[str, ...]

    @property
    def memory(self) -> float:
        """Bytes at the worst moment."""
        return sum(self.fixed.values()) + max(sum(self.learning.values()), sum(self.generating.values()))

    @property
    def step_seconds(self) -> float:
        """Seconds of a step."""
        return sum(self.seconds.values())

    def lines(self) -> list[str]:
        """The estimate as text."""
        verdict = ": DOES NOT FIT" if self.memory > self.device.memory else ""
        return [
            f"memory a device   up to {_gb(self.memory)} of {_gb(self.device.memory)}{verdict}",
            f"  always          {_parts(self.fixed, _gb)}",
            f"  while learning  {_parts(self.learning, _gb)}",
            f"  or generating   {_parts(self.generating, _gb)}",
            f"time a step       {_time(self.step_seconds)}: {_parts(self.seconds, _time)}",
            f"time in all       {_time(self.steps * self.step_seconds)} for {self.steps} steps, without evaluations",
            *(f"  assumed: {each}" for each in self.assumptions),
        ]


def estimate(
    config: TrainConfig, base: Path | None = None, tokens: QuestionTokens | None = None, *, here: bool = False
) -> Estimate:
    """The needs of a run of `config` on questions of so many `tokens`.

    `base` is the model's folder where it is known already. With `here` the run is about to start on this machine;
    without it, `device: auto` means a GPU even where this machine has none. Takes a second of computing to see how
    fast the CPU is, where the run is to use that.

    Raises ConfigError when the model's shape cannot be found out.
    """
    on_gpu = uses_cuda(config) or (config.device == "auto" and not here)
    shape, source = shape_of(config, base)
    device = gpu() if on_gpu else cpu(shape, config.threads)
    asked = "as validation measured them"
    if tokens is None or config.model == DEMO:
        tokens, asked = DEMO_TOKENS if config.model == DEMO else UNKNOWN_TOKENS, "assumed"
    worst = _Plan(config, shape, device, on_gpu, tokens.longest)
    usual = _Plan(config, shape, device, on_gpu, tokens.mean)
    return Estimate(
        device=device,
        fixed=worst.fixed(),
        learning=worst.learning(),
        generating=worst.generating(),
        seconds=usual.seconds(),
        steps=config.grpo.steps,
        assumptions=(
            f"{shape.parameters / 1e6:,.1f} million parameters ({source})",
            f"prompts of up to {tokens.longest} tokens, {tokens.mean} on average ({asked}), and completions of "
            f"{config.grpo.max_completion_tokens}",
            device.source,
            *(["a server with as many GPUs as the trainer"] if config.vllm and config.vllm.mode == "server" else []),
            *(["never checked on a GPU; traffic between GPUs takes no time"] if on_gpu else []),
        ),
    )


@dataclass(frozen=True)
class _Plan:
    config: TrainConfig
    shape: Shape
    device: Device
    on_gpu: bool
    prompt: int

    @property
    def completion(self) -> int:
        return self.config.grpo.max_completion_tokens

    @property
    def length(self) -> int:
        return self.prompt + self.completion

    @property
    def rollouts(self) -> float:
        """Of one device."""
        return self.config.grpo.rollouts / self.config.processes

    @property
    def micro(self) -> float:
        """Rollouts of one backward pass."""
        return self.config.grpo.micro_batch or self.rollouts

    @property
    def bytes(self) -> int:
        """Of an activation."""
        return HALF if self.on_gpu else FULL

    @property
    def trained(self) -> float:
        """Parameters."""
        lora = self.config.lora
        return self.shape.parameters if lora is None else self.shape.adapters(lora.r)

    @property
    def share(self) -> float:
        """Of weights, gradients and moments that a device holds."""
        return 1 / self.config.processes if self.config.sharding == "full" else 1.0

    def fixed(self) -> dict[str, float]:
        weights = self.shape.parameters * (FULL if self.config.lora is None else self.bytes)
        parts = {
            "libraries": self.device.overhead,
            "weights": weights * self.share + (self.trained * FULL if self.config.lora else 0),
            "optimizer": self.trained * ADAM * self.share,
        }
        if not self.on_gpu:
            parts["kept by the C library"] = self.trained * KEPT
        if self.on_gpu and self.config.lora is None and self.config.sharding == "none":
            parts["bf16 copy of the weights"] = self.shape.parameters * HALF
        if self.config.grpo.beta > 0 and self.config.lora is None:
            parts["reference model"] = weights * self.share
        vllm = self.config.vllm
        if vllm is not None and vllm.mode == "colocate" and not vllm.sleep:
            parts["vLLM"] = vllm.gpu_memory_utilization * self.device.memory
        return parts

    def learning(self) -> dict[str, float]:
        tokens, layer = self.micro * self.length, self.shape.activations
        if checkpoints_activations(self.config, self.on_gpu):
            kept = self.shape.layers * self.shape.hidden + layer
        else:
            kept = self.shape.layers * layer
        # logits, the same over the temperature, and the gradient of one; a bfloat16 copy where arithmetic is in it
        logits = 3 * FULL + (HALF if self.on_gpu else 0)
        return {
            "gradients": self.trained * MASTER * self.share,
            "activations": tokens * kept * self.bytes,
            "logits": self.micro * (self.completion + 1) * self.shape.vocabulary * logits,
        }

    def generating(self) -> dict[str, float]:
        vllm = self.config.vllm
        if vllm is not None:
            colocated = vllm.mode == "colocate" and vllm.sleep
            return {"vLLM": vllm.gpu_memory_utilization * self.device.memory} if colocated else {}
        wide = 4 * self.shape.hidden + 3 * self.shape.intermediate
        return {
            "key-value cache": self.rollouts * self.length * self.shape.cache * self.bytes,
            "prompts": self.rollouts * self.prompt * wide * self.bytes,
            "sampling": self.rollouts * self.shape.vocabulary * 3 * FULL,
        }

    def seconds(self) -> dict[str, float]:
        return {"generating": self._generation(), "learning": self._learning(), "optimizer": self._optimizer()}

    def _generation(self) -> float:
        vllm, shape, device = self.config.vllm, self.shape, self.device
        prefill = self.rollouts * self._forward(self.length, head=0) * self.prompt / self.length
        batch, weights = self.rollouts, shape.parameters * self.bytes
        cache = self.length / 2 * shape.cache * self.bytes  # of one rollout, half done
        overhead = device.call * shape.layers
        if vllm is not None:
            prefill /= self.config.grpo.group_size  # a group's prompt is read once
            overhead /= 10  # captured graphs
            held = vllm.gpu_memory_utilization if vllm.mode == "colocate" else SERVER_SHARE
            together = max(1.0, (held * device.memory - weights) / (2 * cache))
            batch = min(batch, together)
        token = max(2 * shape.parameters * batch / device.decode_flops, (weights + batch * cache) / device.bandwidth)
        return prefill / device.flops + self.completion * self.rollouts / batch * (token + overhead)

    def _learning(self) -> float:
        twice = checkpoints_activations(self.config, self.on_gpu)
        passes = 3.0 if self.config.lora is None else 2.0  # a backward pass is two forward passes, one for inputs alone
        passes += 1.0 if twice else 0.0
        passes += 1.0 if self.config.vllm is not None else 0.0  # probabilities for the importance correction
        passes += 1.0 if self.config.grpo.beta > 0 else 0.0
        forward = self.rollouts * self._forward(self.length, head=self.completion) / self.device.flops
        return passes * (forward + self.rollouts / self.micro * self.shape.layers * self.device.call)

    def _optimizer(self) -> float:
        return self.trained * self.share * 7 * FULL / self.device.bandwidth  # reads four numbers, writes three

    def _forward(self, length: int, head: int) -> float:
        """Operations of one sequence; attention looks back at half of it on average."""
        body = 2 * self.shape.body * length + 2 * self.shape.layers * self.shape.query * length**2
        return body + 2 * head * self.shape.vocabulary * self.shape.hidden


def _gb(value: float) -> str:
    return f"{value / 1e9:.2f} GB" if value < 1e11 else f"{value / 1e9:.0f} GB"


def _time(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.2g} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def _parts(parts: dict[str, float], show: object) -> str:
    assert callable(show)
    return ", ".join(f"{name} {show(value)}" for name, value in parts.items()) or "nothing here"
