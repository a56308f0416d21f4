"""The mutation tester: what it changes and what not, that the same seed changes the same, that its map is true."""

import ast
from pathlib import Path

import pytest

from tests.mutate import __main__
from tests.mutate.__main__ import ROOT, Copy
from tests.mutate.guards import GUARDS, MUST_BE_CAUGHT, Named
from tests.mutate.mutants import drawn, mutants

MODULE = '''"""Says 1 + 1."""
LIMIT: int = 10


def few(åtta: int, unit: str) -> bool:
    """Up to 10."""
    if not unit:
        return False
    return 0 < åtta and åtta <= LIMIT


PATH = ROOT / "a" / "b"
SQL = "select sum(a) from b where c <= 3"
'''


def test_every_small_change_is_made_at_its_place() -> None:
    assert [str(mutant).removeprefix("a.py:") for mutant in mutants("a.py", MODULE)] == [
        "2: 10 → 11",
        "7: not unit → unit",
        "8: False → True",
        "9: return 0 < åtta and åtta <= LIMIT → return None",
        "9: 0 < åtta and åtta <= LIMIT → (0 < åtta or åtta <= LIMIT)",
        "9: 0 < åtta → (0 <= åtta)",
        "9: 0 → 1",
        "9: åtta <= LIMIT → (åtta < LIMIT)",
        '13: "select sum(a) from b where c <= 3" → "select sum(a) from b where c < 3"',
        '13: "select sum(a) from b where c <= 3" → "select max(a) from b where c <= 3"',
    ]


@pytest.mark.parametrize("path", GUARDS)
def test_every_mutant_is_another_program(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    made = mutants(path, text)
    assert made
    before = ast.dump(ast.parse(text))
    for mutant in made[::20]:
        assert ast.dump(ast.parse(mutant.text)) != before, str(mutant)


def test_the_same_seed_draws_the_same_of_every_module() -> None:
    sources = {"a.py": MODULE, "b.py": MODULE, "c.py": '"""Nothing."""\n'}
    one = drawn(sources, 12, seed=1)
    assert one == drawn(sources, 12, seed=1) != drawn(sources, 12, seed=2)
    assert {mutant.path for mutant in one} == {"a.py", "b.py"}
    assert len(set(drawn(sources, 1000, seed=1))) == 20


@pytest.mark.parametrize("path", GUARDS)
def test_guards_are_there(path: str) -> None:
    assert [name for name in GUARDS[path] if not (ROOT / "tests" / f"test_{name}.py").exists()] == []


@pytest.mark.parametrize("named", MUST_BE_CAUGHT, ids=lambda named: named.name)
def test_what_must_be_caught_can_be_made(named: Named) -> None:
    mutant = named.mutant((ROOT / named.path).read_text(encoding="utf-8"))
    assert mutant.before != mutant.after
    ast.parse(mutant.text)


def test_what_is_no_longer_there_is_told() -> None:
    with pytest.raises(ValueError, match=r"^a limit: a\.py has nothing like LIMIT; say here what it has become$"):
        Named("a limit", "a.py", "LIMIT", "").mutant("")


def test_a_change_is_caught_or_not_and_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(__main__, "COPIED", ())
    monkeypatch.setattr(__main__, "GUARDS", {"loaders/swedish/values.py": ["values"]})
    copy = Copy(tmp_path)
    (tmp_path / "loaders" / "swedish").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    module = "loaders/swedish/values.py"
    text = "A, B = 1, 2\n"
    (tmp_path / module).write_text(text, encoding="utf-8")
    (tmp_path / "tests" / "test_values.py").write_text(
        "import sys\nsys.path.insert(0, '.')\nfrom loaders.swedish.values import A\ndef test():\n    assert A == 1\n",
        encoding="utf-8",
    )
    assert copy.holds(module)
    assert [copy.catches(mutant) for mutant in mutants(module, text)] == [True, False]
    assert (tmp_path / module).read_text(encoding="utf-8") == text
