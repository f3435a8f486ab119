"""SIGKILL at random moments, hundreds of times: nothing that was recorded is asked again, and no spending is forgotten.

A child imports SCALER once and forks a worker for each life, so that a life costs milliseconds. Two workers at a time
share one recording and one ledger; both are killed. The server here counts what it was asked and what it sent.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scaler.llm import Ledger, LLMConfig
from tests.llm.server import Reply, ScriptedServer, chat

CALLS, TOKENS = 500, (40, 10)  # what the server bills for each; 45 + 100 are set aside
BUDGET = 300_000

NURSERY = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
import httpx
from pathlib import Path
from scaler.errors import LLMError
from scaler.llm import Call, Ledger, LLMConfig, Message, Prompt, Sampling, open_llm

folder, calls, budget = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
config = LLMConfig.model_validate(dict(mode="live", model="toy", recording=folder / "rec", max_tokens=100,
                                       max_retries=0, budget=dict(max_tokens=budget)))

def live():
    def one(n):
        prompt = Prompt("generator", "1.0", "", (Message("user", f"question {n:04d}"),), Sampling())
        llm.complete(Call(f"p{n:04d}", 1, prompt))
    llm = open_llm(config, Ledger(config, folder / "ledger.jsonl"))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(calls)))

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            live()
            code = 0
        finally:
            os._exit(code)
    print(child, flush=True)
"""


@pytest.mark.slow
def test_hundreds_of_kills_repeat_no_paid_call(
    endpoint: ScriptedServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(8)
    asked: Counter[str] = Counter()
    repeated: list[str] = []

    def answer(request: dict[str, Any]) -> Reply:
        name = f"p{request['messages'][0]['content'].split()[1]}"
        asked[name] += 1
        if recorded(name):
            repeated.append(name)
        return Reply(chat(f"answer to {name}", tokens=TOKENS), delay=chance.uniform(0, 0.02))

    def recorded(name: str) -> bool:
        return any((tmp_path / "rec" / name).glob("[!.]*.md"))

    endpoint.answer = answer
    command = [sys.executable, "-c", NURSERY, str(tmp_path), str(CALLS), str(BUDGET)]
    nursery = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert nursery.stdin is not None
    assert nursery.stdout is not None

    def born() -> int:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.write("live\n")
        nursery.stdin.flush()
        return int(nursery.stdout.readline())

    def run_on() -> bool:
        return Path(f"/proc/{last}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"

    kills = 0
    try:
        while kills < 200:
            workers = [born(), born()]
            enough, until = len(endpoint.requests) + chance.randint(1, 8), time.monotonic() + 5
            while len(endpoint.requests) < enough and time.monotonic() < until:
                time.sleep(0.001)
            time.sleep(chance.uniform(0.0, 0.03))
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
                kills += 1
        before = sum(recorded(f"p{n:04d}") for n in range(CALLS))
        last = born()
        while run_on():
            time.sleep(0.05)
    finally:
        nursery.kill()
        nursery.communicate()

    config = LLMConfig(mode="replay", model="toy", recording=tmp_path / "rec")
    ledger = Ledger(config, tmp_path / "ledger.jsonl")
    spend, billed = ledger.totals(), sum(TOKENS) * len(endpoint.requests)
    with capsys.disabled():
        print(
            f"\nkills {kills}, calls {CALLS}, recorded {before} before the last life and "
            f"{sum(recorded(f'p{n:04d}') for n in range(CALLS))} after it, "
            f"asked {len(endpoint.requests)}, sent to the end {endpoint.delivered}, asked although recorded "
            f"{len(repeated)}; billed at most {billed:,} tokens, the ledger knows {spend.tokens:,} and allows for "
            f"{spend.unknown_tokens:,} more in {spend.unknown} calls without an answer, budget {BUDGET:,}"
        )
    assert 50 < before < CALLS  # the kills fell into the work
    assert repeated == []
    assert all(recorded(f"p{n:04d}") for n in range(CALLS))
    assert spend.calls == CALLS
    assert len(endpoint.requests) <= spend.calls + spend.unknown
    assert billed <= spend.tokens + spend.unknown_tokens <= BUDGET
