"""SCALER: reasoning environments that adapt, for reinforcement learning of language models.

The rooms, from the ground up:

    sandbox, llm, problems    the three doors to the outside world
    environment               instance(level, seed) and score(instance, text)
    registry                  immutable versions, review, lock files
    validation, curriculum    is a draft sound? / what to train on next?
    synthesis, training, evaluation, report
"""

__version__ = "0.1.0"
