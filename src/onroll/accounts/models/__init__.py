"""The people who use the service, and their teams."""

from onroll.accounts.models.team import Team
from onroll.accounts.models.user import User

__all__ = ["Team", "User"]
