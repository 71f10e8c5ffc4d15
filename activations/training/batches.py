"""The batches of every step, gathered several steps at a time."""

import torch
from torch import Tensor

from activations.training.initialisation import batch_positions

GATHERED = 2**20  # elements of input gathered ahead, at most: many steps' batches in one indexing call
GATHERED_STEPS = 64


class Batches:
    """Batch `step` of the networks of `seeds`, repeated for each of `arms` arms: all arms see the same samples."""

    def __init__(self, inputs: Tensor, targets: Tensor, seeds: tuple[int, ...], arms: int, batch_size: int) -> None:
        """`inputs`: [dimension, samples], `targets`: [outputs, samples]."""
        self.columns, self.arms, self.batch_size = (inputs, targets), arms, batch_size
        self.seeds = tuple(dict.fromkeys(seeds))  # a seed may be there several times: it is gathered once
        self.place = None
        if len(self.seeds) < len(seeds):
            self.place = torch.tensor([self.seeds.index(seed) for seed in seeds], device=inputs.device)
        self.ahead = max(1, min(GATHERED_STEPS, GATHERED // (arms * len(seeds) * len(inputs) * batch_size)))
        self.chunk: int | None = None

    def at(self, step: int) -> tuple[Tensor, Tensor]:
        """Inputs [networks, dimension, batch] and targets [networks, outputs, batch]."""
        chunk, place = divmod(step, self.ahead)
        if chunk != self.chunk:
            samples = self.ahead * self.batch_size
            size = self.columns[0].shape[1]
            streams = [batch_positions(seed, chunk * samples, samples, size) for seed in self.seeds]
            positions = torch.stack(streams, dim=1).view(self.ahead, self.batch_size, len(self.seeds))
            positions = positions.to(self.columns[0].device)
            self.inputs, self.targets = (self._gather(columns, positions) for columns in self.columns)
            self.chunk = chunk
        return self.inputs[place], self.targets[place]

    def _gather(self, columns: Tensor, positions: Tensor) -> Tensor:
        picked = columns[:, positions].permute(1, 3, 0, 2)  # steps, seeds, features, batch
        if self.place is not None:
            picked = picked[:, self.place]
        repeated = picked[:, None].expand(-1, self.arms, -1, -1, -1)
        return repeated.flatten(1, 2).contiguous()  # of one arm it may be a view, whose strides would change roundings
