"""One door to the model: recording first, then whatever the mode allows."""

from __future__ import annotations

from scaler.llm.call import Call, Completion, Request
from scaler.llm.config import LLMConfig
from scaler.llm.ledger import Ledger
from scaler.llm.pool import Admit, Pool
from scaler.llm.sources import Files, miss
from scaler.llm.store import Store


class LLM:
    """Completes calls. Safe to use from several threads, and processes may share a recording. Made by `open_llm`."""

    def __init__(self, config: LLMConfig, ledger: Ledger, admit: Admit | None = None) -> None:
        self._config = config
        self._ledger = ledger
        self._store = Store(config.recording)
        self._pool = Pool(config, ledger, admit) if config.mode == "live" else None
        self._files = Files(config.files, self._store) if config.files is not None else None

    def complete(self, call: Call) -> Completion:
        """The model's answer, from the recording where it has one.

        Raises ReplayMiss (modes replay and files), EndpointError and BudgetExceeded (mode live), LLMError on a
        recorded file that is malformed.
        """
        request = Request.of(call, self._config)
        completion = self._recorded(request)
        if completion is not None:
            return completion
        if self._config.mode == "replay":
            miss(self._store, request)
        with self._store.asking(request):
            # Whoever held it before may have recorded the answer: the same request, wanted twice, is paid for once.
            return self._recorded(request) or self._new(request)

    def _recorded(self, request: Request) -> Completion | None:
        completion = self._store.read(request)
        if completion is not None:
            self._ledger.record(request.call, completion, request.key)
        return completion

    def _new(self, request: Request) -> Completion:
        if self._pool is not None:
            completion, hold = self._pool.ask(request)
            # Recorded first: a kill between the two leaves a call that the next run settles from the recording. The
            # other way round it would be paid for twice.
            try:
                self._store.write(request, completion)
            finally:
                self._ledger.settle(hold, completion)
            return completion
        assert self._files is not None
        completion = self._files.ask(request)
        self._ledger.record(request.call, completion)
        self._files.tidy(request, self._store.write(request, completion))
        return completion


def open_llm(config: LLMConfig, ledger: Ledger, admit: Admit | None = None) -> LLM:
    """Open the model; `admit` is called before each attempt at an endpoint, and may make it wait.

    Raises ConfigError when mode live lacks a key in the environment (OPENAI_API_KEY).
    """
    return LLM(config, ledger, admit)
