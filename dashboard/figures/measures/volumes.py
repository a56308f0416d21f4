"""Volumes: what is delivered, and the places that there are."""

from dashboard.figures.measures.measure import REPORT, Computed, Measure, Side

VOLUMES = (
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
        REPORT,
        definite="Vårddygnen",
        computed=Computed("housing", Side("sum(occupied_days)")),
    ),
    Measure(
        "sfb_hours",
        "Personlig assistans enligt SFB",
        "timmar",
        "neither",
        "Timmar med beslut enligt socialförsäkringsbalken.",
        REPORT,
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
        REPORT,
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
        REPORT,
        definite="Boendeplatserna",
    ),
    Measure(
        "labour_market_places",
        "Arbetsmarknadsplatser",
        "platser",
        "neither",
        "Platser i uppdraget, som volymtabellerna redovisar dem. Indikatorn med samma namn är ett annat mått.",
        REPORT,
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
        REPORT,
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
)
