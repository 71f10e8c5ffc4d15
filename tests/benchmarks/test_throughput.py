"""The ratios that tests.benchmarks.throughput prints, held to bounds that a busy machine still meets."""

import statistics

import pytest

from tests.benchmarks.throughput import measure, ratios


@pytest.mark.benchmark
@pytest.mark.parametrize(("batch_size", "loop", "vmap"), [(10, 10, 4), (64, 7, 4)])
def test_stacked_training_is_many_times_faster(batch_size, loop, vmap):
    seconds = measure(batch_size, turns=3)
    assert statistics.median(ratios(seconds, "loop")) > loop
    assert statistics.median(ratios(seconds, "vmap")) > vmap
