"""What each school owes and has sent, how it stands, and what was agreed with it: for attendance officers and termly meetings.

Reads facts, registers and casework's own entries as at a day; nothing that depends on today is stored.
"""
