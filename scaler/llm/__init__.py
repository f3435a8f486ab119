"""The only room that talks to a model endpoint: prompts, calls, the recording of completions, and the ledger."""

from scaler.llm.call import Call, Completion
from scaler.llm.client import LLM, open_llm
from scaler.llm.config import Budget, EndpointConfig, LLMConfig, Prices, Sampling, load_endpoints
from scaler.llm.cost import cost_line, cost_rows, endpoint_rows
from scaler.llm.ledger import EndpointRow, Ledger, LedgerRow, Spend
from scaler.llm.pool import Admit
from scaler.llm.prompts import Message, Prompt, PromptLibrary

__all__ = [
    "LLM",
    "Admit",
    "Budget",
    "Call",
    "Completion",
    "EndpointConfig",
    "EndpointRow",
    "LLMConfig",
    "Ledger",
    "LedgerRow",
    "Message",
    "Prices",
    "Prompt",
    "PromptLibrary",
    "Sampling",
    "Spend",
    "cost_line",
    "cost_rows",
    "endpoint_rows",
    "load_endpoints",
    "open_llm",
]
