"""What can be moved between columns with no known figure noticing: the algebra of secondary suppression."""

import numpy as np
from numpy.typing import NDArray

from loaders.people.groups import Bools, Signs

Floats = NDArray[np.float64]

_NOTHING = 1e-7
"""Sums of ones that are less are rounding."""


def null_space(equations: Signs) -> Floats:
    """What can be changed with no equation noticing: columns × independent moves."""
    coefficients = equations.astype(np.float64)
    values, vectors = np.linalg.eigh(coefficients.T @ coefficients)
    moves: Floats = vectors[:, values < _NOTHING]
    return moves


def growing(equations: Signs, held: Bools) -> Bools:
    """The empty columns to which something can be moved from the held ones, with no equation noticing.

    A linear program: of a move at any scale as many empty columns as possible get one or more, which all do that can.
    """
    # It takes as long to import as a small load takes.
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csr_array  # noqa: PLC0415

    empty = ~held
    if not empty.any():
        return empty
    # An empty column gets at most one that counts, and any more; a held one may lose as well.
    columns = csr_array(np.hstack([equations[:, empty], equations[:, empty], equations[:, held]]).astype(np.float64))
    counts = int(empty.sum())
    worth = np.concatenate([np.full(counts, -1.0), np.zeros(columns.shape[1] - counts)])
    lowest = np.concatenate([np.zeros(2 * counts), np.full(int(held.sum()), -np.inf)])
    most = np.concatenate([np.ones(counts), np.full(columns.shape[1] - counts, np.inf)])
    found = milp(worth, constraints=LinearConstraint(columns, 0, 0), bounds=Bounds(lowest, most))
    grown = np.zeros_like(held)
    grown[empty] = found.x[:counts] > 0.5
    return grown


def changed(changes: Floats) -> Bools:
    """Which rows a move changes."""
    found: Bools = np.logical_or.reduce(np.abs(changes) > _NOTHING, axis=1)
    return found
