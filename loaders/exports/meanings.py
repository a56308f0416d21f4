"""What words around a table may say of all its numbers: what is asked, and what becomes of the file."""

import re
from dataclasses import dataclass

from loaders.swedish.periods import MONTHS

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"20\d\d"


@dataclass(frozen=True)
class Meaning:
    """Words that may say something of all numbers: what is asked, and what it is if they do.

    `usual` are the exports whose numbers are so anyway. `instead` is what to export; nothing where the numbers can be
    used all the same.
    """

    name: str
    words: str
    asks: str
    no: str
    yes: str
    refused: str = ""
    instead: str = ""
    usual: tuple[str, ...] = ()

    def found(self, text: str) -> bool:
        """Whether a text says it."""
        return re.search(self.words, text) is not None


_OWN_MONTH = "månadens egna tal: ta ut en månad i taget, eller månaderna var för sig, utan ackumulering"
_WHOLE_YEAR = r"hel(?:t |a )?år\w*|års(?:budget|utfall|ram|total|summa)\w*|(?:årets|hela året)\b|årsbasis"

MEANINGS = (
    Meaning(
        "accumulated",
        r"\back(?![a-zåäö])|\backum|\back(?:utfall|budget)|\bacc\b|\bytd\b|\bt\.o\.m|\bt o m\b|\btill och med\b"
        rf"|\btom\.? (?:\d|{_MONTH})|\bhittills\b|\bsedan \w*start|\bsedan års?|\bkumul|\baggreg|\bi år\b"
        r"|\binnevarande år",
        "Är talen ackumulerade?",
        "Nej, varje månads tal är månadens egna",
        "Ja, talen är ackumulerade: filen läses då inte in",
        "talen är ackumulerade, och går inte att lägga ihop månad för månad",
        _OWN_MONTH,
        ("forecast",),
    ),
    Meaning(
        "whole year",
        rf"\b(?:{_WHOLE_YEAR})|\bper år\b|\(år\)|\bbudget\w*\b.*\b(?:avser|för) (?:år )?{_YEAR}\b(?![-\d])",
        "Gäller något av talen hela året?",
        "Nej, varje månads tal är månadens egna",
        "Ja, utfall eller budget är hela årets: filen läses då inte in",
        "tal för hela året står i månadens rader",
        "månadens egna tal, t.ex. periodens budget i stället för årsbudgeten",
        ("forecast", "key_figures"),
    ),
    Meaning(
        "rolling",
        r"\brullande\b|\br ?12\b|\b(?:12|tolv)[ -]?mån|\b(?:senaste|sista) (?:\d+|tolv|tre|sex) ",
        "Är talen rullande, över flera månader?",
        "Nej, varje månads tal är månadens egna",
        "Ja, talen är rullande: filen läses då inte in",
        "talen är rullande över flera månader, och går inte att lägga ihop",
        _OWN_MONTH,
        ("key_figures",),
    ),
    Meaning(
        "average",
        r"\bmedel(?:tal|värde|antal)|\bgenomsnitt|\bsnitt\b|\bmedian",
        "Är talen medelvärden?",
        "Nej, talen är summor och antal",
        "Ja, talen är medelvärden: filen läses då inte in",
        "talen är medelvärden, och går inte att lägga ihop",
        "summor och antal; andelar och medelvärden räknas ut här",
        ("key_figures",),
    ),
    Meaning(
        "percent",
        r"%|\bprocent|\bandel(?:ar)?\b",
        "Är talen procent eller andelar?",
        "Nej, talen är timmar, antal eller belopp",
        "Ja, talen är andelar: filen läses då inte in",
        "talen är andelar, och går inte att lägga ihop",
        "timmar, antal eller belopp; andelar räknas ut här",
        ("key_figures",),
    ),
    Meaning(
        "each",
        r"\bindex|\bper (?:1 ?000|tusen|100 ?000)"
        r"|\bper (?:brukare|invånare|anställd|timme|plats|elev|årsarbetare|capita|kund|dag|vecka)",
        "Är talen per person, plats, dag eller liknande?",
        "Nej, talen är hela månadens",
        "Ja, talen är kvoter: filen läses då inte in",
        "talen är kvoter, och går inte att lägga ihop",
        "timmar, antal eller belopp; kvoter räknas ut här",
        ("key_figures",),
    ),
    Meaning(
        "other unit of time",
        r"\bsekund|\b(?:i|tid|tider|enhet)[ :]+(?:dagar|dygn|veckor)\b",
        "Är tiderna i dagar, sekunder eller liknande?",
        "Nej, tiderna är timmar",
        "Ja, de är inte timmar: filen läses då inte in",
        "tiderna är inte timmar",
        "tider i timmar",
        ("ledger", "forecast", "investment", "housing", "meals", "key_figures"),
    ),
    Meaning(
        "week",
        r"\bveck(?:a|or|an|orna|ovis|onr)\b|\bv\.? ?\d{1,2}\b",
        "Gäller raderna veckor i stället för månader?",
        "Nej, raderna är hela månader",
        "Ja, raderna är veckor: filen läses då inte in",
        "raderna är veckor, som inte går jämnt upp i månader",
        "samma tal per månad",
    ),
    Meaning(
        "other scenario",
        r"\bofullst|\borevid|\b(?:ej|inte) (?:fullst|slutlig|klar|komplett)"
        r"|\barbetsmat|\bprognos|\bpreliminär|\bprel\b|\bsimuler|\bförslag|\butkast\b",
        "Är talen en prognos eller preliminära?",
        "Nej, talen är utfall",
        "Ja, det är inte utfall: filen läses då inte in",
        "talen är inget utfall",
        "utfallet, när månaden är stängd",
        ("forecast",),
    ),
    Meaning(
        "part",
        r"\bexkl|\binkl|\butom\b|\bförutom\b|\bundanta|\bendast\b|\benbart\b|\butan\b|\bbara\b"
        r"|\b(?:ej|inte) (?:med|inkl)|\bingår (?:ej|inte)\b",
        "Är något utelämnat, eller med, som inte ska vara det?",
        "Nej, talen är de som ska läsas in",
        "Ja, något saknas eller är för mycket: filen läses då inte in",
        "talen är inte de som exporten ska ha",
        "ett uttag utan den avgränsningen",
    ),
    Meaning(
        "sign",
        r"\bomvän[td]|\bteckenvä|\bombytt",
        "Är tecknen omvända?",
        "Nej, intäkter är minus och kostnader plus",
        "Ja, tecknen är omvända: filen läses då inte in",
        "talens tecken är omvända",
        "ett uttag med intäkter minus och kostnader plus",
        ("sick_leave", "staff", "home_care", "housing", "assistance", "meals", "key_figures"),
    ),
)

SEVERAL = Meaning(
    "several months",
    "",
    "Är talen summor för flera månader?",
    "Nej, varje månads tal är månadens egna",
    "Ja, varje rad gäller flera månader: filen läses då inte in",
    "varje rad gäller flera månader, och går inte att dela upp",
    _OWN_MONTH,
)

OTHER_YEAR = Meaning(
    "other year",
    "",
    "Gäller talen ett annat år än det som står i raderna?",
    "Nej, radernas år är rätt",
    "Ja, något av åren är fel: filen läses då inte in",
    "texten säger ett annat år än raderna",
    "samma år överallt",
)
