"""Array types of the columns."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
Bytes = NDArray[np.uint8]


def ids_of(data: bytes | None) -> NDArray[np.int64]:
    """Return the ids in the result of ``string_agg(int8send(id), '')``, in its order; empty for None."""
    return np.frombuffer(data or b"", ">i8").astype(np.int64)


def narrowed(ids: Ints) -> Ints:
    """Return ids as int32 if they fit."""
    return ids.astype(np.int32) if ids.max(initial=0) < 2**31 else ids


def spans(begins: Ints, lengths: Ints) -> NDArray[np.int64]:
    """Return the indices of spans, one span after another."""
    lengths = lengths.astype(np.int64)
    ends = np.cumsum(lengths)
    indices: NDArray[np.int64] = np.repeat(begins - ends + lengths, lengths)
    indices += np.arange(len(indices))
    return indices
