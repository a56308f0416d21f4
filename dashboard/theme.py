"""Colours for light and dark, and Swedish numbers: decimal comma, no-break space, a real minus."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import floor, log10
from typing import Any

NO_BREAK = "\u00a0"
MINUS = "\u2212"
CAVEAT = "⚠"
"""Stands at a figure that no comparison may be built on, and before the words that say why."""

FONT = '"Source Sans", "Source Sans Pro", sans-serif'

_LAST = str.maketrans("åäö", "{|}")

FULL_MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
GENDERS = {"total": "Totalt", "women": "Kvinnor", "men": "Män"}
AGES = {"-29": "29 år och yngre", "30-49": "30–49 år", "50-": "50 år och äldre"}
FORMS = {"permanent": "tillsvidareanställda", "temporary": "visstidsanställda"}
MANAGERS = {"yes": "chefer", "no": "ej chefer"}
SCENARIOS = {
    "outcome": "Utfall",
    "budget": "Budget",
    "plan": "Plan",
    "forecast": "Prognos",
    "target": "Mål",
    "deviation": "Avvikelse",
    "frame": "Ram",
    "assessment": "Bedömning",
}
COMPARATORS = {"<=": "högst ", ">=": "minst ", "<": "mindre än ", ">": "mer än ", "~": "cirka "}
MISSING = {
    "hidden": "..",
    "gap": "ofullständigt",
    "zeros": "bara nollor",
    "not_given": "–",
    "not_available": "ingen uppgift",
    "measured_elsewhere": "mäts inte här",
    "not_measured": "mäts inte",
    "placeholder": "ej ifyllt i rapporten",
    "interval": "intervall",
    "worded": "i ord",
}


@dataclass(frozen=True)
class Palette:
    """The colours of one mode. `better` and `worse` always come with a sign or a side as well; `low` and `high` are the
    lowest and the highest cell of a heat map, on which ink is readable."""

    ink: str
    muted: str
    light: str
    accent: str
    women: str
    men: str
    better: str
    worse: str
    surface: str
    lines: tuple[str, ...]
    low: str
    high: str

    @property
    def variables(self) -> str:
        """The colours as CSS variables."""
        named = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "lines"}
        named |= {f"line{at}": color for at, color in enumerate(self.lines, 1)}
        return " ".join(f"--{name}: {color};" for name, color in named.items())


def mixed(ground: str, color: str, share: float) -> str:
    """A colour between two of the form #rrggbb: 0 gives the ground, 1 the colour."""
    pairs = [(int(ground[at : at + 2], 16), int(color[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)


LIGHT = Palette(
    ink="#1c2b33",
    muted="#566570",
    light="#a9b4bb",
    accent="#0b6e8a",
    women="#0b6e8a",
    men="#a4541c",
    better="#1f7a4d",
    worse="#b3372f",
    surface="#ffffff",
    lines=("#0b6e8a", "#a4541c", "#5b4b9a", "#1f7a4d", "#8c6d00", "#8a2f62"),
    low=mixed("#ffffff", "#0b6e8a", 0.06),
    high=mixed("#ffffff", "#0b6e8a", 0.5),
)
DARK = Palette(
    ink="#eef2f4",
    muted="#a8b5bd",
    light="#6d7a82",
    accent="#5cc4e0",
    women="#5cc4e0",
    men="#f0a36b",
    better="#6fcf9c",
    worse="#ff8f87",
    surface="#11181c",
    lines=("#5cc4e0", "#f0a36b", "#b3a5f0", "#6fcf9c", "#e0c25c", "#ee94c4"),
    low=mixed("#11181c", "#5cc4e0", 0.06),
    high=mixed("#11181c", "#5cc4e0", 0.5),
)
_NAMES = [field.name for field in fields(Palette) if field.name != "lines"]
TOKENS = Palette(**{name: f"@{name}" for name in _NAMES}, lines=tuple(f"@line{at}" for at in range(1, 7)))
"""Names of colours: whoever draws a chart puts those of the mode in their place."""


AMOUNTS = ("timmar", "dygn", "st", "platser", "personer", "årsarbetare", "tkr")
"""Units of what there is more or less of, drawn from zero; of rates and indices there is a higher and a lower."""

THOUSANDS = {"tkr": "mnkr", "st": "tusen"}
"""A unit -> what a thousand of it are called."""

SCALED = {"tkr": 100, "st": 1000}
"""The resolution from which figures of a unit are shown in thousands of it."""


def month(day: date) -> str:
    """A month in short: dec 2021."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def span_name(first: date, last: date, between: str = "–", names: Sequence[str] = FULL_MONTHS) -> str:
    """Months in words: april 2020; mars–oktober 2020; november 2020–juli 2021; in short with other names of theirs."""
    end = f"{names[last.month - 1]} {last.year}"
    if first == last:
        return end
    year = "" if first.year == last.year else f" {first.year}"
    return f"{names[first.month - 1]}{year}{between}{end}"


def counted(count: int, one: str, several: str) -> str:
    """How many there are of something."""
    return f"{number(count)} {one if count == 1 else several}"


def capital(text: str) -> str:
    """A text that opens a sentence."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """A text as it stands within a sentence."""
    return text[:1].lower() + text[1:]


def span(first: object, last: object) -> str:
    """From the first to the last, or the one that both are: 2017–2021, 2021."""
    return "–".join(dict.fromkeys((str(first), str(last))))


def swedish(text: str) -> str:
    """What texts are sorted by: å, ä, ö last, capitals beside small letters."""
    return text.casefold().translate(_LAST)


def listed(texts: Sequence[str]) -> str:
    """Words in a row: a, b och c."""
    *others, last = texts or [""]
    return f"{', '.join(others)} och {last}" if others else last


def marked(text: str) -> str:
    """A figure with the mark of one with caveats, on its line."""
    return f"{text}{NO_BREAK}{CAVEAT}"


def warned(text: str) -> str:
    """What speaks against a figure, after the mark and on its line."""
    return f"{CAVEAT}{NO_BREAK}{text}"


def rounded(value: float, decimals: int = 0) -> float:
    """A finite number to so many decimals as Excel shows it: halves go away from zero, of fifteen digits."""
    return float(Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def number(value: float, decimals: int = 0, *, plus: bool = False) -> str:
    """A number in Swedish spelling, e.g. -25157 -> −25 157; `plus` marks a positive deviation."""
    shown = rounded(value, decimals)
    text = f"{abs(shown):,.{decimals}f}".replace(",", NO_BREAK).replace(".", ",")
    sign = MINUS if shown < 0 else "+" if plus and shown > 0 else ""
    return f"{sign}{text}"


def decimals_of(resolution: float) -> int:
    """The decimals that a print of this resolution shows: 0.01 -> 2, 1 -> 0, 1000 -> 0."""
    return max(0, -floor(log10(resolution) + 1e-9)) if resolution else 0


def unit_shown(resolution: float, unit: str) -> str:
    """The unit in which figures of this resolution are shown: mnkr where print has one decimal of them."""
    return THOUSANDS[unit] if resolution >= SCALED.get(unit, float("inf")) else unit


def figure(value: float, resolution: float, unit: str, *, plus: bool = False, with_unit: bool = True) -> str:
    """A figure to its printed digit: 8.12, 0.01, % -> 8,12 %; -25700, 100, tkr -> −25,7 mnkr."""
    if resolution >= SCALED.get(unit, float("inf")):
        value, resolution, unit, with_unit = value / 1000, resolution / 1000, THOUSANDS[unit], True
    text = number(value, decimals_of(resolution), plus=plus)
    shown = "" if unit == "index" else unit
    return f"{text}{NO_BREAK}{shown}" if with_unit and shown else text


def amount(value: float, resolution: float, unit: str, *, plus: bool = False) -> str:
    """The size of a difference in words: percentages differ by percentage points."""
    if unit == "%":
        return f"{number(value, decimals_of(resolution), plus=plus)} procentenheter"
    return figure(value, resolution, unit, plus=plus)


def layout(palette: Palette, height: int = 340) -> dict[str, Any]:
    """What all charts share: font, no frame, quiet axes, Swedish separators."""
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "tickfont": {"color": palette.muted}}
    return {
        "font": {"family": FONT, "size": 16, "color": palette.ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": f",{NO_BREAK}",
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 16, "b": 32},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {"font": {"family": FONT, "size": 14}},
        "xaxis": dict(axis),
        "yaxis": {**axis, "showticklabels": False},
    }


def who(unit: str, age: str, form: str, manager: str) -> str:
    """What employees have in common, besides organisation and gender, in words; nothing where it is `total`."""
    told = ["" if unit == "total" else unit, AGES.get(age, ""), FORMS.get(form, ""), MANAGERS.get(manager, "")]
    return ", ".join(filter(None, told))
