"""The verifier of analyses: what figures give passes; another word, number, month or unit is found."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from dashboard.figures.figure import Figure
from dashboard.figures.query import Filter, figures
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.control import control, control_sentences
from dashboard.findings.decomposition import Hours, change, change_sentence, units_sentence
from dashboard.findings.funnel import Unit, funnel, funnel_sentence
from dashboard.findings.sentence import Said, Sentence, bare, highest, sentence, value
from tests import test_control, test_decomposition, test_funnel
from tests.claims import check, check_made, faults, faults_made
from tests.made import made_span
from tests.test_control import figures_of as months_of
from tests.test_control import of_months
from tests.test_decomposition import whole_of
from tests.test_funnel import at_rates, figures_of, part

CALM = test_control.TestSignals.CALM
SPREAD = test_funnel.TestFunnel.SPREAD
JULY = date(2021, 7, 1)
hours_of = test_decomposition.TestChangeClaims.hours


def outside() -> Sentence:
    months = of_months([*CALM, 16, 9, 4])
    return control_sentences(control(months), months_of(months))[0]


def run() -> Sentence:
    months = of_months([*CALM, 9, *(12, 11) * 4])
    return control_sentences(control(months), months_of(months))[0]


def trend() -> Sentence:
    found = test_control.TestSignals.after_four_years(9, 10, 11, 12, 13, 14)
    told = control_sentences(found, months_of([(point.month, point.value) for point in found.points]))
    return next(said for said in told if "varje månad" in said.text)


def calm() -> Sentence:
    months = of_months(CALM)
    return control_sentences(control(months), months_of(months))[0]


def moved() -> Sentence:
    found = funnel([*at_rates(*SPREAD * 3), Unit("Ny", 145, 200)])
    parts = [part("Ny", 80, 50, last=date(2021, 6, 1)), part("Ny", 70, 150, first=JULY)]
    return funnel_sentence(found, figures_of(found) | {"Ny": parts})


def within() -> Sentence:
    before, after = test_decomposition.TestChangeClaims.EVEN, test_decomposition.TestChangeClaims.UNLIKE
    found = change(before, after)
    assert found
    hours = hours_of(before, after)
    return sentence(change_sentence(found, whole_of(found), hours), " ", units_sentence(found, hours))


def mixed() -> Sentence:
    before = {"Kost": Hours(10, 0, 0, 100), "Valla": Hours(6, 0, 0, 300)}
    after = {"Kost": Hours(30, 0, 0, 300), "Valla": Hours(2, 0, 0, 100)}
    found = change(before, after)
    assert found
    return change_sentence(found, whole_of(found), hours_of(before, after))


def largest() -> Sentence:
    rows = [made_span("sick_leave", JULY, JULY.replace(month=month), value) for month, value in ((8, 9), (9, 7))]
    return sentence(highest(rows[0], rows, "Högst"), " är ", bare(rows[0]))


SAID = (outside, run, trend, calm, moved, within, mixed, largest)
UNITS = ("Kost", "Valla", "Ny")


@pytest.mark.parametrize("made", SAID)
def test_what_is_so_passes(made: Callable[[], Sentence]) -> None:
    check_made(made(), *UNITS)


@pytest.mark.parametrize(
    ("made", "was", "claimed"),
    [
        (outside, "över den övre gränsen", "under den nedre gränsen"),
        (outside, "Januari 2021", "Februari 2021"),
        (outside, "Januari 2021", "Januari 2020"),
        (run, "åtta", "sju"),
        (run, "över medelvärdet", "under medelvärdet"),
        (run, "Februari–september 2021", "Februari–oktober 2021"),
        (run, "Februari–september 2021", "Mars–september 2021"),
        (run, "Februari–september 2021", "September 2021"),
        (trend, "steg", "sjönk"),
        (trend, "januari till juni 2023", "januari 2022 till juni 2023"),
        (calm, "Ingen signal", "Inget"),
        (moved, "1", "2"),
        (moved, "högre än vad slumpen brukar ge", "lägre än vad slumpen brukar ge"),
        (moved, "72,5\u00a0%", "75,0\u00a0%"),
        (within, "2,0", "2,1"),
        (within, "2,0", "\u22122,1"),
        (within, "+3,0", "+3"),
        (within, "Störst del", "Minst del"),
        (mixed, "4,0", "4,0\u00a0%"),
        (mixed, "mer av arbetstiden ligger i enheter med hög frånvaro", "mer ligger i enheter med låg frånvaro"),
        (largest, "Högst", "Lägst"),
    ],
)
def test_what_is_said_otherwise_is_found(made: Callable[[], Sentence], was: str, claimed: str) -> None:
    said = made()
    parts = tuple(replace(p, text=claimed) if isinstance(p, Said) and p.text == was else p for p in said.parts)
    assert parts != said.parts
    (fault,) = faults_made(Sentence(parts), *UNITS)
    assert fault.startswith(f"”{claimed}” does not say ")


@pytest.mark.parametrize("made", [outside, run, trend, moved, within, largest])
def test_the_other_way_or_of_others_it_is_found(made: Callable[[], Sentence]) -> None:
    """A claim of the other direction with its word, or told of what it is judged by, is not so."""
    *_, piece = [p for p in made().parts if isinstance(p, Said) and p.claim.says == "direction" and p.claim.statistic]
    of_others = tuple((1 - factor, row) for factor, row in piece.claim.terms)
    if made is within:
        of_others = tuple((int(row.who == "Valla"), row) for _, row in piece.claim.terms)
    if made is largest:
        of_others = tuple((1 - factor, row) for factor, row in piece.claim.terms[:2])
    assert faults_made(sentence(replace(piece, claim=replace(piece.claim, terms=of_others))))
    assert faults_made(sentence(replace(piece, claim=replace(piece.claim, direction="down"))))


def test_months_of_a_signal_are_not_calm() -> None:
    (piece, *_) = calm().parts
    assert isinstance(piece, Said)
    months = months_of(of_months([*CALM, 16]))
    *others, last = months
    check_made(sentence(_of(piece, others, judged_by=[last])))
    assert faults_made(sentence(_of(piece, [*others, last])))


def _of(piece: Said, told: Sequence[Figure], judged_by: Sequence[Figure] = ()) -> Said:
    terms = (*((1, row) for row in told), *((0, row) for row in judged_by))
    return replace(piece, claim=replace(piece.claim, terms=terms))


def test_units_of_one_name_at_the_same_time_are_two() -> None:
    """Stab of two areas, at 80 and 20 %; as one unit it would lie at the centre."""
    found = funnel([*at_rates(*SPREAD * 3), Unit("Stab, A", 80, 100), Unit("Stab, B", 20, 100)])
    parts = {f"Stab, {org}": [_with(part("Stab", rate, 100), org)] for org, rate in (("A", 80), ("B", 20))}
    said = funnel_sentence(found, figures_of(found) | parts)
    assert said.text.startswith("1 av 32 enheter ligger högre än vad slumpen brukar ge: Stab, A (80,0\u00a0%).")
    check_made(said, "Stab")


def _with(pair: tuple[Figure, Figure], org: str) -> tuple[Figure, Figure]:
    rate, hours = pair
    return replace(rate, org=org), replace(hours, org=org)


def test_the_whole_s_figures_are_those_of_the_area_that_owns_them(published: Warehouse) -> None:
    own = next(row for row in figures(published, "care_days", Filter(("Äldreomsorg",))) if row.year == 2021)
    check(published, sentence(value(own)))
    (fault,) = faults(published, sentence(value(replace(own, org="Ledning"))))
    assert "is not in the warehouse" in fault
