"""What each agency's system holds of the simulated children, row by row, in the layouts that OnRoll reads."""
