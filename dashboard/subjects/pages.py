"""Where measures stand: the pages that tell of them, and the part of each."""

from dataclasses import dataclass, replace

OF_PRINT = "År"
"""The part of a page in parts that shows what reports print, year by year."""
TURNOVER, INVESTMENTS, PURCHASING = "Intäkter och kostnader", "Investeringar", "Inköp"
"""The parts of Ekonomi that measures are told of in."""


@dataclass(frozen=True)
class Place:
    """A page by its name and its address, a part of it where that is not the first, and the measures that are told of
    there month by month."""

    name: str
    page: str
    part: str
    measures: tuple[str, ...]


PLACES = (
    Place("Sjukfrånvaro", "sjukfranvaro", "", ("sick_leave",)),
    Place("Sjukfrånvaro", "sjukfranvaro", "Kort och lång", ("long_spell_share",)),
    Place("Sjukfrånvaro", "sjukfranvaro", OF_PRINT, ("manager_sick_leave",)),
    Place("Personal", "personal", "Antal", ("headcount", "employees", "full_time_equivalents", "manager_span")),
    Place("Personal", "personal", "Heltid", ("full_time_share",)),
    Place(
        "Personal",
        "personal",
        "Avgångar",
        ("external_leavers", "external_turnover", "total_turnover", "hires", "pension_age"),
    ),
    Place("Personal", "personal", "Mertid och övertid", ("extra_hours_share", "overtime_share")),
    Place(
        "Personal",
        "personal",
        OF_PRINT,
        ("hme", "avi", "jamix", "manager_index", "healthy_share", "employee_survey", "extra_and_overtime_share"),
    ),
    Place(
        "Volymer",
        "volymer",
        "",
        (
            *("home_care_hours", "care_days", "meals", "sfb_hours", "lss_hours", "residential_places", "occupancy"),
            *("labour_market_places", "labour_market_placements"),
        ),
    ),
    Place("Ekonomi", "ekonomi", "", ("result", "agency_nurses", "home_care_result")),
    Place("Ekonomi", "ekonomi", TURNOVER, ("cost", "revenue")),
    Place("Ekonomi", "ekonomi", INVESTMENTS, ("investment",)),
    Place("Ekonomi", "ekonomi", PURCHASING, ("contract_loyalty", "ecommerce_loyalty")),
)
IN_PARTS = ("sjukfranvaro", "personal")
"""The pages that have a part for what is printed."""


def place_of(measure: str, *, printed: bool = False) -> Place:
    """Where a measure stands, month by month or as it is printed; what stands nowhere else stands on Mål."""
    found = next((place for place in PLACES if measure in place.measures), Place("Mål", "mal", "", (measure,)))
    return replace(found, part=OF_PRINT) if printed and found.page in IN_PARTS else found
