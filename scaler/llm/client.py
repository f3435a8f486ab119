"""One door to the model: recording first, then whatever the mode allows."""

from __future__ import annotations

import threading

from scaler.llm.call import Call, Completion, Request
from scaler.llm.config import LLMConfig
from scaler.llm.endpoint import Endpoint
from scaler.llm.ledger import Ledger
from scaler.llm.sources import Files, miss
from scaler.llm.store import Store


class LLM:
    """Completes calls. Safe to use from several threads. Made by `open_llm`."""

    def __init__(self, config: LLMConfig, ledger: Ledger) -> None:
        self._config = config
        self._ledger = ledger
        self._store = Store(config.recording)
        self._guard = threading.Lock()
        self._asking: dict[str, threading.Lock] = {}
        self._endpoint = Endpoint(config) if config.mode == "live" else None
        self._files = Files(config.files, self._store) if config.files is not None else None

    def complete(self, call: Call) -> Completion:
        """The model's answer, from the recording where it has one.

        Raises ReplayMiss (modes replay and files), EndpointError and BudgetExceeded (mode live), LLMError on a
        recorded file that is malformed.
        """
        request = Request.of(call, self._config)
        with self._lock_of(request):
            return self._complete(call, request)

    def _complete(self, call: Call, request: Request) -> Completion:
        completion = self._store.read(request)
        if completion is not None:
            self._ledger.record(call, completion)
        elif self._endpoint is not None:
            completion = self._live(self._endpoint, request)
        elif self._files is not None:
            completion = self._from_files(self._files, request)
        else:
            miss(self._store, request)
        return completion

    def _lock_of(self, request: Request) -> threading.Lock:
        """One lock for each request: the same one, wanted twice at once, is asked and paid for once."""
        with self._guard:
            return self._asking.setdefault(request.key, threading.Lock())

    def _live(self, endpoint: Endpoint, request: Request) -> Completion:
        # The budget is checked once the call may start, not while it waits for others that still spend.
        with endpoint.slots:
            self._ledger.check()
            completion = endpoint.ask(request)
        # Recorded first: a kill between the two leaves a completion whose cost stands in its front matter and not in
        # the ledger. The other way round it would be paid for twice.
        self._store.write(request, completion)
        self._ledger.record(request.call, completion)
        return completion

    def _from_files(self, files: Files, request: Request) -> Completion:
        completion = files.ask(request)
        self._ledger.record(request.call, completion)
        files.tidy(request, self._store.write(request, completion))
        return completion


def open_llm(config: LLMConfig, ledger: Ledger) -> LLM:
    """Open the model. Raises ConfigError when mode live has no key in the environment (OPENAI_API_KEY)."""
    return LLM(config, ledger)
