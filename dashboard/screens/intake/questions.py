"""What the page Ladda data asks of the files that were dropped: one list, answered before anything is loaded."""

from collections.abc import Sequence

import streamlit as st

from dashboard.screens.frame import notice
from dashboard.screens.intake.history import mapped_in_words
from dashboard.share.markup import plain
from loaders.intake.trial import Trial
from loaders.problems import Question
from loaders.reading.ledger import Mapped
from loaders.told import option_in_words

SAID = "sagt"
"""Where the session keeps what was answered of the files that lie in the drop zone."""


def said() -> tuple[Mapped, ...]:
    """What was answered of the files that lie in the drop zone."""
    answers: tuple[Mapped, ...] = st.session_state.get(SAID, ())
    return answers


def forget_answers() -> None:
    """Begin anew: other files lie in the drop zone."""
    st.session_state[SAID] = ()


def questions(trial: Trial) -> None:
    """Ask what only a person knows of these files; the answers hold from this load on, as long as it stands."""
    asked = trial.questions
    if not asked:
        return
    with st.form("fragor"):
        st.markdown("**Svara, så provläses filerna om.** Inget läses in förrän du trycker på Läs in.")
        answers = [(question, _asked(question)) for question in asked]
        if st.form_submit_button("Svara", icon=":material/check:"):
            chosen = [Mapped.answering(question, answer) for question, answer in answers if answer]
            st.session_state[SAID] = (*said(), *chosen)
            st.rerun()


def _asked(question: Question) -> str | None:
    """A question with where it stands and what stands there; what the file itself proves is chosen already."""
    place = ", ".join(filter(None, (question.file, question.sheet and f"blad {question.sheet}", question.cell)))
    st.markdown(plain(f"{place}: {question.found}."))
    means = {option.answer: option_in_words(option) for option in question.options}
    answers = list(means)
    return st.selectbox(
        plain(question.asks),
        answers,
        index=answers.index(question.proposed) if question.proposed else None,
        format_func=lambda answer: means[answer],
        placeholder="Välj svar",
        key=f"fraga-{question.id}",
    )


def answers(said: Sequence[Mapped]) -> None:
    """What was answered, which is loaded with the files and taken back with them."""
    if said and st.button("Ta bort svaren", icon=":material/link_off:", help=plain(mapped_in_words(said))):
        forget_answers()
        st.rerun()
    if said:
        notice(f"Svar för den här inläsningen: {mapped_in_words(said)}.")
