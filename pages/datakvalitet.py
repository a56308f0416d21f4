"""Datakvalitet: what is loaded, what does not add up, what was restated, what is unknown."""

import streamlit as st

from dashboard.cards.card import Lead
from dashboard.screens import frame
from dashboard.subjects import quality

view = frame.start("Datakvalitet")
with st.container(horizontal=True):
    with_rounding = st.toggle("Visa även avrundningar", key="avrundningar")
    with_agreeing = st.toggle("Visa även det som stämmer", key="stammer")
answer, *more = quality.verdict(view)
frame.show(
    view,
    Lead(answer, more),
    frame.ignores_choices(view),
    quality.failing_checks(view, with_rounding=with_rounding),
    quality.agreement(view, with_agreeing=with_agreeing),
    quality.restatements(view),
    quality.unmapped(view),
    quality.problems(view),
    quality.files(view),
)
