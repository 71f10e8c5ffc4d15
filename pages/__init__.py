"""The pages of the app: widgets, one call, one chart. Streamlit is imported here and nowhere else but app.py."""
