"""Every number we show, defined once: Swedish label, definition, source, unit, and which way is better."""

from dataclasses import dataclass, replace
from typing import Literal

Better = Literal["higher", "lower", "neither"]
OverTime = Literal["sum", "average", "last"]


@dataclass(frozen=True)
class Side:
    """An aggregate over the rows of one month of a fact table, in portable SQL, and how months go together.

    `export` is another export than the measure's, `who` other employees: only months that both have count.
    """

    sql: str
    over_time: OverTime = "sum"
    export: str = ""
    who: tuple[tuple[str, str], ...] = ()

    @property
    def apart(self) -> bool:
        """Whether it is summed over other rows than the rest of its measure."""
        return bool(self.export or self.who)


@dataclass(frozen=True)
class Computed:
    """How a measure is computed from an export: its sides are aggregated apart and then divided.

    `where` chooses rows of its export, which is none of people; there `who` chooses employees: ("form", "permanent").
    `budget` is the numerator of the scenario budget. `by_month` is False where a single month says too little, so that
    only twelve months together are shown. A ratio is in `percent`, or plain. `more_than`: it tells of persons where it
    is of fewer, so it is computed only for whole calendar years of everyone in which the denominator is more than that.
    `reading` says in Swedish what is computed, where the definition is that of the printed measure.
    """

    export: str
    numerator: Side
    denominator: Side | None = None
    where: str = "true"
    who: tuple[tuple[str, str], ...] = ()
    budget: Side | None = None
    by_month: bool = True
    percent: bool = True
    more_than: int | None = None
    reading: str = ""

    def side(self, scenario: str) -> Side | None:
        """The numerator of a scenario, None where it has none."""
        return {"outcome": self.numerator, "budget": self.budget}.get(scenario)

    @property
    def exports(self) -> tuple[str, ...]:
        """The exports that it is computed from: two for a ratio across them."""
        other = self.denominator.export if self.denominator else ""
        return tuple(dict.fromkeys(filter(None, (self.export, other))))

    def sums_of(self, export: str, scenario: str) -> list[str]:
        """What a scenario sums of an export's rows."""
        sides = (self.side(scenario), self.denominator)
        return [side.sql for side in sides if side and (side.export or self.export) == export]

    @property
    def only_last(self) -> bool:
        """Whether of several months only the last one counts."""
        return {side.over_time for side in (self.numerator, self.denominator) if side} == {"last"}

    @property
    def adds_up(self) -> bool:
        """Whether it is a sum over all months, which without a part of any of them is not that sum."""
        return self.denominator is None and self.numerator.over_time == "sum"


@dataclass(frozen=True)
class Measure:
    """One measure. `unit` is the base unit in which the warehouse keeps it; `source` says who defines it;
    `definite` is its definite form, for sentences, `short` a shorter label for the end of a line;
    `difference` names two measures whose difference it is, for what only they are published of; `computed` says how
    it is computed from the monthly exports, and `decimals` how many are shown of it then."""

    id: str
    label: str
    unit: str
    better: Better
    definition: str
    source: str
    definite: str = ""
    short: str = ""
    difference: tuple[str, str] | None = None
    computed: Computed | None = None
    decimals: int = 0

    @property
    def name(self) -> str:
        """The label where there is little room, as at the end of a line."""
        return self.short or self.label

    @property
    def subject(self) -> str:
        """The measure as the subject of a sentence: Sjukfrånvaron, Vårddygnen."""
        return self.definite or self.label


_SICK_LEAVE = (
    "Sjukfrånvarotimmar i procent av sammanlagd ordinarie arbetstid. För kvinnor och män: i procent av gruppens egen"
    " ordinarie arbetstid."
)
_LAW = "Lag (1997:614) 4 kap. 1 a §; SKR:s sju nyckeltal"
_REPORT = "Leanlinks verksamhetsberättelser och förvaltningsbudget"
_OUR_READING = "Vår läsning av Leanlinks rapporter; ingen definition anges"
_OUR_OWN = "Vår definition, ur exporten Personal"

_PERMANENT = (("form", "permanent"),)
_REVENUE = "account like '3%'"
_COST = "account not like '3%'"
"""Kommun-Bas: class 3 is revenue, the classes after it are costs."""

_SICK_LEAVE_RATE = Computed(
    "sick_leave",
    Side("sum(sick_hours)"),
    Side("sum(ordinary_hours)"),
    reading="Periodens sjukfrånvarotimmar i procent av periodens ordinarie arbetstid, alla månader sammanlagda.",
)


def _hours(column: str, label: str) -> Measure:
    """Hours of the sick leave export, summed."""
    definition = f"{label} i timmar, som personalsystemet redovisar dem."
    return Measure(
        column, label, "timmar", "neither", definition, _LAW, computed=Computed("sick_leave", Side(f"sum({column})"))
    )


def _permanent_staff(id_: str, columns: str, label: str, definite: str, definition: str) -> Measure:
    """How many permanent employees came or went."""
    computed = Computed("staff", Side(columns), who=_PERMANENT)
    return Measure(id_, label, "personer", "neither", definition, _OUR_OWN, definite=definite, computed=computed)


def _leaving(id_: str, column: str, label: str, definition: str) -> Measure:
    """Those who went in one way in twelve months, of the mean number of permanent employees."""
    computed = Computed(
        "staff", Side(f"sum({column})"), Side("sum(headcount)", "average"), who=_PERMANENT, by_month=False
    )
    full = f"{definition} under tolv månader, i procent av medeltalet tillsvidareanställda under samma månader."
    return Measure(id_, label, "%", "neither", full, _OUR_OWN, computed=computed, decimals=1)


def _as_full_time(id_: str, column: str, name: str) -> Measure:
    """Extra hours as the number of people who would work them."""
    computed = Computed(
        "staff",
        Side(f"sum({column})"),
        Side("sum(worked_hours) / nullif(sum(full_time_equivalents), 0)"),
        percent=False,
    )
    definition = (
        "Periodens timmar delat med den tid som en årsarbetare i samma grupp arbetar under perioden, det vill säga"
        " arbetad tid genom antalet årsarbetare, månad för månad."
    )
    return Measure(
        id_,
        f"{name} i årsarbetare",
        "årsarbetare",
        "neither",
        definition,
        _OUR_OWN,
        definite=f"{name}en",
        computed=computed,
    )


def _per_full_time(days: str, label: str) -> Measure:
    """Hours of sick leave of one length per full-time equivalent: a year's hours by its mean of months."""
    computed = Computed(
        "sick_leave",
        Side(f"sum(sick_hours_{days})"),
        Side("sum(full_time_equivalents)", "average", export="staff"),
        percent=False,
    )
    definition = (
        f"Sjukfrånvarotimmar {label} delat med antalet årsarbetare: periodens timmar genom medeltalet årsarbetare."
        " Bara månader som båda exporterna har räknas."
    )
    return Measure(
        f"sick_per_full_time_{days}",
        f"Sjukfrånvaro {label} per årsarbetare",
        "timmar",
        "lower",
        definition,
        _OUR_READING,
        definite=f"Sjukfrånvaron {label}",
        short=label.capitalize(),
        computed=computed,
    )


_ALL = (
    # Sick leave
    Measure(
        "sick_leave",
        "Total sjukfrånvaro",
        "%",
        "lower",
        _SICK_LEAVE,
        _LAW,
        definite="Sjukfrånvaron",
        decimals=1,
        computed=_SICK_LEAVE_RATE,
    ),
    Measure(
        "manager_sick_leave",
        "Chefers sjukfrånvaro",
        "%",
        "lower",
        f"{_SICK_LEAVE} Endast chefer.",
        _LAW,
        definite="Chefernas sjukfrånvaro",
        decimals=1,
        computed=replace(_SICK_LEAVE_RATE, who=(("manager", "yes"),)),
    ),
    Measure(
        "long_spell_share",
        "Andel långtidssjukfrånvaro",
        "%",
        "lower",
        "Sjukfrånvarotimmar i sjukfall som når 60 dagar eller mer i procent av alla sjukfrånvarotimmar.",
        _LAW,
        definite="Andelen långtidssjukfrånvaro",
        decimals=1,
        computed=Computed("sick_leave", Side("sum(long_spell_hours)"), Side("sum(sick_hours)")),
    ),
    _per_full_time("1_14", "dag 1–14"),
    _per_full_time("15_59", "dag 15–59"),
    _per_full_time("60", "dag 60–"),
    _hours("ordinary_hours", "Ordinarie arbetstid"),
    _hours("sick_hours_1_14", "Sjukfrånvarotimmar dag 1–14"),
    _hours("sick_hours_15_59", "Sjukfrånvarotimmar dag 15–59"),
    _hours("sick_hours_60", "Sjukfrånvarotimmar dag 60–"),
    Measure(
        "healthy_share",
        "Frisktal",
        "%",
        "higher",
        "Andel månadsanställda med mindre än 5 sjukdagar under ett kalenderår. Ett delårsvärde kan inte jämföras med"
        " ett helår.",
        "Leanlinks verksamhetsplan 2020",
        definite="Frisktalet",
    ),
    # Staff
    Measure(
        "external_leavers",
        "Personalavgångar externt",
        "%",
        "lower",
        "Andel av personalen som lämnat kommunen, som Leanlink redovisar den från 2018. Inte samma mått som extern"
        " personalomsättning: de två rör sig åt olika håll och får inte läggas ihop.",
        _OUR_READING,
        definite="De externa personalavgångarna",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(left_externally)"),
            Side("sum(headcount)", "average"),
            who=_PERMANENT,
            by_month=False,
            reading="Tillsvidareanställda som har slutat externt under tolv månader, i procent av medeltalet"
            " tillsvidareanställda under samma månader. Pension och interna avgångar räknas inte med.",
        ),
    ),
    _leaving(
        "internal_leavers",
        "left_internally",
        "Personalavgångar internt",
        "Tillsvidareanställda som har gått till annat arbete inom kommunen",
    ),
    _leaving(
        "retirement_leavers", "retired", "Pensionsavgångar i procent", "Tillsvidareanställda som har gått i pension"
    ),
    _permanent_staff(
        "left_externally",
        "sum(left_externally)",
        "Externa avgångar",
        "De externa avgångarna",
        "Tillsvidareanställda som har lämnat kommunen under perioden, pension oräknad.",
    ),
    _permanent_staff(
        "left_internally",
        "sum(left_internally)",
        "Interna avgångar",
        "De interna avgångarna",
        "Tillsvidareanställda som har gått till annat arbete inom kommunen under perioden.",
    ),
    _permanent_staff(
        "retired",
        "sum(retired)",
        "Pensionsavgångar",
        "Pensionsavgångarna",
        "Tillsvidareanställda som har gått i pension under perioden.",
    ),
    _permanent_staff(
        "leavers",
        "sum(left_externally) + sum(left_internally) + sum(retired)",
        "Avgångar",
        "Avgångarna",
        "Tillsvidareanställda som har slutat under perioden: externt, internt och med pension tillsammans.",
    ),
    _permanent_staff(
        "hires",
        "sum(hired)",
        "Nyanställda",
        "De nyanställda",
        "Nyanställda med tillsvidareanställning under perioden.",
    ),
    Measure(
        "external_turnover",
        "Extern personalomsättning",
        "%",
        "lower",
        "Personalomsättning ut ur kommunen, som Leanlink redovisade den 2017–2019. Inte samma mått som"
        " personalavgångar externt.",
        _OUR_READING,
        definite="Den externa personalomsättningen",
    ),
    Measure(
        "total_turnover",
        "Total personalomsättning",
        "%",
        "lower",
        "Så betecknad i förvaltningsbudgeten 2020; 2018 års värde är detsamma som extern personalomsättning."
        " Värdet för januari–juli 2019 är inte ett årsvärde.",
        _OUR_READING,
    ),
    Measure(
        "full_time_share",
        "Andel heltidsanställningar",
        "%",
        "higher",
        "Heltidsanställda i procent av alla anställda.",
        _OUR_READING,
        definite="Andelen heltidsanställda",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(full_time_headcount)", "last"),
            Side("sum(headcount)", "last"),
            who=_PERMANENT,
            reading="Tillsvidareanställda med heltid i procent av alla tillsvidareanställda, periodens sista månad.",
        ),
    ),
    Measure(
        "headcount",
        "Anställda",
        "personer",
        "neither",
        "Antal anställda, tillsvidare och visstid, periodens sista månad.",
        _OUR_OWN,
        definite="Antalet anställda",
        computed=Computed("staff", Side("sum(headcount)", "last")),
    ),
    Measure(
        "manager_span",
        "Medarbetare per chef",
        "medarbetare",
        "neither",
        "Anställda som inte är chefer delat med dem som är chefer, i samma organisation, periodens sista månad.",
        _OUR_OWN,
        definite="Chefsspannet",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(headcount)", "last"),
            Side("sum(headcount)", "last", who=(("manager", "yes"),)),
            who=(("manager", "no"),),
            percent=False,
        ),
    ),
    Measure(
        "employees",
        "Tillsvidareanställda",
        "personer",
        "neither",
        "Antal tillsvidareanställda.",
        _REPORT,
        definite="Antalet tillsvidareanställda",
        computed=Computed(
            "staff",
            Side("sum(headcount)", "last"),
            who=_PERMANENT,
            reading="Antal tillsvidareanställda i periodens sista månad.",
        ),
    ),
    Measure(
        "full_time_equivalents",
        "Årsarbetare",
        "årsarbetare",
        "neither",
        "Anställningar omräknade till heltid.",
        _REPORT,
        definite="Antalet årsarbetare",
        computed=Computed(
            "staff",
            Side("sum(full_time_equivalents)", "last"),
            reading="Årsarbetare i periodens sista månad, tillsvidare och visstid.",
        ),
    ),
    Measure(
        "extra_hours_share",
        "Mertid",
        "%",
        "neither",
        "Deltidsanställdas timmar utöver den egna sysselsättningsgraden, upp till heltid, i procent av arbetad tid.",
        _OUR_READING,
        definite="Mertiden",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(extra_hours)"),
            Side("sum(worked_hours)"),
            reading="Periodens mertidstimmar i procent av arbetad tid, alla anställningsformer.",
        ),
    ),
    Measure(
        "overtime_share",
        "Övertid",
        "%",
        "lower",
        "Timmar utöver heltid i procent av arbetad tid.",
        _OUR_READING,
        definite="Övertiden",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(overtime_hours)"),
            Side("sum(worked_hours)"),
            reading="Periodens övertidstimmar i procent av arbetad tid, alla anställningsformer.",
        ),
    ),
    _as_full_time("extra_hours_as_full_time", "extra_hours", "Mertid"),
    _as_full_time("overtime_as_full_time", "overtime_hours", "Övertid"),
    Measure(
        "extra_and_overtime_share",
        "Mertid och övertid",
        "%",
        "lower",
        "Mertid och övertid tillsammans, som förvaltningsbudgeten 2020 redovisar dem.",
        _OUR_READING,
    ),
    Measure(
        "pension_age",
        "Avgångsålder pension",
        "år",
        "higher",
        "Genomsnittlig ålder vid avgång med pension.",
        _OUR_READING,
        definite="Pensionsåldern",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(retired_age_sum)"),
            Side("sum(retired)"),
            percent=False,
            more_than=10,
            reading="Medelålder för dem som gick i pension under kalenderåret. Räknas bara för helheten och hela"
            " år då fler än tio gick: en månads eller en liten grupps medelålder kan peka ut personer.",
        ),
    ),
    Measure(
        "hme",
        "Hållbart medarbetarengagemang (HME)",
        "index",
        "higher",
        "Index 0–100 ur medarbetarenkäten: motivation, ledarskap och styrning.",
        "SKR",
        definite="Medarbetarengagemanget (HME)",
    ),
    Measure("hme_managers", "HME chefer", "index", "higher", "HME bland chefer.", "SKR"),
    Measure(
        "employee_survey",
        "Medarbetarundersökning",
        "index",
        "higher",
        "Medarbetarundersökningens index, som målet om en effektiv organisation redovisar det.",
        _REPORT,
    ),
    Measure(
        "avi",
        "Attraktiv arbetsgivarindex (AVI)",
        "index",
        "higher",
        "Nyckeltalsinstitutets index av nio nyckeltal. Räknas inte om här.",
        "Nyckeltalsinstitutet",
        definite="Attraktiv arbetsgivarindex",
    ),
    Measure(
        "jamix",
        "Jämställdhetsindex (Jämix)",
        "index",
        "higher",
        "Nyckeltalsinstitutets jämställdhetsindex av nio nyckeltal. Räknas inte om här.",
        "Nyckeltalsinstitutet",
        definite="Jämställdhetsindex",
    ),
    Measure(
        "manager_index",
        "Chefsindex",
        "index",
        "higher",
        "Index för chefers förutsättningar.",
        _OUR_READING,
        definite="Chefsindex",
    ),
    Measure(
        "manager_balance",
        "Balanstal chefer",
        "index",
        "neither",
        "Som det redovisas i verksamhetsberättelsen 2019; bara värdet för kvinnor anges.",
        _OUR_READING,
    ),
    Measure(
        "manager_turnover",
        "Chefsomsättning",
        "%",
        "lower",
        "Andel tillsvidareanställda chefer som har börjat eller slutat.",
        _REPORT,
    ),
    Measure(
        "managers_non_nordic",
        "Chefer med utomnordisk bakgrund",
        "%",
        "neither",
        "Andel chefer med utomnordisk bakgrund.",
        _REPORT,
    ),
    Measure("manager_programme", "Chefsprogram", "", "neither", "Genomfört enligt plan eller inte.", _REPORT),
    Measure(
        "formal_competence",
        "Formell kompetens",
        "%",
        "higher",
        "Nya funktioner som avlastar verksamheten: andel med formell kompetens.",
        _REPORT,
    ),
    # Volumes
    Measure(
        "home_care_hours",
        "Hemtjänsttimmar",
        "timmar",
        "neither",
        "Debiterade timmar i hemtjänsten: beviljade till och med 2018, utförda från 2019. Dubbelbemanning räknas med"
        " från 2018.",
        "Verksamhetsberättelse 2021",
        definite="Hemtjänsttimmarna",
        short="Hemtjänst",
        computed=Computed(
            "home_care", Side("sum(case when of_month < date '2019-01-01' then granted_hours else performed_hours end)")
        ),
    ),
    Measure(
        "care_days",
        "Vårddygn",
        "dygn",
        "neither",
        "Belagda vårddygn i vårdboende.",
        _REPORT,
        definite="Vårddygnen",
        computed=Computed("housing", Side("sum(occupied_days)")),
    ),
    Measure(
        "sfb_hours",
        "Personlig assistans enligt SFB",
        "timmar",
        "neither",
        "Timmar med beslut enligt socialförsäkringsbalken.",
        _REPORT,
        definite="Assistanstimmarna enligt SFB",
        short="SFB",
        computed=Computed("assistance", Side("sum(hours)"), where="law = 'sfb'"),
    ),
    Measure(
        "lss_hours",
        "Personlig assistans enligt LSS",
        "timmar",
        "neither",
        "Timmar med beslut enligt LSS.",
        _REPORT,
        definite="Assistanstimmarna enligt LSS",
        short="LSS",
        computed=Computed("assistance", Side("sum(hours)"), where="law = 'lss'"),
    ),
    Measure(
        "residential_places",
        "Boendeplatser, Råd och Stöd",
        "platser",
        "neither",
        "Antal platser i december.",
        _REPORT,
        definite="Boendeplatserna",
    ),
    Measure(
        "labour_market_places",
        "Arbetsmarknadsplatser",
        "platser",
        "neither",
        "Platser i uppdraget, som volymtabellerna redovisar dem. Indikatorn med samma namn är ett annat mått.",
        _REPORT,
        definite="Arbetsmarknadsplatserna",
    ),
    Measure(
        "labour_market_placements",
        "Arbetsmarknadsplatser (indikator)",
        "platser",
        "higher",
        "Nämndindikatorn Antal arbetsmarknadsplatser under målet Nya vägar för kompetensförsörjning. Inte samma mått"
        " som volymtabellens.",
        "Verksamhetsberättelse 2021",
    ),
    Measure(
        "meals",
        "Måltider",
        "st",
        "neither",
        "Antal levererade måltider.",
        _REPORT,
        definite="Måltiderna",
        computed=Computed("meals", Side("sum(served)")),
    ),
    Measure(
        "occupancy",
        "Beläggning i vårdboende",
        "%",
        "higher",
        "Belagda dygn i procent av platser × dagar.",
        "Verksamhetsberättelse 2021, löptext",
        decimals=1,
        computed=Computed("housing", Side("sum(occupied_days)"), Side("sum(place_days)")),
    ),
    # Economy
    Measure(
        "result",
        "Resultat",
        "tkr",
        "higher",
        "Intäkter minus kostnader; plus är överskott. Rapporterna kallar det nettokostnad: verksamhetsberättelserna"
        " skriver den med resultatets tecken, budgeten med kostnadens.",
        _REPORT,
        definite="Resultatet",
        computed=Computed("ledger", Side("-sum(outcome) / 1000"), budget=Side("-sum(budget) / 1000")),
    ),
    Measure(
        "cost",
        "Kostnader",
        "tkr",
        "neither",
        "Verksamhetens kostnader.",
        _REPORT,
        definite="Kostnaderna",
        computed=Computed("ledger", Side("sum(outcome) / 1000"), where=_COST, budget=Side("sum(budget) / 1000")),
    ),
    Measure(
        "revenue",
        "Intäkter",
        "tkr",
        "neither",
        "Verksamhetens intäkter.",
        _REPORT,
        definite="Intäkterna",
        computed=Computed("ledger", Side("-sum(outcome) / 1000"), where=_REVENUE, budget=Side("-sum(budget) / 1000")),
    ),
    Measure(
        "result_share",
        "Ekonomiskt resultat i procent",
        "%",
        "neither",
        "Som det redovisas; basen växlar mellan åren (1,4 % för 2020 är inte resultat genom intäkter, 0,5 %)."
        " Målet gäller budgetavvikelsen, inte resultatet, och bedöms därför inte här.",
        "Verksamhetsberättelse 2021",
    ),
    Measure(
        "home_care_result",
        "Resultat i hemtjänsten",
        "tkr",
        "higher",
        "Hemtjänstens bokförda resultat inom Äldreomsorg; minus är underskott.",
        "Verksamhetsberättelse 2019, löptext",
        definite="Hemtjänstens resultat",
    ),
    Measure(
        "agency_nurses",
        "Inhyrda sjuksköterskor",
        "tkr",
        "lower",
        "Kostnad för inhyrda sjuksköterskor från bemanningsföretag.",
        "Verksamhetsberättelse 2021, löptext",
        definite="Kostnaden för inhyrda sjuksköterskor",
    ),
    Measure(
        "investment",
        "Investeringar, netto",
        "tkr",
        "neither",
        "Utgifter minus inkomster under året.",
        _REPORT,
        difference=("investment_expenditure", "investment_income"),
        definite="Investeringarna",
        computed=Computed("investment", Side("sum(outcome) / 1000")),
    ),
    Measure("investment_expenditure", "Investeringsutgifter", "tkr", "neither", "Utgifter under året.", _REPORT),
    Measure("investment_income", "Investeringsinkomster", "tkr", "neither", "Inkomster under året.", _REPORT),
    Measure(
        "investment_completed",
        "Investeringar, färdigställda projekt",
        "tkr",
        "neither",
        "Årets nettoinvesteringar i färdigställda projekt.",
        _REPORT,
    ),
    Measure(
        "investment_ongoing",
        "Investeringar, pågående projekt",
        "tkr",
        "neither",
        "Årets nettoinvesteringar i pågående projekt.",
        _REPORT,
    ),
    Measure(
        "investment_since_start",
        "Investeringar sedan projektens start",
        "tkr",
        "neither",
        "Ackumulerade nettoinvesteringar sedan projekten startade.",
        _REPORT,
    ),
    Measure(
        "investment_completed_since_start",
        "Färdigställda projekt sedan start",
        "tkr",
        "neither",
        "Ackumulerade nettoinvesteringar i färdigställda projekt.",
        _REPORT,
    ),
    Measure(
        "investment_ongoing_since_start",
        "Pågående projekt sedan start",
        "tkr",
        "neither",
        "Ackumulerade nettoinvesteringar i pågående projekt.",
        _REPORT,
    ),
    Measure(
        "contract_loyalty",
        "Avtalstrohet",
        "%",
        "higher",
        "Andel av inköpen som görs på kommunens avtal.",
        _OUR_READING,
        definite="Avtalstroheten",
        short="Avtal",
    ),
    Measure(
        "ecommerce_loyalty",
        "E-handelstrohet",
        "%",
        "higher",
        "Andel av inköpen som görs i e-handeln.",
        _OUR_READING,
        definite="E-handelstroheten",
        short="E-handel",
    ),
    Measure(
        "action_plan_effect",
        "Effekt av åtgärdsplan",
        "tkr",
        "higher",
        "Beräknad besparing på årsbasis.",
        "Åtgärdsplan 2020",
    ),
    Measure(
        "vehicle_review_effect",
        "Effekt av fordonsöversyn",
        "tkr",
        "higher",
        "Besparingsmål på årsbasis.",
        "Åtgärdsplan 2020",
    ),
    Measure(
        "vehicle_review_share",
        "Effekt av fordonsöversyn, andel",
        "%",
        "higher",
        "Besparingsmål i procent av fordonskostnaderna.",
        "Åtgärdsplan 2020",
    ),
    # Goals and quality
    Measure(
        "customer_satisfaction",
        "Nöjda kunder och brukare",
        "%",
        "higher",
        "Andel nöjda kunder och brukare.",
        _REPORT,
    ),
    Measure(
        "home_care_satisfaction",
        "Nöjda kunder, hemtjänst",
        "%",
        "higher",
        "Kundnöjdhet i kundenkät.",
        "Verksamhetsberättelse 2021, fotnot",
    ),
    Measure(
        "nursing_home_satisfaction",
        "Nöjda kunder, särskilt boende",
        "%",
        "higher",
        "Kundnöjdhet i kundenkät.",
        "Verksamhetsberättelse 2021, fotnot",
    ),
    Measure("current_agreements", "Aktuella avtal", "%", "higher", "Andel tydliga och aktuella avtal.", _REPORT),
    Measure(
        "clear_agreements",
        "Tydliga avtal och uppdrag",
        "%",
        "higher",
        "Andel tydliga avtal och uppdrag.",
        _REPORT,
    ),
    Measure("participation", "Upplevd delaktighet", "%", "higher", "Andel som upplever delaktighet.", _REPORT),
    Measure(
        "administration_time",
        "Administrationstid",
        "",
        "lower",
        "Målet är en förändring; inget utfall redovisas.",
        _REPORT,
    ),
    Measure(
        "digital_projects",
        "Verkställda digitaliseringsprojekt",
        "%",
        "higher",
        "Andel verkställda projekt enligt digitaliseringsplanen från maj 2019.",
        _REPORT,
    ),
    Measure(
        "climate_awareness",
        "Medvetenhet om miljöinsatser",
        "%",
        "higher",
        "Medvetenhet om verksamhetens insatser för att minska miljöpåverkan.",
        _REPORT,
    ),
    Measure("goal_assessment", "Måluppfyllelse", "", "neither", "Rapportens egen bedömning av målet.", _REPORT),
    Measure(
        "assignment_status",
        "Strategiska utvecklingsuppdrag",
        "",
        "neither",
        "Rapportens status för uppdraget.",
        "Verksamhetsberättelse 2019",
    ),
    Measure(
        "activity_follow_up",
        "Planerade aktiviteter",
        "",
        "neither",
        "När aktiviteten ska vara slutförd eller följas upp.",
        "Verksamhetsplan 2020",
    ),
    Measure(
        "prose",
        "Uppgifter i löptext",
        "",
        "neither",
        "Daterade uppgifter som bara står i rapporternas löptext.",
        _REPORT,
    ),
)

MEASURES = {measure.id: measure for measure in _ALL}
