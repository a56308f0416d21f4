"""What can be moved between columns with no known figure noticing: the algebra of secondary suppression."""

import numpy as np

from loaders.people.groups import Bools, Floats, Indices, Signs

_NOTHING = 1e-7
"""Sums of ones that are less are rounding."""

_AT_ONCE = {"presolve": False}
"""To begin with a presolve takes longer than programs of this size do."""


def null_space(equations: Signs) -> Floats:
    """What can be changed with no equation noticing: columns × independent moves."""
    coefficients = equations.astype(np.float64)
    values, vectors = np.linalg.eigh(coefficients.T @ coefficients)
    moves: Floats = vectors[:, values < _NOTHING]
    return moves


def one_way(equations: Signs, free: Bools, signs: Signs) -> Bools:
    """The columns that can only get more (1) or only lose (-1), and do so in some move that no equation notices; the
    free ones can do both, all others neither.

    A linear program: of a move at any scale as many of them as possible change by one or more, which all do that can.
    """
    # It takes as long to import as a small load takes.
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csr_array  # noqa: PLC0415

    asked: Bools = signs != 0
    if not asked.any():
        return asked
    # Such a column changes by at most one that counts, and any more.
    changing = equations[:, asked] * signs[asked]
    columns = csr_array(np.hstack([changing, changing, equations[:, free]]).astype(np.float64))
    counts = int(asked.sum())
    worth = np.concatenate([np.full(counts, -1.0), np.zeros(columns.shape[1] - counts)])
    lowest = np.concatenate([np.zeros(2 * counts), np.full(int(free.sum()), -np.inf)])
    most = np.concatenate([np.ones(counts), np.full(columns.shape[1] - counts, np.inf)])
    found = milp(worth, constraints=LinearConstraint(columns, 0, 0), bounds=Bounds(lowest, most), options=_AT_ONCE)
    does: Bools = np.zeros_like(asked)
    does[asked] = found.x[:counts] > 0.5
    return does


def least_noticed(
    target: Signs, equations: Signs, figures: Signs, owner: Indices, dear: Floats, held: Bools, more: Bools
) -> Indices:
    """The owners of figures that notice some move of the target, where those that do are the least dear together.

    A linear program for each direction: of the moves that change the target by one, no equation, no column that is not
    held to less and none that cannot have more to more, the one whose largest change of an owner's figures, times how
    dear the owner is, sums to least.
    All owners where the solver finds none: so each call hides something, and never too little.
    """
    # It takes as long to import as a small load takes.
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csr_array, hstack, vstack  # noqa: PLC0415

    columns, owners = len(held), len(dear)
    largest = csr_array((np.ones(len(owner)), (np.arange(len(owner)), owner)), shape=(len(owner), owners))
    changes = csr_array(figures.astype(np.float64))
    fixed = csr_array(np.vstack([equations, target]).astype(np.float64))
    none = csr_array((fixed.shape[0], owners))
    rows = vstack([hstack([fixed, none]), hstack([changes, -largest]), hstack([-changes, -largest])]).tocsr()
    below = np.concatenate([np.zeros(len(equations) + 1), np.full(2 * len(owner), -np.inf)])
    above = np.zeros(rows.shape[0])
    bounds = Bounds(
        np.concatenate([np.where(held, -np.inf, 0), np.zeros(owners)]),
        np.concatenate([np.where(more, np.inf, 0), np.full(owners, np.inf)]),
    )
    best: tuple[float, Indices] | None = None
    for direction in (1, -1):
        below[len(equations)] = above[len(equations)] = direction
        worth = np.concatenate([np.zeros(columns), dear])
        found = milp(worth, constraints=LinearConstraint(rows, below, above), bounds=bounds, options=_AT_ONCE)
        if found.x is not None and (best is None or found.fun < best[0] - _NOTHING):
            best = found.fun, np.flatnonzero(found.x[columns:] > _NOTHING)
    return best[1] if best is not None and len(best[1]) else np.arange(owners)


def changed(changes: Floats) -> Bools:
    """Which rows a move changes."""
    found: Bools = np.logical_or.reduce(np.abs(changes) > _NOTHING, axis=1)
    return found
