"""What a template tells those who fill it in: of each column and of the whole."""

from collections.abc import Sequence

from loaders.exports.columns import expected
from loaders.exports.export import NUMBERS, SAMPLE_MARK, TOTAL_WORDS, AtMost, Column, Export, SumsTo

LONGEST_TEXT = 255
"""Excel shows longer texts in cells of the format Text as ####."""

MONTH_SPELLINGS = ("2021-03", "202103", "2021/03", "03-2021", "mars 2021", "mar 2021", "mar-21", "2021 mars")


def wanted(column: Column) -> str:
    """What a person who fills in the template should write: of a choice's spellings the first."""
    if column.kind == "choice":
        return f"något av: {', '.join(spellings(column))}"
    if column.kind == "money":
        return expected(column).replace("belopp", "belopp i kr")
    if column.kind in ("text", "code"):
        return f"{expected(column)} på högst {LONGEST_TEXT} tecken"
    return expected(column)


def spellings(column: Column) -> list[str]:
    """One spelling of each choice, the first that is declared."""
    first: dict[str, str] = {}
    for spelling, kept in column.choices.items():
        first.setdefault(kept, spelling)
    return list(first.values())


def advice(export: Export) -> dict[str, str]:
    """What goes for the whole file, by subject."""
    money = next((column.heading for column in export.columns if column.kind == "money"), "")
    advice = {
        "En rad för varje": f"{capital(key_in_words(export))}. Två rader som är lika i allt detta är ett fel.",
        "Uppgifter om personer": _of_persons(export),
        "Perioder": _periods(export),
        "Tomma celler": "En tom cell är ett fel; skriv 0 om det är noll. Helt tomma rader hoppas över.",
        "Summarader": _totals(export),
        "Belopp": f"Kronor. Med tkr eller mnkr i rubriken, t.ex. ”{money} (tkr)”, räknas beloppen om." if money else "",
        "Tecken": export.sign,
        "Andra kolumner": "Kolumnernas ordning är fri. Kolumner med andra rubriker än de här läses inte.",
        "Innan filen läses in": f"Ta bort raden som börjar med {SAMPLE_MARK} och den grå exempelraden.",
    }
    return {subject: text for subject, text in advice.items() if text}


def _of_persons(export: Export) -> str:
    text = (
        "Inga personnummer, namn eller andra uppgifter som pekar ut en person får finnas någonstans i filen. "
        "En sådan fil nekas, och inget av den sparas."
    )
    if not export.people:
        return text
    heading = export.column(export.people).heading
    return f"{text} Rader räknar grupper: en fil där nästan alla rader har högst 1 i {heading} nekas också."


def _periods(export: Export) -> str:
    kinds = {column.kind for column in export.columns}
    sentences = []
    if kinds & {"month", "period"}:
        sentences.append(f"En månad kan skrivas {', '.join(MONTH_SPELLINGS)} eller som datumet 2021-03-01.")
    if kinds & {"year", "period"}:
        sentences.append("Ett år skrivs 2021.")
    if "date" in kinds:
        sentences.append("Ett datum skrivs 2021-03-31.")
    return " ".join(sentences)


def _totals(export: Export) -> str:
    words = _listed([word.capitalize() for word in TOTAL_WORDS], "eller")
    text = f"En rad som börjar med {words} räknas inte med"
    numbers = [column for column in export.columns if column.kind in NUMBERS]
    if not any(column.adds_up for column in numbers):
        return f"{text}."
    apart = [column.heading for column in numbers if not column.adds_up]
    excepted = f", utom i {_listed(apart)}" if apart else ""
    return f"{text}, men kontrolleras: den ska stämma med raderna ovanför{excepted}."


def presence(column: Column) -> str:
    """Whether a file must have the column."""
    if column.elsewhere:
        example = "2021-03" if column.kind == "month" else "Äldreomsorg"
        return f"Ja, eller som bladets namn, eller på en rad ovanför tabellen: ”{column.heading}: {example}”"
    return "Ja" if column.required else "Nej"


def bounds(export: Export, column: Column) -> str:
    """The rules that a column has part in, in words."""
    found = []
    for rule in export.rules:
        whole = export.column(rule.whole).heading
        parts = [export.column(part).heading for part in _parts(rule)]
        if column.heading == whole:
            found.append(f"minst {parts[0]}" if isinstance(rule, AtMost) else f"lika med {' + '.join(parts)}")
        elif column.heading in parts:
            found.append(f"högst {whole}" if isinstance(rule, AtMost) else f"{' + '.join(parts)} är lika med {whole}")
    return capital("; ".join(found))


def _parts(rule: AtMost | SumsTo) -> tuple[str, ...]:
    return (rule.part,) if isinstance(rule, AtMost) else rule.parts


def key_in_words(export: Export) -> str:
    """What no two rows have alike, in words."""
    # A period's last day is kept as one more column, which no file has.
    headings = [column.heading for column in export.columns if column.name in export.key]
    return f"kombination av {_listed(headings)}"


def _listed(words: Sequence[str], link: str = "och") -> str:
    return f" {link} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def capital(text: str) -> str:
    """The text with a capital at its beginning and nothing else changed."""
    return text[:1].upper() + text[1:]
