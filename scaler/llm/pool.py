"""Several endpoints as one: the first that is well answers, the next one when it is not."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from scaler.errors import EndpointError
from scaler.llm.call import Completion, Request
from scaler.llm.config import LLMConfig
from scaler.llm.endpoint import Endpoint
from scaler.llm.fault import Fault
from scaler.llm.ledger import Hold, Ledger
from scaler.progress import say

LONGEST_WAIT = 120.0
"""Seconds that a call waits for an endpoint that rests or is taken for dead; a longer wait ends the call."""

PATIENCE = 5.0
"""Seconds of a rest that an endpoint asked for which are waited out rather than spent at the next endpoint."""

Admit = Callable[[], None]

_FIRST_DELAY, _LONGEST_DELAY = 0.5, 8.0
_NAP = 0.5


class Pool:
    """Asks the endpoints in their order. Safe to use from several threads.

    `admit` is called before each attempt, and may make it wait: for limits that processes share, say.
    """

    def __init__(self, config: LLMConfig, ledger: Ledger, admit: Admit | None = None) -> None:
        self._admit = admit
        self._ledger = ledger
        self._rounds = config.max_retries + 1
        self._endpoints = [Endpoint(e, config.open_after, config.pause_seconds) for e in config.targets]
        self._answering = self._endpoints[0]

    def ask(self, request: Request) -> tuple[Completion, Hold]:
        """The completion, and its part of the budget, which stays held until the caller settles it.

        A round asks each endpoint that is well, in order, until one answers; between rounds there is a growing pause.
        Raises EndpointError when no round is left, when the request itself is refused, when what is wrong with every
        endpoint will not pass (a wrong key, say), or when none may be asked within two minutes; BudgetExceeded.
        """
        rounds = 0
        while True:
            faults: list[Fault] = []
            waits: list[float] = []
            for endpoint in self._endpoints:
                result = self._try(endpoint, request)
                if isinstance(result, tuple):
                    return result
                if isinstance(result, Fault):
                    faults.append(result)
                    if result.rest is not None and result.rest <= PATIENCE:
                        break
                else:
                    waits.append(result)
                    if result <= PATIENCE and not endpoint.health.dead:
                        break
            if faults:
                rounds += 1
                hopeless = not waits and all(fault.scope == "endpoint" for fault in faults)
                if hopeless or rounds >= self._rounds:
                    raise self._failure()
                time.sleep(min(_FIRST_DELAY * 2 ** (rounds - 1), _LONGEST_DELAY) * random.uniform(0.75, 1.0))
            elif min(waits) > LONGEST_WAIT:
                raise self._failure()
            else:
                time.sleep(min(*waits, _NAP))

    def _try(self, endpoint: Endpoint, request: Request) -> tuple[Completion, Hold] | Fault | float:
        """The completion, what went wrong, or the seconds that the endpoint must not be asked."""
        if wait := endpoint.health.wait():
            return wait
        with endpoint.slots:
            if wait := endpoint.health.admit():  # it may have failed while this call waited for a slot
                return wait
            try:
                answer = self._attempt(endpoint, request)
            except Fault as fault:
                self._hear(endpoint, fault)
                if fault.scope != "call":
                    return fault
                refusal = fault.error
            except BaseException:
                endpoint.health.abandoned()
                raise
            else:
                self._well(endpoint)
                return answer
        raise refusal

    def _attempt(self, endpoint: Endpoint, request: Request) -> tuple[Completion, Hold]:
        bound = endpoint.bound(request)
        if self._admit is not None:
            self._admit()
        endpoint.pace(sum(bound))
        hold = self._ledger.reserve(request.call, request.key, endpoint.config, bound)
        try:
            completion = endpoint.ask(request)
        except Fault as fault:
            self._ledger.close(hold, fault.bill, fault.why, fault.tokens, fault.estimated)
            endpoint.used(bound, bound if fault.bill == "lost" else fault.tokens, estimated=fault.estimated)
            raise
        except BaseException:
            self._ledger.close(hold, "lost", "interrupted")
            raise
        tokens = (completion.prompt_tokens, completion.completion_tokens)
        endpoint.used(bound, tokens, estimated=completion.estimated or request.sampling.max_tokens is None)
        return completion, hold

    def _hear(self, endpoint: Endpoint, fault: Fault) -> None:
        """Draw the conclusions from a fault."""
        endpoint.last = fault.error
        if fault.scope == "call" or fault.status == 429:
            endpoint.health.alive(fault.rest)
            if fault.rest is not None and fault.rest > PATIENCE:
                say(f"  endpoint {endpoint.name} asks to be left alone for {fault.rest:,.0f} s")
            return
        if (pause := endpoint.health.failed(fault.rest)) is not None:
            say(f"  endpoint {endpoint.name} is taken for dead ({fault.why}); next try in {pause:,.0f} s")

    def _well(self, endpoint: Endpoint) -> None:
        if endpoint.health.alive():
            say(f"  endpoint {endpoint.name} answers again")
        if endpoint is not self._answering:
            self._answering = endpoint
            say(f"  endpoint {endpoint.name} answers now")

    def _failure(self) -> EndpointError:
        known = [(endpoint.name, error) for endpoint in self._endpoints if (error := endpoint.last) is not None]
        if len(self._endpoints) == 1:
            return EndpointError(known[0][1].message, fix=known[0][1].fix)
        lines = [f"  {name}: {error.message}" for name, error in known]
        return EndpointError("no endpoint answers\n" + "\n".join(lines), fix=known[0][1].fix)
