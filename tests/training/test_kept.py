"""Results kept by their size."""

import torch

from activations.training import initialisation
from activations.training.kept import kept_by_size


def test_what_was_asked_for_longest_ago_goes_first_once_the_bytes_are_used():
    made = []

    @kept_by_size(3 * 80)
    def ones(number: int) -> torch.Tensor:
        made.append(number)
        return torch.ones(10, dtype=torch.float64)

    for number in (1, 2, 3, 1, 4, 1, 3, 2):
        ones(number)
    assert made == [1, 2, 3, 4, 2]
    assert ones.kept.size == 240


def test_what_is_larger_than_all_of_it_is_not_kept():
    big = kept_by_size(8)(lambda number: torch.ones(2, dtype=torch.float64))
    assert big(1) is not big(1)
    assert big.kept.size == 0


def test_normal_draws_of_many_wide_networks_stay_within_their_bytes():
    for seed in range(200):
        initialisation.normal_block(seed, 0, 0, 0, 256, 256)
    assert initialisation.normal_block.kept.size <= initialisation.MAX_DRAWS
