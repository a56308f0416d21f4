"""Small changes to a module, each of which should be noticed: operators, constants, conditions, SQL."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from random import Random

OTHER: Mapping[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
"""An operator and what it is exchanged for."""

SQL = re.compile(r"\b(select|where|join|group by|order by|insert|set) ")
OTHER_SQL = (
    (r"<=", "<"),
    (r">=", ">"),
    (r"<>", "="),
    (r"(?<![<>!])= \?", "<> ?"),
    (r"\band\b", "or"),
    (r"\bor\b", "and"),
    (r"\bsum\(", "max("),
    (r"\bmin\(", "max("),
    (r"\bmax\(", "min("),
    (r"\bnot (?!null)", ""),
    (r"\bis null\b", "is not null"),
    (r"\bis not null\b", "is null"),
    (r"\bleft join\b", "join"),
    (r" \+ ", " - "),
    (r" - ", " + "),
    (r" desc\b", ""),
    (r"\bdistinct ", ""),
    (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"),
)


@dataclass(frozen=True)
class Mutant:
    """A module's text with one change: where it is, and what stands there before and after."""

    path: str
    line: int
    before: str
    after: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {_short(self.before)} → {_short(self.after)}"


def mutants(path: str, text: str) -> list[Mutant]:
    """Every small change to the text of a module."""
    lines = text.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    found = []
    for node in _meant(ast.parse(text)):
        begin, end = (
            starts[at - 1] + column
            for at, column in ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
        )
        before = text.encode()[begin:end].decode()
        for after in _changes(node, before):
            changed = (text.encode()[:begin] + after.encode() + text.encode()[end:]).decode()
            found.append(Mutant(path, node.lineno, before, after, changed))
    return found


def drawn(sources: Mapping[str, str], count: int, seed: int) -> list[Mutant]:
    """So many mutants of the modules, each module as likely; the same for the same seed."""
    random = Random(seed)
    left = {path: made for path, text in sources.items() if (made := mutants(path, text))}
    found: list[Mutant] = []
    while left and len(found) < count:
        path = random.choice(sorted(left))
        found.append(left[path].pop(random.randrange(len(left[path]))))
        if not left[path]:
            del left[path]
    return found


def _meant(tree: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """The nodes that decide something: no type hints, no docstrings, nothing within an f-string, whose places Python
    does not tell."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST) or isinstance(node, ast.JoinedStr) or _says_only(node):
                continue
            if isinstance(node, ast.expr | ast.stmt):
                yield node
            yield from _meant(node)


def _says_only(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes(node: ast.expr | ast.stmt, before: str) -> Iterable[str]:
    match node:
        case ast.Compare(ops=operators):
            for at, operator in enumerate(operators):
                yield _with(node, ops=[*operators[:at], OTHER[type(operator)](), *operators[at + 1 :]])
        case ast.BoolOp(op=operator) | ast.BinOp(op=operator) | ast.AugAssign(op=operator) if type(operator) in OTHER:
            if not _puts_texts_together(node):
                yield _with(node, op=OTHER[type(operator)]())
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield ast.unparse(operand)
        case ast.IfExp(test=test):
            yield f"({_with(node, test=ast.UnaryOp(ast.Not(), test))})"
        case ast.Constant(value=bool(value)):
            yield str(not value)
        case ast.Constant(value=int(value)):
            yield str(value + 1)
        case ast.Constant(value=str(value)) if SQL.search(value):
            yield from _other_sql(before)
        case ast.Return(value=ast.expr()) if before not in ("return None", "return False"):
            yield "return None"
        case ast.Continue():
            yield "break"
        case ast.Expr(value=ast.Call()):
            yield "pass"


def _puts_texts_together(node: ast.expr | ast.stmt) -> bool:
    """Texts and paths know no other operator: any test would notice."""
    sides = [node.left, node.right] if isinstance(node, ast.BinOp) else []
    return any(
        isinstance(s, ast.JoinedStr) or (isinstance(s, ast.Constant) and isinstance(s.value, str)) for s in sides
    )


def _with(node: ast.expr | ast.stmt, **changes: object) -> str:
    """The node as text, an expression in parentheses, with some of its parts replaced."""
    changed = copy(node)
    for name, value in changes.items():
        setattr(changed, name, value)
    return ast.unparse(changed) if isinstance(node, ast.stmt) else f"({ast.unparse(changed)})"


def _other_sql(before: str) -> Iterator[str]:
    for pattern, other in OTHER_SQL:
        for found in re.finditer(pattern, before):
            yield before[: found.start()] + other + before[found.end() :]


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 100 else f"{one_line[:99]}…"
