"""Stacked networks trained together: one step of all of them is a handful of operations on stacked tensors."""

from collections.abc import Callable

import torch
from torch import Tensor

from activations.data.datasets import Data
from activations.experiment.arm import Arm
from activations.optimizer import Sgd, make_optimizer
from activations.training.batches import Batches
from activations.training.clipping import Clipping
from activations.training.cuda_graph import CapturedStep
from activations.training.forward_backward import backward, forward
from activations.training.initialisation import InputNoise
from activations.training.networks import Build, Networks
from activations.turns import breathe, whole_turn


class NetworkStack(Networks):
    """Networks of arms that have equal shapes, trained by one optimiser: `len(seeds)` of each arm, arm after arm.

    `scales` multiplies the starting weights and `set_rate` sets the learning rate, for all or for each network by
    itself: one stack can be a race, a sweep or a map.
    """

    def __init__(
        self,
        arms: tuple[Arm, ...],
        seeds: tuple[int, ...],
        data: Data,
        *,
        optimizer: str = "sgd",
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        decay_learnable: bool = False,
        clip: float = 0.0,
        schedule: Callable[[int], float] | None = None,
        batch_size: int = 10,
        scales: Tensor | None = None,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str = "cpu",
        **build,
    ) -> None:
        """`scales`: [arms, seeds], None for 1. `schedule`: a factor of the rate for each step. `build`: see Build."""
        self.first_arms = arms  # what `reset` goes back to
        self.optimizer_name, self.momentum = optimizer, momentum
        self.decay, self.decay_learnable = weight_decay, decay_learnable
        self.clip, self.schedule = clip, schedule
        super().__init__(arms, seeds, data, Build(**build), batch_size, scales, dtype, torch.device(device))
        self.after_step: Callable[[int], None] | None = None  # told after each step how many have been taken
        self.capture = CapturedStep if self.device.type == "cuda" else None
        train = self._on_device(data.x_train.T), self._on_device(self.targets(data, data.y_train))
        self.batches = Batches(*train, self.all_seeds, len(arms), batch_size)
        self.input_noise = InputNoise(self.all_seeds, self.inputs[0], batch_size)
        self.reset()

    def allocate(self) -> None:
        """As Networks.allocate; also an optimiser at its start."""
        super().allocate()
        self.optimizer = self.first_optimizer()
        self.clipping = Clipping(self.layout, self.gradient, self.each) if self.clip else None
        self.recapture()

    def reset(self) -> None:
        """Back to the same start, to the bit: arms, weights, optimiser, all that was done meanwhile; the rate stays."""
        if self.arms != self.first_arms:
            self.arms = self.first_arms
            self.allocate()
        self.noise = 0.0  # standard deviation of what is added to the inputs in training
        self.spikes: dict[int, float] = {}  # arm -> size, at the next step only
        self.frozen: dict[int, list[Tensor]] = {}  # layer -> what its weights and their optimiser state stay at
        self.draw()
        self.recapture()
        self.optimizer = self.first_optimizer()

    def first_optimizer(self) -> Sgd:
        """The optimiser at its start; learnable parameters are left out of weight decay unless asked for."""
        optimizer = make_optimizer(self.optimizer_name, self.flat, self.decay, momentum=self.momentum)
        learnable = [key for key in self.layout.blocks if isinstance(key[1], int)]
        if self.decay and learnable and not self.decay_learnable:
            optimizer.spared = torch.zeros_like(self.flat, dtype=torch.bool)
            views = self.layout.views(optimizer.spared)
            for key in learnable:
                views[key].fill_(True)
        return optimizer

    def set_rate(self, rate: float | Tensor) -> None:
        """The learning rate from the next step on: one number, or a tensor [arms, seeds]."""
        self.given_rate = rate
        if isinstance(rate, Tensor):
            each = torch.zeros(len(self.arms), self.each, dtype=self.dtype)
            each[:, : len(self.seeds)] = rate
            expanded = torch.zeros_like(self.flat)
            for (_, owner, *_), view in self.layout.views(expanded).items():
                rates = each[owner] if isinstance(owner, int) else each.flatten()
                view.copy_(rates.view(-1, *[1] * (view.ndim - 1)))
            rate = expanded
        self.rate = rate

    # -- training -----------------------------------------------------------------------------------------------------

    def advance(self, first: int, count: int) -> None:
        """Steps `first` to `first + count - 1` of every network; `first` counts from the start."""
        with torch.no_grad():
            for step in range(first, first + count):
                rate = self.rate if self.schedule is None else self.rate * self.schedule(step)
                inputs, targets = self._batch(step)
                factors = self.optimizer.begin()
                if self.capture is None or self.spikes or isinstance(rate, Tensor):
                    self._learn(inputs, targets, rate, factors)
                else:
                    if self.captured is None:
                        with whole_turn():  # nothing else may be launched while a graph is recorded
                            self.captured = self.capture(self._learn, inputs, targets, len(factors), self._changing())
                    self.captured(inputs, targets, rate, factors)
                self.spikes = {}
                if self.after_step is not None:
                    self.after_step(step + 1)

    def recapture(self) -> None:
        """Forget the recorded step: for everything that changes what a step does other than the batch and the rate."""
        self.captured: CapturedStep | None = None

    def _changing(self) -> list[Tensor]:
        """All that one step changes and the next one reads."""
        statistics = [tensor for layer in self.layers if layer.norm for tensor in layer.norm.running]
        return [self.flat, *self.optimizer.state, *statistics]

    def _batch(self, step: int) -> tuple[Tensor, Tensor]:
        """Inputs and targets, as operated on."""
        inputs, targets = self.batches.at(step)
        if self.noise:
            noise = (self.input_noise.at(step) * self.noise).to(inputs)
            inputs = (inputs.view(len(self.arms), *noise.shape) + noise).flatten(0, 1)
        if self.spikes and self.regression:
            targets = targets.clone()
            for number, size in self.spikes.items():
                targets[number * self.each : (number + 1) * self.each, :, 0] += size
        return inputs, targets

    def _learn(self, inputs: Tensor, targets: Tensor, rate: float | Tensor, factors: tuple) -> None:
        """One step of the optimiser, `factors` of whose `begin` are given."""
        received = forward(self.layers, inputs)
        last = self.layers[-1]
        self.loss.gradient(last.before, targets, last.before_gradient)
        for number, size in self.spikes.items() if not self.regression else ():
            last.before_gradient[number * self.each : (number + 1) * self.each] *= size
        backward(self.layers, received)
        breathe()
        self._update(rate, factors)

    def _update(self, rate: float | Tensor, factors: tuple) -> None:
        if self.clipping is not None:
            for place in self.frozen:
                self.gradient[self.layout.span(place)] = 0.0  # what does not move has no part in the norm
            self.clipping(self.clip)
        self.optimizer.update(self.gradient, rate, factors)
        for place, kept in self.frozen.items():
            for now, then in zip(self._trained(place), kept, strict=True):
                now.copy_(then)

    def _trained(self, place: int) -> list[Tensor]:
        """The numbers that a layer trains, and the optimiser's memory of them; views."""
        span = self.layout.span(place)
        return [tensor[span] for tensor in (self.flat, *self.optimizer.state)]

    def freeze(self, place: int, on: bool = True) -> None:
        """Hold all that a layer trains, optimiser state included, where it is now; or let it go on from there."""
        self.recapture()
        self.frozen.pop(place, None)
        if on:
            self.frozen[place] = [tensor.clone() for tensor in self._trained(place)]
