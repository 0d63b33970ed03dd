"""The kinds of arrays that columns are made of."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
