"""How do numbers behave? Solvers, limits and forecasts over plain numbers in and plain numbers out; NumPy and SciPy live here."""
