"""Calling autograd's nodes one by one gives what torch.autograd.grad gives, for every function."""

import pytest
import torch

from activations import CATALOGUE, Arm, Experiment, Trainer
from activations.training.tape import Tape, trace


@pytest.mark.parametrize("key", CATALOGUE)
def test_gradients_of_a_layer(key):
    trainer = Trainer(Experiment(arms=[Arm(key)], seeds=2, batch_size=6, dtype="float64"))
    ((_, stack),) = trainer.stacks
    layer = stack.layers[0]
    one = layer.slices[0]
    with torch.no_grad():
        layer.before.copy_(3 * torch.randn(layer.before.shape, generator=torch.Generator().manual_seed(0)))
        layer.after_gradient.copy_(torch.randn(layer.after_gradient.shape, generator=torch.Generator().manual_seed(1)))
    leaves = (one.leaf, *one.leaves.values())
    one.forward()
    expected = torch.autograd.grad(
        one.result, leaves, one.gradient_after, retain_graph=True, allow_unused=True, materialize_grads=True
    )
    with torch.no_grad():
        found = one.backward()
    torch.testing.assert_close(found, one.unseen(expected[0]), rtol=1e-12, atol=1e-12)
    for gradient, value in zip(one.gradients, expected[1:], strict=True):
        torch.testing.assert_close(gradient, value, rtol=1e-10, atol=1e-12)
    # Step functions, whose estimator is written in Python, go through the engine; nothing else needs to.
    assert (one.tape is None) == CATALOGUE[key].surrogate_gradient


def test_a_function_of_something_else_is_refused():
    z, other = torch.ones(3, requires_grad=True), torch.ones(3, requires_grad=True)
    with pytest.raises(TypeError, match="not among the leaves"):
        Tape(z * other, (z,))


def test_a_graph_that_reaches_a_leaf_by_two_ways_adds_up():
    tape = trace(lambda z, slope: slope * torch.tanh(z) + z * z, (torch.ones(2, 3), torch.ones(2, 1)))
    z, slope = torch.randn(2, 3, requires_grad=True), torch.randn(2, 1, requires_grad=True)
    result = slope * torch.tanh(z) + z * z
    outside = torch.randn(2, 3)
    with torch.no_grad():
        found = tape.gradients(result, outside)
    expected = torch.autograd.grad(result, (z, slope), outside)
    torch.testing.assert_close(found[0], expected[0])
    torch.testing.assert_close(found[1].sum_to_size(2, 1), expected[1])
