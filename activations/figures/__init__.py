"""Plotly figures: computed data in, go.Figure out. No torch and no Streamlit here."""
