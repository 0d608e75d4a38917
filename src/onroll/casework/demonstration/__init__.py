"""How does a new demonstration get two years of casework? Told through the real actions, so that nothing in it is impossible."""

from onroll.casework.demonstration.inbox import triage_some
from onroll.casework.demonstration.telling import tell_two_years

__all__ = ["tell_two_years", "triage_some"]
