"""The floor that pages are measured against: one control and two headings."""

import streamlit as st

st.set_page_config(layout="wide")
gender = st.segmented_control("Kön", ["Totalt", "Kvinnor", "Män"], default="Totalt", key="kon", required=True)
st.title("Sjukfrånvaro")
st.subheader(f"Hej {gender}")
