"""What the trainer process can run: the contract between the worker and a race, a trial, or whatever comes next.

A job is made by a function that the server names (`messages.Create.job`), and its other half on the server is a
subclass of `activations.live.server.run.Run`. Neither the worker nor the supervisor nor the feed knows any of them.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np

from activations.language import translate as _


class Job(Protocol):
    """Something that is worked at in slices and reports in frames. What it raises ends it, and no other."""

    @property
    def busy(self) -> bool:
        """Whether there is work to do."""
        ...

    @property
    def commands(self) -> Mapping[str, Callable[..., None]]:
        """What it can be told, by name; a ValueError is answered in words, and the job goes on."""
        ...

    def work(self, seconds: float) -> bool:
        """Work for about `seconds`; False if there was nothing to do for now."""
        ...

    def frame_due(self) -> bool:
        """Whether a frame is to be sent now."""
        ...

    def frame(self) -> tuple[Mapping[str, Any], dict[str, np.ndarray]]:
        """Header and arrays of how it is now: see protocol. Sentences in the header are plain Texts."""
        ...


def wrong_values(command: str, values: object) -> ValueError:
    """What a command raises whose values are of another kind than it takes."""
    said = _("The command {command!r} does not take these values: {values}.")
    return ValueError(said.format(command=command, values=repr(values)))
