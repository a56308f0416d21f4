"""Treserva and TES: home care, housing and personal assistance."""

from loaders.exports.catalogue.columns import MONTH
from loaders.exports.export import AtMost, Column, Export

LAWS = {"sfb": "sfb", "socialförsäkringsbalken": "sfb", "lass": "sfb", "lss": "lss"}

HOME_CARE = Export(
    id="home_care",
    name="Hemtjänst",
    system="Treserva/TES",
    columns=(
        MONTH,
        Column("provider", ("Utförare", "Leverantör", "Utförarnamn"), "text", divides=True),
        Column("district", ("Område", "Hemtjänstområde", "Geografiskt område"), "text", divides=True),
        Column("granted_hours", ("Beviljade timmar", "Beviljad tid", "Beviljat"), "hours"),
        Column("performed_hours", ("Utförda timmar", "Utförd tid", "Utfört"), "hours"),
        Column(
            "double_staffed_hours",
            ("Varav dubbelbemanning", "Dubbelbemanning", "Dubbelbemannad tid"),
            "hours",
            spare=True,
        ),
        Column("users", ("Antal brukare", "Brukare", "Antal kunder"), "count", unique=True, spare=True),
    ),
    key=("month", "provider", "district"),
    owner=("provider",),
    place=("provider",),
    headline=("granted_hours", "performed_hours"),
    rules=(AtMost("double_staffed_hours", "performed_hours"),),
    has_others=True,
    example=("2021-03", "Leanlink", "Norr", 5400.5, 4980.25, 310.5, 215),
)

HOUSING = Export(
    id="housing",
    name="Boende",
    system="Treserva",
    columns=(
        MONTH,
        Column("home", ("Boende", "Vårdboende", "Enhet", "Boendets namn"), "text", divides=True),
        Column("place_days", ("Platsdygn", "Tillgängliga dygn", "Platser x dygn"), "amount"),
        Column("occupied_days", ("Belagda dygn", "Vårddygn", "Belagda platsdygn"), "amount"),
    ),
    key=("month", "home"),
    owner=("home",),
    place=("home",),
    headline=("occupied_days",),
    rules=(AtMost("occupied_days", "place_days"),),
    example=("2021-03", "Vårdboende Eken", 1488, 1430),
)

ASSISTANCE = Export(
    id="assistance",
    name="Assistans",
    system="Treserva",
    columns=(
        MONTH,
        Column(
            "law",
            ("Lagrum", "Lag", "SFB/LSS", "Beslut enligt"),
            "choice",
            choices=LAWS,
            across=tuple(LAWS),
            divides=True,
            called={"sfb": "SFB", "lss": "LSS"},
        ),
        Column("hours", ("Timmar", "Assistanstimmar", "Antal timmar", "Utförda assistanstimmar"), "hours"),
    ),
    key=("month", "law"),
    owner=("law",),
    place=(),
    headline=("hours",),
    example=("2021-03", "sfb", 12340.5),
)
