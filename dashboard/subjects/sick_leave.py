"""The parts of the page Sjukfrånvaro: season or change, women and men, lengths, the key figures of the law."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard import theme
from dashboard.cards.card import Card, View, tell
from dashboard.cards.months import axis_years, chosen, not_applicable, of_months, scope
from dashboard.cards.tables import value as printed_value
from dashboard.charts import control_chart, over_months
from dashboard.charts.heat_map import heat_map as heat_map_of
from dashboard.charts.spec import Line
from dashboard.figures import monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.query import in_words
from dashboard.figures.store.employees import everyone
from dashboard.findings import grounds
from dashboard.findings.control import LEAST_MONTHS, Control, control_notes, control_sentences, signal_sentence
from dashboard.findings.control import control as control_of
from dashboard.findings.sentence import (
    Said,
    Sentence,
    count,
    gap,
    heading,
    highest,
    joined,
    level,
    month,
    sentence,
    turn,
    value,
)
from dashboard.share import statutory
from dashboard.share.table import Table, file_name
from dashboard.theme import number, rounded

RATE = "sick_leave"


def control(view: View) -> Card:
    """Months with season taken out, their limits, and in words what is more than chance: judged by all months that are
    loaded since the series last broke, of which the chosen years are shown."""
    unbroken = _unbroken(monthly.by_month(view.warehouse, RATE, view.group), view.choice.year)
    rows, loaded = chosen(view, unbroken), _sound(unbroken)
    found = control_of([(row.month_start, row.value) for row in loaded])
    drawn = found.within(rows[0].month_start, rows[-1].month_start) if rows else found
    told = control_sentences(drawn, loaded) if known(rows) else [Sentence()]
    season = "säsongen är borttagen" if found.season else "säsongen är inte borttagen"
    return of_months(
        view,
        Card(
            key="control",
            title=heading(_latest_of(drawn, loaded) or told[0]),
            line=f"Sjukfrånvaro, % · {season} · {scope(view)} · styrdiagram",
            drawings=[("", control_chart.control_chart(drawn, view.palette))],
            rows=rows,
            measures=[RATE],
            notices=not_applicable(view),
            notes=[*control_notes(found), *_not_written(drawn)],
            findings=told if drawn.signals else (),
        ),
    )


def _unbroken(rows: Sequence[Figure], last_year: int) -> Sequence[Figure]:
    """The months of the unbroken stretch that a year ends in: one level cannot be expected of both sides of a break."""
    breaks = [at for at, row in enumerate(rows) if row.cut]
    start = max((at for at in breaks if rows[at].of_year <= last_year), default=0)
    return rows[start : next((at for at in breaks if at > start), len(rows))]


def _sound(rows: Sequence[Figure]) -> Sequence[Figure]:
    """The months that nothing speaks against, the others as unknown; all of them where too few would be left."""
    sound = [replace(row, value=None) if row.caveats else row for row in rows]
    return sound if len(known(sound)) >= LEAST_MONTHS else rows


def _latest_of(found: Control, rows: Sequence[Figure]) -> Sentence:
    """The latest of the signals that are written in the chart; empty where there is none."""
    if not found.foremost:
        return Sentence()
    latest = max(found.foremost, key=lambda signal: signal.last)
    return signal_sentence(latest, rows, seasonal=not found.season)


def _not_written(found: Control) -> list[str]:
    """How many signals stand in the table alone."""
    more = [signal for signal in found.signals if signal not in found.foremost]
    return [tell(sentence(count(more), f" {'signaler' if more[1:] else 'signal'} till i tabellen"))] if more else []


def heat_map(view: View) -> Card:
    """Every month of every year, darker where sick leave is higher."""
    rows = chosen(view, monthly.by_month(view.warehouse, RATE, view.group))
    months = [(row.month_start, row.value) for row in rows]
    hidden = [row.month_start for row in rows if row.missing == "hidden"]
    return of_months(
        view,
        Card(
            key="heat",
            title=_heat_title(known(_unbroken(rows, view.choice.year))),
            line=f"Sjukfrånvaro, % · {scope(view)} · månad för månad",
            drawings=[("", heat_map_of(months, view.palette, hidden))],
            rows=rows,
            measures=[RATE],
            notices=not_applicable(view),
        ),
    )


def _heat_title(months: Sequence[Figure]) -> Sentence:
    """The month with the highest value since the last break."""
    if not months:
        return Sentence()
    most, last = max(months, key=lambda row: row.number), months[-1]
    plain = sentence("Sjukfrånvaron var ", value(last), " i ", month(last))
    return grounds.carried(sentence(highest(most, months, "Högst"), " var ", month(most), ": ", value(most)), plain)


def women_and_men(view: View) -> Card:
    """Women and men as two lines over twelve months, and how far apart they are in each age group."""
    both = {
        gender: chosen(view, monthly.over_year(view.warehouse, RATE, replace(view.group, gender=gender)))
        for gender in ("women", "men")
    }
    title = _gap(both["women"], both["men"])
    lines = [
        Line(both[gender], theme.GENDERS[gender], color, width=3, told=title.tells(both[gender]))
        for gender, color in (("women", view.palette.women), ("men", view.palette.men))
    ]
    rows = [row for run in both.values() for row in run]
    hidden = [row for gender in both for row in hidden_months(view, replace(view.group, gender=gender))]
    return of_months(
        view,
        Card(
            key="women-and-men",
            title=title,
            line=f"Sjukfrånvaro, % · {scope(view, replace(view.group, gender=TOTAL))} · rullande 12 månader",
            drawings=[("", over_months.long_runs(lines, view.palette, axis_years(view, rows)))],
            rows=rows or hidden,
            measures=[RATE],
            notes=_gaps_by_age(view, _pairs(both["women"], both["men"])),
        ),
    )


def _gap(women: Sequence[Figure], men: Sequence[Figure]) -> Sentence:
    pairs = _pairs(women, men)
    if not pairs:
        return sentence("Kvinnor och män, tolv månader i taget")
    w, m = pairs[-1]
    until = sentence(" på tolv månader till och med ", month(w))
    plain = sentence("Sjukfrånvaron för kvinnor och män", until)
    if not rounded(w.number - m.number, 1):
        return grounds.carried(sentence("Kvinnor och män har ", level(w, m, "lika hög"), " sjukfrånvaro", until), plain)
    who, more, less = ("Kvinnor", w, m) if w.number > m.number else ("Män", m, w)
    size = gap(more, less, more.resolution)
    said = sentence(f"{who} har ", size, " ", turn(more, less, "högre", "lägre"), " sjukfrånvaro", until)
    return grounds.carried(said, plain)


def _pairs(women: Sequence[Figure], men: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """Women and men of the same periods: a gap needs both."""
    by_end = {row.period_end: row for row in known(men)}
    return [(row, by_end[row.period_end]) for row in known(women) if row.period_end in by_end]


def _gaps_by_age(view: View, everyone: Sequence[tuple[Figure, Figure]]) -> list[str]:
    """The gap of each age group in the last months that all ages have, women minus men in percentage points, or that it
    is hidden."""
    if view.group.unit != TOTAL:
        return ["Skillnaden efter ålder visas för affärsområden och för helheten, inte för enheter"]
    if not everyone:
        return []
    last, _ = everyone[-1]
    told = []
    for age, name in theme.AGES.items():
        women, men = (
            chosen(view, monthly.over_year(view.warehouse, RATE, replace(view.group, gender=gender, age=age)))
            for gender in ("women", "men")
        )
        pairs = [pair for pair in _pairs(women, men) if pair[0].period_end == last.period_end]
        told.append(sentence(f"{name} ", *(_signed(*pair) for pair in pairs), "" if pairs else ".."))
    heading = sentence("Kvinnor minus män på tolv månader till och med ", month(last), ", procentenheter: ")
    said = grounds.carried(sentence(heading, joined(", ", told)), sentence("Skillnaden efter ålder jämförs inte"))
    return [tell(said), *said.reasons]


def _signed(women: Figure, men: Figure) -> Said:
    claim = gap(women, men, women.resolution).claim
    return Said(number(women.number - men.number, 1, plus=True), claim)


def key_figures(view: View) -> Card:
    """The seven key figures that the law asks of the annual report."""
    found, of_year = _statutory_lines(view)
    of_everyone = view.group == everyone(view.warehouse)
    ignored = [f"Nyckeltalen gäller {in_words(view.warehouse, view.warehouse.whole)}. Valen ovan är kvar."]
    return Card(
        "nyckeltal",
        # Which annual report they are for, whatever is loaded of its year: a name, and no claim of the figures.
        f"De sju nyckeltalen för årsredovisningen {of_year}",
        f"{whole_name(view)} · procent · beräknat ur exporten Sjukfrånvaro",
        rows=[row for line in found for row in (line.this_year, line.last_year) if row],
        notices=[*([] if of_everyone else ignored), *filter(None, [statutory.incomplete(found, of_year)])],
        table=Table.of_lines(
            [
                {
                    "Nyckeltal": line.key_figure.name,
                    str(of_year): _shown(line.this_year),
                    str(of_year - 1): _shown(line.last_year),
                }
                for line in found
            ]
        ),
    )


def _statutory_lines(view: View) -> tuple[list[statutory.Line], int]:
    """The seven key figures of the last chosen year that has months, and which that is."""
    months = chosen(view, monthly.by_month(view.warehouse, RATE, everyone(view.warehouse)))
    of_year = months[-1].of_year if months else view.choice.year
    return statutory.lines(view.warehouse, of_year), of_year


def workbook(view: View) -> tuple[bytes, str]:
    """The seven key figures as a workbook to paste from, and its name."""
    found, of_year = _statutory_lines(view)
    sample = any(line.this_year and line.this_year.sample for line in found)
    name = file_name(f"nyckeltal-sjukfranvaro-{of_year}.xlsx", sample=sample)
    return statutory.workbook(found, of_year), name


def hidden_months(view: View, group: Group) -> list[Figure]:
    """The months in which a group is hidden, for the reason."""
    return [row for row in monthly.by_month(view.warehouse, RATE, group) if row.missing == "hidden"]


def whole_name(view: View) -> str:
    """The whole at the head of a line: Hela Leanlink."""
    return f"Hela {view.warehouse.whole}"


def _shown(row: Figure | None) -> str:
    return "–" if row is None else printed_value(row)
