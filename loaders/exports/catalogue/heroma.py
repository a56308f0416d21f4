"""Heroma: sick leave and staff, rows of groups of employees."""

from loaders.exports.catalogue.columns import ADMINISTRATION, AREA, MONTH, UNIT
from loaders.exports.export import AtMost, Column, Export, SumsTo

GENDERS = {"kvinna": "women", "kvinnor": "women", "k": "women", "man": "men", "män": "men", "m": "men"}
GENDER = Column("gender", ("Kön", "Juridiskt kön"), "choice", choices=GENDERS, divides=True)
FORMS = {
    "tillsvidare": "permanent",
    "tillsvidareanställd": "permanent",
    "tillsvidareanställning": "permanent",
    "tv": "permanent",
    "visstid": "temporary",
    "visstidsanställd": "temporary",
    "visstidsanställning": "temporary",
    "vikariat": "temporary",
    "vik": "temporary",
}
FORM = Column(
    "form", ("Anställningsform", "Anst.form", "Anställningsform (grupp)"), "choice", choices=FORMS, divides=True
)
YES_NO = {"ja": "yes", "j": "yes", "1": "yes", "true": "yes", "nej": "no", "n": "no", "0": "no", "false": "no"}
MANAGER = Column("manager", ("Chef", "Chef ja/nej", "Är chef"), "choice", choices=YES_NO, divides=True)
YOUNG = {"-29": "-29", "≤29": "-29", "<=29": "-29", "29 år eller yngre": "-29", "0-29": "-29", "t.o.m. 29": "-29"}
YOUNG |= {"-29 år": "-29", "29 och yngre": "-29"}
MIDDLE = {"30-49": "30-49", "30-49 år": "30-49"}
OLD = {"50-": "50-", "≥50": "50-", ">=50": "50-", "50 år eller äldre": "50-", "50+": "50-", "50- år": "50-"}
OLD |= {"50 och äldre": "50-"}
FIFTIES = {"50-59": "50-59", "50-59 år": "50-59", "60-64": "60-64", "60-64 år": "60-64"}
OLDEST = {"65-": "65-", "≥65": "65-", ">=65": "65-", "65 år eller äldre": "65-", "65+": "65-", "65- år": "65-"}
AGE_HEADINGS = ("Åldersgrupp", "Ålder", "Åldersintervall")

SICK_LEAVE = Export(
    id="sick_leave",
    name="Sjukfrånvaro",
    system="Heroma",
    columns=(
        MONTH,
        ADMINISTRATION,
        AREA,
        UNIT,
        GENDER,
        Column("age", AGE_HEADINGS, "choice", choices=YOUNG | MIDDLE | OLD, divides=True),
        FORM,
        MANAGER,
        Column("employees", ("Antal anställda", "Antal anst", "Anställda"), "count"),
        Column("ordinary_hours", ("Ordinarie arbetstid", "Ordinarie timmar", "Ord. arbetstid (tim)"), "hours"),
        Column("sick_hours", ("Sjukfrånvaro timmar", "Sjuktimmar", "Sjukfrånvarotimmar"), "hours"),
        Column("sick_hours_1_14", ("Varav dag 1-14", "Sjuktimmar dag 1-14", "Dag 1-14"), "hours", seldom="spells"),
        Column("sick_hours_15_59", ("Varav dag 15-59", "Sjuktimmar dag 15-59", "Dag 15-59"), "hours", seldom="spells"),
        Column(
            "sick_hours_60",
            ("Varav dag 60-", "Sjuktimmar dag 60-", "Dag 60-", "Varav dag 60 eller mer"),
            "hours",
            seldom="spells",
        ),
        Column(
            "long_spell_hours",
            ("Timmar i sjukfall som når 60 dagar", "Sjuktimmar i fall 60 dagar eller mer", "Långtidssjukfrånvaro tim"),
            "hours",
            seldom="spells",
        ),
    ),
    key=("month", "area", "unit", "gender", "age", "form", "manager"),
    owner=("area",),
    place=("area",),
    headline=("ordinary_hours", "sick_hours"),
    rules=(
        AtMost("sick_hours", "ordinary_hours"),
        SumsTo(("sick_hours_1_14", "sick_hours_15_59", "sick_hours_60"), "sick_hours"),
        AtMost("sick_hours_60", "long_spell_hours"),
        AtMost("long_spell_hours", "sick_hours"),
    ),
    people="employees",
    example=(
        *("2021-03", "Leanlink", "Äldreomsorg", "Hemtjänst Norr 1", "kvinna", "30-49", "tillsvidare", "nej"),
        *(42, 6120, 480, 150, 90, 240, 260),
    ),
    everywhere=True,
)

STAFF = Export(
    id="staff",
    name="Personal",
    system="Heroma",
    columns=(
        MONTH,
        UNIT,
        GENDER,
        Column("age", AGE_HEADINGS, "choice", choices=YOUNG | MIDDLE | FIFTIES | OLDEST, divides=True),
        FORM,
        MANAGER,
        Column("headcount", ("Antal anställda", "Anställda", "Antal anst"), "count"),
        Column("full_time_headcount", ("Varav heltid", "Heltidsanställda", "Antal heltid"), "count"),
        Column("full_time_equivalents", ("Årsarbetare", "Antal årsarbetare"), "amount"),
        Column("hired", ("Nyanställda", "Antal nyanställda", "Rekryterade"), "count", seldom="hired"),
        Column(
            "left_externally",
            ("Avgångar externt", "Slutat externt", "Externa avgångar"),
            "count",
            seldom="left_externally",
        ),
        Column(
            "left_internally",
            ("Avgångar internt", "Slutat internt", "Interna avgångar"),
            "count",
            seldom="left_internally",
        ),
        Column("retired", ("Pensionsavgångar", "Pensionerade", "Avgångar pension"), "count", seldom="retired"),
        Column("retired_age_sum", ("Summa ålder vid pension", "Pensionsålder summa"), "amount", seldom="retired"),
        Column("extra_hours", ("Mertid timmar", "Mertid", "Mertid (tim)"), "hours", seldom="extra_hours"),
        Column("overtime_hours", ("Övertid timmar", "Övertid", "Övertid (tim)"), "hours", seldom="overtime_hours"),
        Column("worked_hours", ("Arbetad tid", "Arbetade timmar", "Arbetad tid (tim)"), "hours"),
    ),
    key=("month", "unit", "gender", "age", "form", "manager"),
    owner=("unit",),
    place=("unit",),
    headline=("headcount", "left_externally"),
    rules=(AtMost("full_time_headcount", "headcount"),),
    people="headcount",
    example=(
        *("2021-03", "Hemtjänst Norr 1", "kvinna", "60-64", "tillsvidare", "nej"),
        *(8, 5, 6.75, 0, 1, 0, 1, 64, 38.5, 12.25, 890),
    ),
    everywhere=True,
)
