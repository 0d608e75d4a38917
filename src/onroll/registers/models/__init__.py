"""What did each school mark for each pupil, when did we first hear, and what was altered afterwards?"""

from onroll.registers.models.marks import DayReceived, MarkChange, RegisterYear

__all__ = ["DayReceived", "MarkChange", "RegisterYear"]
