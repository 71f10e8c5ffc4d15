"""Libraries that take a second to import and that a page's first chart does not need: imported when first used."""

from typing import Any


def train_test_split(*arrays: Any, **options: Any) -> list:
    """scikit-learn's sklearn.model_selection.train_test_split."""
    from sklearn import model_selection

    return model_selection.train_test_split(*arrays, **options)


def sample_sets() -> Any:
    """scikit-learn's module sklearn.datasets."""
    from sklearn import datasets

    return datasets


def scipy_stats() -> Any:
    """SciPy's module scipy.stats."""
    from scipy import stats

    return stats


def special_functions() -> Any:
    """SciPy's module scipy.special."""
    from scipy import special

    return special


def detect_encoding(content: bytes) -> str | None:
    """chardet's name of the encoding of a text, or None."""
    import chardet

    return chardet.detect(content)["encoding"]
