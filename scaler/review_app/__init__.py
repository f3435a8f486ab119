"""Reviewing in a browser: a local page over one registry, for one person.

    with open_sandbox() as sandbox:
        serve(Registry(Path("env_registry")), sandbox, reviewer="ann")

What is covered: the page listens on 127.0.0.1 alone, answers nobody who does not know the token in its address, no
other host name (DNS rebinding) and no other origin, and shows entries, which are hostile, as text under a content
security policy that runs no script but its own. Programs run in the sandbox only. What is not: other processes of the
same user can read the token from the browser; what they could do with it, they could do to the files as well.
"""

from scaler.review_app.app import make_app
from scaler.review_app.evidence import Gate, Replay, read_gate, seeds_note
from scaler.review_app.look import Answer, Look, look, read_scale, read_shape
from scaler.review_app.serve import serve

__all__ = [
    "Answer",
    "Gate",
    "Look",
    "Replay",
    "look",
    "make_app",
    "read_gate",
    "read_scale",
    "read_shape",
    "seeds_note",
    "serve",
]
