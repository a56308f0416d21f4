"""Personal: leavers, full-time work, headcount, hours, pension age and indices."""

import streamlit as st

from dashboard import blocks, page

view = page.start("Personal")
left, right = st.columns(2)
with left:
    blocks.measure_trend(view, "external_leavers")
with right:
    blocks.measure_trend(view, "external_turnover")
st.caption(
    ":material/info: Personalavgångar externt och extern personalomsättning är två olika mått."
    " De rör sig åt olika håll och läggs aldrig ihop till en serie."
)
blocks.gender_gap(view, "full_time_share")
blocks.multiples(view, "staff", ["employees", "full_time_equivalents", "pension_age"])
blocks.multiples(view, "hours", ["overtime_share", "extra_hours_share", "extra_and_overtime_share"])
blocks.multiples(view, "indices", ["hme", "avi", "jamix", "manager_index", "healthy_share", "employee_survey"])
