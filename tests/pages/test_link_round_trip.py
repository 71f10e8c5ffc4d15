"""A link says an experiment whole, and a page that reads it makes the same one."""

from urllib.parse import parse_qs, urlencode

from hypothesis import given, settings

from activations.experiment.experiment import USUAL, Experiment
from pages import link
from pages.race.form import controls_of, name_in_link, set_by_link
from tests.experiment.strategies import experiments


def read(name: str, texts: list[str]):
    """What the control of a field holds after such a link."""
    setting = Experiment.settings()[name]
    default = setting.kind.to_control(getattr(USUAL, name))
    if isinstance(default, bool):
        return link.switch(texts, name, default)
    if isinstance(default, int | float):
        return link.number(texts, name, float("-inf"), float("inf"), default)
    if isinstance(default, list):
        return texts, None
    if hasattr(setting.kind, "labels"):
        found, sentence = link.known(texts, name, list(setting.kind.labels()), {}, "")
        return found[0], sentence
    return texts[-1], None


@settings(deadline=None, max_examples=60, derandomize=True)
@given(experiments(linked=True))
def test_an_experiment_is_read_back_from_its_link(experiment):
    usual = controls_of(USUAL)
    told = {name: link.texts_of(held) for name, held in set_by_link(experiment).items()}
    given_back = parse_qs(urlencode(told, doseq=True), keep_blank_values=True)
    values = {}
    for name, setting in Experiment.settings().items():
        if setting.link is None:
            continue
        held, sentence = usual[name_in_link(name, setting)], None
        if name_in_link(name, setting) in given_back:
            held, sentence = read(name, given_back[name_in_link(name, setting)])
        assert sentence is None
        values[name] = setting.kind.from_control(held)
    assert Experiment(**values) == experiment
