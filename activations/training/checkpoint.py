"""All that a run needs to go on in another process, to the bit: plain values and the bytes of its tensors."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from activations.experiment.arm import Arm
from activations.experiment.intervention import Intervention
from activations.language import translate as _
from activations.training.stack import NetworkStack
from activations.training.trainer import Trainer


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Where a run was. It fits the experiment that it was taken of, with whatever was done to the networks since."""

    plain: dict[str, Any]  # as JSON can hold it
    data: np.ndarray  # uint8: the tensors of all stacks, one after the other

    @property
    def step(self) -> int:
        return self.plain["step"]


def size(trainer: Trainer) -> int:
    """Bytes that a checkpoint of now would take."""
    return sum(tensor.nbytes for _numbers, stack in trainer.stacks for tensor in tensors(stack))


def take(trainer: Trainer) -> Checkpoint:
    """A checkpoint of now, between two steps."""
    plain = {
        "step": trainer.step,
        "rate": trainer.learning_rate,
        "arms": [arm.to_plain() for arm in trainer.arms],
        "done": [act.to_plain() for act in trainer.interventions],
        "diverged_at": trainer.diverged_at.tolist(),
        "stacks": [
            {
                "steps": stack.optimizer.steps,
                "noise": stack.noise,
                "spikes": list(stack.spikes.items()),
                "frozen": list(stack.frozen),
                "off": [[sorted(one.off) for one in layer.slices] for layer in stack.layers],
            }
            for _numbers, stack in trainer.stacks
        ],
    }
    kept = [tensor.detach().cpu().contiguous() for _numbers, stack in trainer.stacks for tensor in tensors(stack)]
    return Checkpoint(plain, np.concatenate([one.numpy().reshape(-1).view(np.uint8) for one in kept]))


@torch.no_grad()
def go_on(trainer: Trainer, checkpoint: Checkpoint) -> None:
    """Bring a trainer at its start to where the checkpoint was taken. What its experiment plans and was not done by
    then is still to come. Raises ValueError if the checkpoint is of networks of other shapes.
    """
    plain = checkpoint.plain
    arms, left = [Arm.from_plain(one) for one in plain["arms"]], checkpoint.data
    for (numbers, stack), kept in zip(trainer.stacks, plain["stacks"], strict=True):
        if stack.arms != (chosen := tuple(arms[number] for number in numbers)):  # some were swapped
            stack.arms = chosen
            stack.allocate()
        stack.optimizer.steps, stack.noise = kept["steps"], kept["noise"]
        stack.spikes = {int(number): size for number, size in kept["spikes"]}
        for layer, units in zip(stack.layers, kept["off"], strict=True):
            for one, off in zip(layer.slices, units, strict=True):
                for unit in off:
                    one.switch(unit, False)
        for place in kept["frozen"]:
            stack.freeze(place)  # at what is put there now
        for tensor in tensors(stack):
            count = tensor.nbytes
            if len(left) < count:
                raise ValueError(_("This checkpoint is of other networks."))
            tensor.copy_(torch.from_numpy(left[:count].copy()).view(tensor.dtype).view(tensor.shape))
            left = left[count:]
        stack.recapture()
    if len(left):
        raise ValueError(_("This checkpoint is of other networks."))
    trainer.step, trainer.arms = plain["step"], arms
    trainer.diverged_at = np.array(plain["diverged_at"])
    trainer.interventions = [Intervention.from_plain(one) for one in plain["done"]]
    done = Counter(str(act.to_plain()) for act in trainer.interventions)
    done.subtract(str(act.to_plain()) for act in trainer.planned)  # below 0 for those that are to come
    to_come: list[Intervention] = []
    for act in reversed(trainer.planned):
        if done[key := str(act.to_plain())] < 0:
            done[key] += 1
            to_come.insert(0, act)
    trainer.planned = to_come
    trainer.apply_rate(plain["rate"])


def tensors(stack: NetworkStack) -> Iterator[Tensor]:
    """All that training changes and the next step reads, always in the same order."""
    yield stack.flat
    yield from stack.optimizer.state
    for layer in stack.layers:
        if layer.norm is not None:
            yield from layer.norm.running
    for place in sorted(stack.frozen):
        yield from stack.frozen[place]
