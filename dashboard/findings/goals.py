"""Goals as a report judges them, beside its own indicators: how many reach their targets, and whether the two agree."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from dashboard.figures.figure import Figure, known
from dashboard.figures.query import Filter, cells, figures
from dashboard.figures.store.reports import judged_twice
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.sentence import Sentence, count, sentence
from dashboard.findings.summary import Summary, summarise

TABLES = ("indikatorer", "måluppfyllelse")
"""Kinds of tables that judge goals; where a report does so twice, the first here counts."""

JUDGED = {
    "ja": "met",
    "uppnått": "met",
    "uppfyllt": "met",
    "delvis": "partly",
    "nej": "missed",
    "inte": "missed",
    "ej": "missed",
}
"""First word of a printed assessment -> how it is counted; any other word is no assessment."""

WORDS = {"met": "uppnått", "partly": "delvis uppnått", "missed": "inte uppnått", "none": "ej bedömt"}


@dataclass(frozen=True)
class Indicator:
    """A measure with its latest outcome, the target of that year if it has one, and the target as it was last set."""

    summary: Summary
    aim: Figure | None
    outcomes: tuple[Figure, ...]


@dataclass(frozen=True)
class Goal:
    """A goal of a report: how it is judged there, in its words and cells, and its indicators.

    `remarks` are what footnotes say of outcomes, `differently` is what the report says of the goal elsewhere.
    """

    name: str
    theme: str
    judged: str
    printed: tuple[Figure, ...]
    indicators: tuple[Indicator, ...]
    remarks: tuple[str, ...]
    differently: str
    report: str

    @property
    def disagreement(self) -> Sentence:
        """Where the judgement is another than what the indicators show; empty where they agree or nothing is known."""
        aimed = [each.summary for each in self.indicators if each.summary.status != "neither"]
        missed = [each for each in aimed if each.status == "worse"]
        reached = [each for each in aimed if each.status == "better"]
        kinder = missed and (self.judged == "met" or (self.judged == "partly" and not reached))
        harder = reached and not missed and self.judged in ("partly", "missed")
        if not (kinder or harder):
            return Sentence()
        side, verb = (missed, "når inte") if kinder else (reached, "når")
        counted = sentence(count(side), " av ", count(aimed), f" indikator{'' if len(aimed) == 1 else 'er'}")
        return sentence(f"bedömt {WORDS[self.judged]}, men ", counted, f" {verb} målet")


def goals(warehouse: Warehouse, first_year: int, last_year: int, as_of: str) -> list[Goal]:
    """The goals of the last report that judges any in some years, in the order of print; without one those of the last
    that sets any."""
    rows = [row for kind in TABLES for row in cells(warehouse, kind, as_of) if row.goal]
    of_years = [row for row in rows if row.year is None or first_year <= row.of_year <= last_year]
    last = max([row for row in of_years if is_assessment(row)] or of_years, key=_position, default=None)
    if last is None:
        return []
    limits = Filter((warehouse.whole,), ("total",), ("outcome",), first_year, last_year, as_of)
    mine = [row for row in rows if row.publication == last.publication]
    judged = assessments(mine)
    listed = [row for row in mine if row.table_kind == TABLES[0]]
    belongs = {row.goal: _named_so(row.goal, [each.goal for each in judged]) for row in listed}
    twice = {
        each.goal: f"bedömt olika: {each.one} ({each.at}) och {each.other} ({each.elsewhere})"
        for each in judged_twice(warehouse, last.publication)
    }
    found: list[Goal] = []
    for name in dict.fromkeys([*(row.goal for row in judged), *belongs.values()]):
        here = [row for row in judged if row.goal == name]
        rows = [row for row in listed if belongs[row.goal] == name and row.measure and not is_assessment(row)]
        shown = {each.summary.measure.id for goal in found for each in goal.indicators}
        found.append(_goal(warehouse, limits, here, rows, shown, twice.get(name, ""), name))
    return found


def assessments(report: Sequence[Figure]) -> list[Figure]:
    """The cells in which a report judges its goals, each goal in one table."""
    found = [row for row in report if is_assessment(row)]
    counted = min((row.table_kind for row in found), key=TABLES.index, default="")
    return [row for row in found if row.table_kind == counted]


def is_assessment(row: Figure) -> bool:
    """Whether a cell judges a goal."""
    return row.scenario == "assessment" and bool(row.printed)


def judgement(row: Figure) -> str:
    """How a printed assessment is counted."""
    return JUDGED.get(row.printed.casefold().split()[0], "none")


def indicator(warehouse: Warehouse, summary: Summary) -> Indicator:
    """A measure beside what is aimed at: a budget is no target, though a result is held to it elsewhere."""
    targets = figures(warehouse, summary.measure.id, replace(summary.chosen, scenarios=("target",)))
    there = [row for row in targets if row.missing != "not_given"]
    of_year = [row for row in known(there) if summary.latest and row.year == summary.latest.year]
    held_to = replace(summary, target=of_year[-1] if of_year else None)
    aim = held_to.target if held_to.status != "neither" else (there[-1] if there else None)
    return Indicator(held_to, aim, tuple(row for row in held_to.rows if row.missing != "not_given"))


def _goal(
    warehouse: Warehouse,
    limits: Filter,
    judged: Sequence[Figure],
    listed: Sequence[Figure],
    shown: Collection[str],
    twice: str,
    name: str,
) -> Goal:
    """A goal of its assessments and the rows of its indicators; a remark that stands at several goals brings the
    figures in it to the first of them: those of the others are `shown` already."""
    kinds = {judgement(row) for row in judged}
    of_year = max((row.of_year for row in judged), default=limits.last_year)
    remarks = tuple(dict.fromkeys(row.footnote for row in listed if row.footnote and row.year == of_year))
    named = [(measure, limits) for measure in dict.fromkeys(row.measure for row in listed)]
    told = [row for row in _told_in(warehouse, limits.as_of, remarks) if row.measure not in shown]
    named += [(row.measure, replace(limits, orgs=(row.org,))) for row in told]
    return Goal(
        name=name,
        theme=next((row.theme for row in [*judged, *listed] if row.theme), ""),
        judged=kinds.pop() if len(kinds) == 1 else "none",
        printed=tuple(judged),
        indicators=tuple(indicator(warehouse, summarise(warehouse, measure, chosen)) for measure, chosen in named),
        remarks=remarks,
        differently=twice,
        report=[*judged, *listed][0].publication,
    )


def _told_in(warehouse: Warehouse, as_of: str, remarks: Sequence[str]) -> list[Figure]:
    """The figures of measures that stand in the words of a remark, as a report's prose has them."""
    prose = [row for row in known(cells(warehouse, "löptext", as_of)) if row.note and row.measure != "prose"]
    return [row for row in prose if any(row.note in remark for remark in remarks)]


def _named_so(goal: str, named: Sequence[str]) -> str:
    """A goal as it is named where it is judged: a table of indicators may add what it means."""
    return next((name for name in named if goal.casefold().startswith(name.casefold())), goal)


def _position(row: Figure) -> int:
    return row.position
