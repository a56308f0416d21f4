"""Figures and findings -> Plotly specs as plain dicts, one function a form of chart. Knows no Streamlit.

Called by cards; calls findings and figures.
"""
