"""How does attendance stand: for a pupil, a school, a group and the authority, beside what is published elsewhere?"""
