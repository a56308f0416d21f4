"""Logg: who has loaded, undone, downloaded and been denied, for administrators."""

import streamlit as st

from dashboard.screens import filters, logged

st.title("Logg", anchor=False)
filters.hide()
logged.lines()
