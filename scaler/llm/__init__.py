"""The only room that talks to a model endpoint: prompts, calls, the recording of completions, and the ledger."""

from scaler.llm.call import Call, Completion
from scaler.llm.client import LLM, open_llm
from scaler.llm.config import Budget, LLMConfig, Prices, Sampling
from scaler.llm.ledger import Ledger, LedgerRow, Spend
from scaler.llm.prompts import Message, Prompt, PromptLibrary

__all__ = [
    "LLM",
    "Budget",
    "Call",
    "Completion",
    "LLMConfig",
    "Ledger",
    "LedgerRow",
    "Message",
    "Prices",
    "Prompt",
    "PromptLibrary",
    "Sampling",
    "Spend",
    "open_llm",
]
