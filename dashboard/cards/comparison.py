"""Year by year what reports print and what the exports give, side by side: two series that are never joined."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboard import theme
from dashboard.cards.card import Card, Note, View
from dashboard.cards.months import chosen, scope
from dashboard.cards.tables import definition, period, value
from dashboard.figures import exports, monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import TOTAL
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import figures
from dashboard.findings.agreement import Agreement, agreements
from dashboard.findings.sentence import Sentence, count, sentence
from dashboard.share.table import Table


def beside(view: View, measure: str, printed: Sequence[str] = (), *, by_gender: bool = False) -> Card | Note | None:
    """Year by year what reports print and what the exports give, in columns of their own: never one series.

    `printed` are the published measures, where these are others than the computed one. `by_gender`: women and men have
    their lines too where nobody is singled out. Nothing is shown where no export of the measure is loaded.
    """
    if exports.covered(view.warehouse, measure) is None:
        return None
    measures = printed or [measure]
    genders = (TOTAL, "women", "men") if by_gender and view.group.gender == TOTAL else (view.group.gender,)
    found = [row for gender in genders for name in measures for row in _published(view, name, gender)]
    label = MEASURES[measure].label
    if not found:
        return Note(f"Rapporterna redovisar inte {label} för {scope(view)}; därför ingen jämförelse.")
    of = {gender: _of_years(view, measure, gender) for gender in dict.fromkeys(row.gender for row in found)}
    answers = {_place(each.published): each for each in agreements(view.warehouse, measure)}
    told = [answers[_place(row)].answer for row in found if _place(row) in answers]
    whom = scope(view, replace(view.group, gender=TOTAL if by_gender else view.group.gender))
    return Card(
        f"{measure}-jamforelse",
        _beside_title(label, told),
        f"{theme.capital(whom)} · publicerat och beräknat är skilda serier",
        rows=[*found, *(row for years in of.values() for row in years.values())],
        table=_side_by_side(found, measures, of, answers),
        definitions=_definitions(measure, measures),
    )


def _published(view: View, measure: str, gender: str) -> list[Figure]:
    """What reports print of a gender; they never single out a unit, an age or managers, but where the measure does."""
    computed = MEASURES[measure].computed
    common = dict(computed.who) if computed else {}
    chosen_too = {name: TOTAL for name, value in common.items() if getattr(view.group, name) == value}
    if replace(view.group, gender=TOTAL, **chosen_too).divided:
        return []
    return known(figures(view.warehouse, measure, view.choice.filter(orgs=(view.group.org,), genders=(gender,))))


def _of_years(view: View, measure: str, gender: str) -> dict[int, Figure]:
    """A measure's calendar years; those of months that are hidden have no value."""
    group = replace(view.group, gender=gender)
    months = chosen(view, monthly.by_month(view.warehouse, measure, group))
    concealed = {row.of_year: row for row in months if row.missing == "hidden"}
    return concealed | {row.of_year: row for row in chosen(view, monthly.of_years(view.warehouse, measure, group))}


def _beside_title(label: str, answers: Sequence[str]) -> Sentence:
    if not answers:
        return sentence(f"{label}: inget år är både publicerat och beräknat")
    if "sample" in answers:
        return sentence(f"{label}: publicerat, och beräknat ur exempeldata")
    whole = [answer for answer in answers if answer != "incomplete"]
    if not whole:
        return sentence(f"{label}: publicerat, och beräknat ur ofullständigt underlag")
    agreeing = [answer for answer in whole if answer == "agrees"]
    return sentence(
        f"{label}: ", count(agreeing), " av ", count(whole), " årssiffror stämmer med rapporterna på sista siffran"
    )


def _side_by_side(
    found: Sequence[Figure],
    measures: Sequence[str],
    computed: Mapping[str, Mapping[int, Figure]],
    answers: Mapping[tuple[str, str, str], Agreement],
) -> Table:
    """One line a year and gender: the print of each measure with its report, the computed figure, how they agree."""
    lines = []
    for gender, of_years in computed.items():
        prints = {(row.of_year, row.measure): row for row in found if row.gender == gender}
        for year in sorted({year for year, _ in prints} | set(of_years)):
            mine = {name: prints.get((year, name)) for name in measures}
            told = (answers[_place(row)].told for row in mine.values() if row and _place(row) in answers)
            lines.append(
                {
                    "År": str(year),
                    "Kön": theme.GENDERS[gender],
                    **{f"{MEASURES[name].label}, publicerat": _print(row) for name, row in mine.items()},
                    "Beräknat ur exporten": _marked(of_years[year]) if year in of_years else "–",
                    "Bedömning": next(told, "–"),
                }
            )
    shown = Table.of_lines(lines)
    constant = ["Kön"] if len(set(shown.column("Kön"))) == 1 else []
    return shown.without([*constant, *(["Bedömning"] if set(shown.column("Bedömning")) == {"–"} else [])])


def _print(row: Figure | None) -> str:
    """A printed figure with its report, and its months where it is not of a whole year."""
    if row is None:
        return "–"
    return f"{_marked(row)} ({', '.join(filter(None, [period(row) if row.part_year else '', row.publication]))})"


def _marked(row: Figure) -> str:
    """A figure with the mark of one that has caveats, which are told under the table."""
    return theme.marked(value(row)) if row.caveats else value(row)


def _place(row: Figure) -> tuple[str, str, str]:
    return row.file, row.sheet, row.cell


def _definitions(measure: str, printed: Sequence[str]) -> list[tuple[str, str]]:
    """What is printed and what is computed, each as it is defined."""
    computed = MEASURES[measure].computed
    printed_as = [definition(replace(MEASURES[name], computed=None)) for name in printed]
    reading = computed.reading if computed else ""
    return [*((f"Publicerat: {label}", text) for label, text in printed_as), ("Beräknat", reading)]
