"""Words around a table that change what its numbers mean: each is understood, asked about, or refuses.

Titles, selections, both heading rows, footers, notes, the names of sheet and file are searched; what stands in rows of
data are values, and what a heading that is not read says concerns its own column only.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from loaders.exports.asked import Asked
from loaders.exports.columns import MINUTES, MONEY
from loaders.exports.export import Export
from loaders.exports.meanings import MEANINGS, OTHER_YEAR, SEVERAL
from loaders.problems import Option, Problem, Question
from loaders.swedish.periods import MONTHS, month_end
from loaders.swedish.spelling import fold

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"20\d\d"
_TO = r" ?(?:-|\.\.|/|till(?: och med)?|t\.? ?o\.? ?m\.?|to) ?"
_POINT = rf"(?:{_YEAR}-?(?:0[1-9]|1[0-2])(?:-?[0-3]\d)?(?!\d)|(?:{_MONTH})\b\.?(?: ?{_YEAR})?|[0-3]?\d/1?\d)"


QUARTER = 3
"""Months; no named part of a year has fewer."""


@dataclass(frozen=True)
class Remark:
    """A text around the table: where it stands, in words or as a cell."""

    text: str
    cell: str = ""
    place: str = ""

    @property
    def told(self) -> str:
        """The text and where it stands, as people know it."""
        return f"{self.place} ”{self.text}”" if self.place else f"”{self.text}”"


_MONEY = re.compile(rf"(?<!\d )(?<!\d)(?<!\w)(?P<unit>{'|'.join(map(re.escape, sorted(MONEY, key=len)[::-1]))})(?!\w)")
_TIME = re.compile(r"\bminuter(?:na)?\b|\b(?:i|tid|tider|enhet|anges)[ :]+min\b|\(min\.?\)|\bmm:ss\b")
_SPAN = re.compile(rf"(?<![\d-])(?P<first>{_POINT}){_TO}(?P<last>{_POINT})")
_PART_OF_YEAR = re.compile(
    r"\b(?:kvartal|kv|q|tertial|t) ?[1-4]\b|\bhalvår|\bdelår|\btertial|\bkvartal"
    r"|\b(?:period|månad|mån|per)\w*\.?:? ?[01]?\d ?- ?[01]?\d\b"
)


def changes_meaning(text: str) -> str:
    """What a heading says of its numbers that no plain column holds, as the sentence that refuses it; empty where it
    says nothing of the kind."""
    plain = fold(text)
    if names_span(plain):
        return "talen gäller flera månader"
    return next((meaning.refused for meaning in MEANINGS if meaning.found(plain)), "")


def names_span(text: str) -> bool:
    """Whether a text names several months: 202101-202103, jan-mar, kvartal 1."""
    plain = fold(text)
    return bool(_SPAN.search(plain) or _PART_OF_YEAR.search(plain))


def of_names(file: str, sheet: str) -> list[Remark]:
    """The names of a file and a sheet as remarks, words apart."""
    stem = file.rpartition(".")[0] or file
    named = ((stem, "filens namn"), (sheet, "bladets namn"))
    return [Remark(re.sub("[_.]+", " ", text), place=place) for text, place in named if text]


_THOUSAND = re.compile(r"(?<!\d)(?<!\d )(?:x ?)?(?:1 ?)?000(?:-tals?)?(?: ?(?:kr|kronor|sek))?(?![\d ]*\d)|'000")
"""What may mean thousands of kronor, or just an amount: 1 000 kr."""


def unit_of_money(remarks: Sequence[Remark], asked: Asked, export: Export, name: str, sheet: str) -> str:
    """The unit of money that the texts around a table say; asked about where only a name does. Raises nothing: two that
    disagree are told by `two_units`."""
    said = {unit: remark for remark in remarks for unit in _units(remark)}
    doubtful = [replace(remark, place="texten") for remark in remarks if _THOUSAND.search(fold(remark.text))]
    if doubtful and not any(MONEY[unit] > 1 for unit in said):
        said = {"tkr": doubtful[0]}
    around = [unit for unit, remark in said.items() if not remark.place]
    if around or not said:
        return around[0] if around else ""
    unit, remark = next(iter(said.items()))
    if MONEY[unit] == 1:
        return unit
    options = (Option(unit, f"Ja, beloppen är i {unit}"), Option("kr", "Nej, beloppen är i kronor"))
    found = f"{remark.told} kan betyda att beloppen är i {unit}"
    about = f"money:{export.id}:{unit}:{asked.content}"
    wanted = "enheten i rubrikerna eller ovanför tabellen, eller ett svar på sidan Ladda data"
    return asked.answer(
        Question(about, export.id, name, sheet, remark.cell, found, wanted, f"Är beloppen i {unit}?", options)
    )


def two_units(remarks: Iterable[Remark], name: str, sheet: str) -> list[Problem]:
    """An error where the texts around a table say different units of money."""
    said = {MONEY[unit]: (unit, remark) for remark in remarks if not remark.place for unit in _units(remark)}
    if not len(said) > 1:
        return []
    units = ", ".join(f"{unit} ({remark.cell})" for unit, remark in said.values())
    found = f"texterna runt tabellen anger olika enheter för belopp: {units}"
    return [Problem("error", name, sheet, "", found, "enheten i varje rubrik, t.ex. Utfall (tkr)")]


def _units(remark: Remark) -> list[str]:
    return [each["unit"] for each in _MONEY.finditer(fold(remark.text))]


def unit_of_time(remarks: Sequence[Remark], asked: Asked, export: Export, name: str, sheet: str) -> str:
    """Minutes, where a text around a table names them and someone says that the table's times are such."""
    remark = next((remark for remark in remarks if _TIME.search(fold(remark.text))), None)
    if remark is None:
        return ""
    options = (Option("minuter", "Ja, de räknas om till timmar"), Option("timmar", "Nej, de är timmar"))
    wanted = "timmar, eller ett svar på sidan Ladda data"
    found, about = f"{remark.told} talar om minuter", f"minutes:{export.id}:{_mark(remark)}"
    asks = "Är tiderna i kolumnerna med timmar angivna i minuter?"
    answer = asked.answer(Question(about, export.id, name, sheet, remark.cell, found, wanted, asks, options))
    return MINUTES if answer == "minuter" else ""


def ask(
    remarks: Sequence[Remark], months: Sequence[date], asked: Asked, export: Export, name: str, sheet: str
) -> list[Problem]:
    """Ask about every other word that may change what the numbers of these months mean; a problem where it does."""
    problems = []
    for remark in remarks:
        plain = fold(remark.text)
        meanings = [meaning for meaning in MEANINGS if export.id not in meaning.usual and meaning.found(plain)]
        if months and names_other_year(plain, months):
            meanings = [*meanings, OTHER_YEAR]
        if months and covers_more(plain, months):
            meanings = [SEVERAL, *(meaning for meaning in meanings if meaning.name != "accumulated")]
        for meaning in meanings:
            found = f"{remark.told} kan ändra vad talen betyder"
            wanted = f"{meaning.instead}, eller ett svar på sidan Ladda data"
            about = f"{meaning.name.replace(' ', '-')}:{export.id}:{_mark(remark)}"
            options = (Option("nej", meaning.no), Option("ja", meaning.yes))
            question = Question(about, export.id, name, sheet, remark.cell, found, wanted, meaning.asks, options)
            if asked.answer(question) == "ja":
                told = f"{meaning.refused}: {remark.told}"
                problems.append(Problem("error", name, sheet, remark.cell, told, meaning.instead))
    return problems


_PLAIN_YEAR = re.compile(rf"(?<![\d-])({_YEAR})(?![-.]?\d)")


def names_other_year(plain: str, months: Sequence[date]) -> bool:
    """Whether a text names years, and none of those that rows are of."""
    named = {int(year) for year in _PLAIN_YEAR.findall(plain)}
    return bool(named) and not named & {month.year for month in months}


def covers_more(plain: str, months: Sequence[date]) -> bool:
    """Whether a text speaks of a span of months that the table does not have one by one."""
    for span in _SPAN.finditer(plain):
        first, last = _point(span["first"], span["last"]), _point(span["last"], span["first"])
        # Without a year the months of any year are meant.
        there = {month.month + 12 * (month.year if first and first[0] else 0) for month in months}
        if first and last and first < last and not set(range(_count(first), _count(last) + 1)) <= there:
            return True
    return bool(_PART_OF_YEAR.search(plain)) and len(months) < QUARTER


def _count(point: tuple[int, int]) -> int:
    """Months since the year 0."""
    return 12 * point[0] + point[1]


def _point(text: str, other: str) -> tuple[int, int] | None:
    """Year and month of one end of a span; the year of the other end where only that has one, 0 where neither has."""
    year = re.search(_YEAR, text) or re.search(_YEAR, other)
    of = int(year[0]) if year else 0
    if digits := re.match(rf"{_YEAR}-?(\d\d)", text):
        return of, int(digits[1])
    if name := re.match(_MONTH, text):
        return of, MONTHS[name[0]]
    day = re.fullmatch(r"[0-3]?\d/(1?\d)", text)
    return (of, int(day[1])) if day and 1 <= int(day[1]) <= month_end(2000, 12).month else None


def _mark(remark: Remark) -> str:
    """A remark as a part of a question's id: the same text is the same question in every file of an export."""
    return re.sub(r"[^\wåäö%]+", "-", fold(f"{remark.place} {remark.text}")).strip("-")[:80]


def by_place(rows: Mapping[int, Sequence[str]], letters: Sequence[str], known: Iterable[str]) -> list[Remark]:
    """The texts of some rows, each once, but for what is known already."""
    seen = set(known)
    remarks = []
    for number, row in rows.items():
        for letter, text in zip(letters, row, strict=False):
            if text and text not in seen:
                seen.add(text)
                remarks.append(Remark(text, f"{letter}{number}"))
    return remarks


def said_by_name(file: str) -> str:
    """A file's name as far as its words may change what the numbers mean; empty where it has no such words."""
    (remark,) = of_names(file, "") or [Remark("")]
    plain = fold(remark.text)
    tells = changes_meaning(plain) or _MONEY.search(plain) or _TIME.search(plain)
    return plain if tells else ""
