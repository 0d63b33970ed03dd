"""The values of one facet in columns."""

import numpy as np

from articles.search.columns.storage.facet_values import MultiValued


def column_of(*rows: list[int]) -> MultiValued:
    """Return a column whose rows have these values."""
    values = np.array([value for row in rows for value in row], np.int64)
    column = MultiValued.make([(values, np.array([len(row) for row in rows]))], np.arange(len(rows)))
    assert isinstance(column, MultiValued)
    return column


def test_a_value_that_a_row_has_twice_is_its_only_one() -> None:
    column = column_of([284, 284], [283, 284], [284], [283, 284, 283, 284], [287], [])
    assert column.count_alone(np.arange(6), [283, 284]).tolist() == [0, 2, 0]
    assert column.count_alone(np.arange(6), [284]).tolist() == [0, 4, 0]


def test_a_column_without_values_has_none_alone() -> None:
    assert column_of([], []).count_alone(np.arange(2), [1]).tolist() == []
