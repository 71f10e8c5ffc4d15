"""What is chosen from a table: the kind of target, the features, the rows, and what is said about each."""

import numpy as np
import pandas as pd
import pytest

from activations.data.table.choose import select
from activations.data.table.read import read_table
from tests.data.tables import content, csv, experiment, iris, numbers, said

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize(
    ("target", "features", "kind", "sentence"),
    [
        ("speces", (), "auto", "has no column “speces”. Did you mean “species”?"),
        ("species", ("sepal length",), "auto", "has no column “sepal length”. Did you mean “sepal length"),
        ("species", ("species",), "auto", "The target “species” cannot be a feature as well"),
        ("species", ("one", "one"), "auto", "The feature “one” is chosen twice"),
        ("species", (), "regresion", "target_kind = 'regresion' is not known: choose one of auto, binary"),
        ("species", (), "regression", "“species” is text: a regression needs numbers"),
        ("species", (), "binary", "“species” has 3 different values: binary needs two"),
        ("petal width (cm)", (), "classes", "“petal width .cm.” has numbers with 22 different values: .* at most 20"),
        ("one", (), "auto", "The target “one” is 1 in every row: there is nothing to learn"),
        ("word", (), "auto", "The target “word” is “same” in every row"),
        ("none", (), "auto", "The target “none” is empty"),
        ("id", (), "classes", "“id” has numbers with 150 different values"),
        ("names", (), "auto", "“names” is text with 150 different values: a classification has at most 20 classes"),
        ("alone", (), "auto", "“alone” has 1 class with 5 rows or more: at least two are needed"),
        (
            "species",
            ("one", "none", "names"),
            "auto",
            "None of the chosen columns can be a feature.*text with more than 10",
        ),
    ],
)
def test_a_choice_that_cannot_be_learnt_gets_a_sentence(target, features, kind, sentence):
    frame = iris().assign(
        one=1,
        word="same",
        none="",
        id=range(150),
        names=[f"name {place}" for place in range(150)],
        alone=["rare"] * 4 + ["common"] * 146,
    )
    with pytest.raises(ValueError, match=sentence):
        select(read_table(content(frame)), target, features, kind)


def test_50_000_classes_and_few_rows_get_a_sentence():
    table = read_table(csv([(i, 2, f"class {i}") for i in range(50_000)]))
    with pytest.raises(ValueError, match="“y” is text with 50,000 different values: .* at most 20 classes"):
        select(table, "y")
    with pytest.raises(ValueError, match="19 rows can be used: at least 20 are needed"):
        select(read_table(content(numbers(19))), "y")


def test_too_many_inputs_get_a_sentence():
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(30, 258)), columns=[f"c{i}" for i in range(258)])
    table = read_table(content(frame))
    with pytest.raises(ValueError, match="These features make 257 inputs: at most 256"):
        select(table, "c0")
    assert len(select(table, "c0", tuple(f"c{i}" for i in range(1, 257))).inputs) == 256


@pytest.mark.parametrize(
    ("values", "kind", "outputs", "sentence"),
    [
        (["no", "yes"] * 20, "binary", 1, "“y” holds text with 2 different values: classification into two classes"),
        ([3, 7] * 20, "binary", 1, "into two classes (rows: “3” 20, “7” 20)"),
        (["a", "b", "c", "d"] * 10, "classes", 4, "classification into 4 classes"),
        ([1, 2, 3, 4] * 10, "classes", 4, "“y” holds numbers with 4 different values: classification into 4 classes"),
        ([1, 2, 3.5, 4] * 10, "regression", 1, "“y” holds numbers, 4 different ones from 1 to 4: regression"),
        (list(range(40)), "regression", 1, "40 different ones from 0 to 39: regression"),
    ],
)
def test_the_kind_is_found_out_and_explained(values, kind, outputs, sentence):
    frame = numbers().assign(y=values)
    selected = select(read_table(content(frame)), "y")
    assert selected.kind == kind
    assert selected.words[-1] == selected.why
    assert sentence in selected.why
    assert experiment(frame, "y").plan().dataset.outputs == outputs


def test_the_kind_can_be_chosen():
    table = read_table(content(numbers().assign(y=[1, 2, 3, 4] * 10)))
    selected = select(table, "y", kind="regression")
    assert (selected.kind, selected.labels) == ("regression", ())
    assert selected.why.endswith("regression, as chosen.")
    assert select(read_table(content(numbers().assign(y=[1, 2] * 20))), "y", kind="classes").labels == ("1", "2")


def test_text_columns_are_one_hot_encoded():
    frame = numbers().assign(sex=["m", "f"] * 20, colour=["red", "blue", "green", "red"] * 10)
    selected = select(read_table(content(frame)), "y")
    assert selected.inputs == ("a", "b", "sex = m", "colour = blue", "colour = green", "colour = red")
    assert list(selected.x[0, 2:]) == [1, 0, 0, 1]
    told = (
        "Text columns were one-hot encoded, one column per category (a single one if there are two): “sex” and “colour”"
    )
    assert told in said(selected.words)


def test_what_can_be_no_feature_is_left_out_with_a_word():
    frame = numbers().assign(
        name=[f"n{i}" for i in range(40)], one=1, none="", holes=[1, "", ""] * 13 + [2], y2=numbers()["y"]
    )
    frame.insert(0, "id", range(7, 47))
    selected = select(read_table(content(frame)), "y2")
    assert selected.inputs == ("a", "b", "y")
    for sentence in (
        "The column “id” only counts the rows: it is no feature.",
        "Not used as features (text with more than 10 different values): “name”.",
        "Not used as features (the same in every row): “one”.",
        "Not used as features (empty): “none”.",
        "Not used as features (missing in more than half of the rows): “holes”.",
    ):
        assert sentence in selected.words
    assert select(read_table(content(frame)), "y2", ("id", "a")).inputs == ("id", "a")


def test_few_rows_with_missing_values_are_left_out_and_many_are_filled_in():
    frame = numbers()
    frame.loc[:2, "a"] = np.nan
    frame.loc[3, "y"] = np.nan
    selected = select(read_table(content(frame)), "y")
    assert len(selected.y) == 36
    assert "1 row without a target was left out." in selected.words
    assert "3 rows with missing values were left out (of 39)." in selected.words
    frame.loc[:9, "a"] = np.nan
    filled = select(read_table(content(frame)), "y")
    assert len(filled.y) == 39
    assert "9 rows of 39 have missing values, more than 10%, so none is left out" in said(filled.words)
    data = experiment(frame, "y").plan().data
    assert ((data.x_train[:, 0] == 0).sum() + (data.x_test[:, 0] == 0).sum()) == 9
    assert data.x_train[:, 0].mean() == pytest.approx(0, abs=1e-12)


def test_classes_of_fewer_than_five_rows_are_left_out():
    frame = pd.concat([iris(), iris().head(4).assign(species="rare")])
    selected = select(read_table(content(frame)), "species")
    assert selected.labels == ("setosa", "versicolor", "virginica")
    assert "4 rows of 1 class with fewer than 5 rows (“rare”) were left out." in selected.words


@pytest.mark.parametrize("seed", range(5))
def test_every_class_is_in_both_splits(seed):
    labels = [f"class {i}" for i in range(20) for _ in range(5)] + ["class 0"] * 3
    frame = numbers(len(labels)).assign(y=labels)
    data = experiment(frame, "y", data_seed=seed).plan().data
    assert set(data.y_train) == set(data.y_test) == set(range(20))
