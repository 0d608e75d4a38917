"""How does anything in casework change? One action a change, keyword-only, with its audit entry in one transaction."""
