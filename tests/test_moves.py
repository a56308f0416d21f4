"""What can be moved with no known figure noticing, in tables of a few cells; and which figures give way for a move."""

import numpy as np
import pytest
from scipy import optimize

from loaders.people.groups import Bools, Indices, Signs
from loaders.people.moves import changed, least_noticed, null_space, one_way

ROWS_AND_COLUMNS: Signs = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], np.int8)
"""The sums of a table of two by two."""

NO_EQUATIONS: Signs = np.zeros((0, 4), np.int8)
ALL: Bools = np.ones(4, np.bool_)


def of(*cells: int) -> Signs:
    """A figure of some of four cells."""
    return np.isin(np.arange(4), cells).astype(np.int8)


def noticed(
    target: Signs,
    figures: list[Signs],
    dear: list[float],
    held: Bools = ALL,
    more: Bools = ALL,
    equations: Signs = NO_EQUATIONS,
    owner: Indices | None = None,
) -> list[int]:
    """Each figure is of an owner of its own, unless `owner` says which."""
    of_whom = np.arange(len(figures)) if owner is None else owner
    found: list[int] = least_noticed(target, equations, np.array(figures), of_whom, np.array(dear), held, more).tolist()
    return found


def test_a_table_with_known_margins_moves_in_one_way() -> None:
    moves = null_space(ROWS_AND_COLUMNS)
    assert moves.shape == (4, 1)
    assert np.allclose(moves[:, 0] / moves[0, 0], [1, -1, -1, 1])
    assert changed(np.vstack([of(0), of(0, 1)]) @ moves).tolist() == [True, False]


@pytest.mark.parametrize(
    ("signs", "found"),
    [
        ([0, 0, 1, 1], [0, 0, 0, 0]),
        ([1, 0, 0, 1], [1, 0, 0, 1]),
        ([0, 0, 0, 1], [0, 0, 0, 1]),
        ([1, -1, -1, 1], [1, 1, 1, 1]),
        ([1, 1, -1, -1], [0, 0, 0, 0]),
        ([-1, 0, 0, -1], [1, 0, 0, 1]),
    ],
)
def test_a_cell_that_can_only_get_more_or_only_lose_changes_where_others_let_it(
    signs: list[int], found: list[int]
) -> None:
    only = np.array(signs, np.int8)
    assert one_way(ROWS_AND_COLUMNS, only == 0, only).tolist() == [bool(each) for each in found]


def test_a_cell_that_can_do_neither_stays_as_it_is() -> None:
    only = np.array([1, 0, 0, 0], np.int8)
    assert one_way(ROWS_AND_COLUMNS, np.array([False, True, True, False]), only).tolist() == [False] * 4


def test_the_least_dear_figures_give_way() -> None:
    """The first cell moves at the cost of the second, which its sum with the third notices, or the other way round."""
    tied = np.array([of(0, 1, 2)])
    assert noticed(of(0), [of(0, 1), of(0, 2)], [3, 2], equations=tied) == [1]
    assert noticed(of(0), [of(0, 1), of(0, 2)], [2, 3], equations=tied) == [0]
    assert noticed(of(0), [of(0, 1), of(0, 2), of(1)], [3, 2, 0.5], equations=tied) == [1, 2]
    assert noticed(of(0), [of(0, 1), of(0, 2), of(1)], [3, 2, 1.5], equations=tied) == [0]


def test_what_an_owner_has_gives_way_together() -> None:
    """Two figures of one owner at 3 are less than two owners at 2."""
    figures = [of(0), of(0, 1), of(0, 2), of(1), of(2)]
    assert noticed(of(0), figures, [9, 3, 2, 2], owner=np.array([1, 1, 1, 2, 3], np.intp)) == [1]


def test_no_equation_notices() -> None:
    """With the sum of the first two fixed the second gives, which a figure tells."""
    assert noticed(of(0), [of(1), of(2)], [5, 1], equations=np.array([of(0, 1)])) == [0]


def test_an_empty_cell_gives_nothing() -> None:
    """The first cell grows at the cost of the second; where that is empty it shrinks, or takes of the third."""
    tied = np.array([of(0, 1, 2)])
    for first, found in ((True, [0]), (False, [1])):
        held = np.array([first, False, True, True])
        assert noticed(of(0), [of(1), of(2)], [1, 5], held, equations=tied) == found


def test_a_cell_that_cannot_have_more_takes_nothing() -> None:
    """The first cell is empty, so that it grows at the cost of the second, or shrinks not at all; the third, which is
    empty too, is dear only where the second has nothing to give."""
    tied = np.array([of(0, 1, 2)])
    for second, found in ((True, [0]), (False, [1])):
        held, more = np.array([True, False, False, True]), np.array([False, second, True, True])
        assert noticed(of(0), [of(1), of(2)], [1, 5], held, more, equations=tied) == found


def test_where_no_move_is_found_all_give_way() -> None:
    """The target is itself an equation; and where none has to give way all do, so that a search ends."""
    figures = [of(1), of(2), of(3)]
    assert noticed(of(0), figures, [1, 2, 3], equations=np.array([of(0)])) == [0, 1, 2]
    assert noticed(of(0), figures, [1, 2, 3]) == [0, 1, 2]


def test_where_the_solver_gives_up_all_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    given_up = optimize.OptimizeResult(x=None, fun=None, status=1)
    monkeypatch.setattr(optimize, "milp", lambda *_, **__: given_up)
    assert noticed(of(0), [of(0, 1), of(0, 2)], [3, 2]) == [0, 1]
