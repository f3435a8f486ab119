"""Every error that SCALER raises on purpose.

    ScalerError                  base; carries `fix`, what the user can do about it
    ├── ConfigError              a setting, flag or file of settings is wrong
    ├── ProblemError             a problem record cannot be read
    ├── AnswerError              a text is no answer of the expected kind
    ├── TemplateRefused          a question template uses more than the allowed subset of Jinja
    ├── SandboxUnavailable       no backend can hold untrusted code on this machine
    ├── SandboxFailure           the sandbox itself failed (never the program inside it)
    ├── InstanceError            an environment could not produce an instance
    ├── LLMError                 a completion could not be had
    │   ├── ReplayMiss           the recording has no answer to this request
    │   ├── EndpointError        the endpoint failed after all retries
    │   └── BudgetExceeded       the run's budget is used up
    └── RegistryError            the registry refuses
        ├── EntryNotFound        no such environment or version
        ├── EntryBroken          files under a published version changed or cannot be read
        ├── ReviewRefused        a review that the rules forbid
        └── LockError            a lock file is missing, malformed or out of date

A bad rollout, a bad draft and a bad answer of a model are data, not errors: they come back as results.
"""

from __future__ import annotations


class ScalerError(Exception):
    """Base of all of SCALER's errors.

    `message` says what was wrong and where; `fix` names what to do, a command where there is one.
    """

    def __init__(self, message: str, *, fix: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return self.message if self.fix is None else f"{self.message}\n  fix: {self.fix}"


class ConfigError(ScalerError):
    """A setting, a command-line flag or a file of settings is wrong."""


class ProblemError(ScalerError):
    """A problem record cannot be read."""


class AnswerError(ScalerError):
    """A text is no answer of the expected kind."""


class TemplateRefused(ScalerError):
    """A question template uses more than the allowed subset of Jinja."""


class SandboxUnavailable(ScalerError):
    """No backend can hold untrusted code on this machine."""


class SandboxFailure(ScalerError):
    """The sandbox itself failed; nothing is known about the program that was to run in it."""


class InstanceError(ScalerError):
    """An environment could not produce an instance."""


class LLMError(ScalerError):
    """A completion could not be had."""


class ReplayMiss(LLMError):
    """The recording has no answer to this request."""


class EndpointError(LLMError):
    """The endpoint failed after all retries."""


class BudgetExceeded(LLMError):
    """The run's budget is used up."""


class RegistryError(ScalerError):
    """The registry refuses."""


class EntryNotFound(RegistryError):
    """No such environment or version."""


class EntryBroken(RegistryError):
    """Files under a published version changed or cannot be read."""


class ReviewRefused(RegistryError):
    """A review that the rules forbid."""


class LockError(RegistryError):
    """A lock file is missing, malformed or out of date."""
