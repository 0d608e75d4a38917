"""What do a county's session marks say of every pupil? Arrays in, measures out; no database, no clock.

NumPy and Numba live only here. A register is one byte a session (`codes`), ten sessions a week from Monday to Friday
(`axis`), so that years lie end to end and a rolling window may cross them.
"""
