"""Sampling from any OpenAI-compatible endpoint, through the one door to models: `scaler.llm`.

Every completion is recorded under its question, its turn and its number there: a killed evaluation goes on where it
stopped and pays for nothing twice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from scaler.evaluation.contract import PromptStyle, SamplerConfig
from scaler.evaluation.prompts import chat_messages
from scaler.llm import LLM, Admit, Budget, Call, Ledger, LLMConfig, Message, Prices, Prompt, Sampling, open_llm
from scaler.progress import Steps

LEDGER_FILE = "ledger.jsonl"
RECORDING = "completions"
SHOWN_FROM = 200
"""Completions from which on a call of `sample` leaves a line for each tenth of them, also where there is no bar."""


class EndpointSampler:
    """A model behind an endpoint, asked with at most `concurrency` requests in flight.

    `sample` raises EndpointError where the endpoint fails after its retries, BudgetExceeded where there is no budget
    left: a completion that could not be had is never a wrong one. What came until then is in the recording.
    """

    def __init__(self, llm: LLM, concurrency: int, style: PromptStyle | None = None) -> None:
        self._llm = llm
        self._concurrency = concurrency
        self._style = style or PromptStyle()

    @classmethod
    def open(
        cls,
        model: str,
        folder: Path,
        config: SamplerConfig,
        *,
        base_url: str | None = None,
        concurrency: int = 16,
        budget: Budget | None = None,
        prices: Prices | None = None,
        admit: Admit | None = None,
    ) -> EndpointSampler:
        """The model `model` at `base_url` (None: OPENAI_BASE_URL), with recording and ledger in `folder`.

        The key comes from OPENAI_API_KEY; ConfigError where it is not set. Temperature and length are those of
        `config`; what else there is (top-p, penalties) is the endpoint's own. `admit` as for `open_llm`.
        """
        settings = LLMConfig(
            mode="live",
            model=model,
            recording=folder / RECORDING,
            base_url=base_url,
            temperature=config.temperature,
            max_tokens=config.max_new_tokens,
            concurrency=concurrency,
            budget=budget or Budget(),
            prices=prices or Prices(),
        )
        return cls(open_llm(settings, Ledger(settings, folder / LEDGER_FILE), admit), concurrency, config.style)

    def sample(self, questions: Sequence[str], samples: int, turn: int = 0) -> list[list[str]]:
        """`samples` completions for each question; one that stands there twice gets completions of its own."""
        asked: Counter[str] = Counter()
        calls = []
        for question in questions:
            for _ in range(samples):
                asked[question] += 1
                calls.append(_call(question, turn, asked[question], self._style))
        texts = [""] * len(calls)
        tenth = max(1, len(calls) // 10)
        pool = ThreadPoolExecutor(self._concurrency, thread_name_prefix="sample")
        try:
            with Steps("sampling", len(calls)) as steps:
                jobs = {pool.submit(self._llm.complete, call): index for index, call in enumerate(calls)}
                for done, job in enumerate(as_completed(jobs), 1):
                    texts[jobs[job]] = job.result().text
                    steps.advance(done, "completions", shown=len(calls) >= SHOWN_FROM and done % tenth == 0)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        return [texts[start : start + samples] for start in range(0, len(texts), samples)]


def _call(question: str, turn: int, ordinal: int, style: PromptStyle) -> Call:
    name = f"{turn:03d}-{hashlib.sha256(question.encode()).hexdigest()[:24]}"
    dressed = chat_messages(question, style)
    messages = tuple(Message("system" if m["role"] == "system" else "user", m["content"]) for m in dressed)
    prompt = Prompt("answer", "1.0", "", messages, Sampling())
    return Call(name, ordinal, prompt)
