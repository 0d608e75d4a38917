"""Who uses the service, in which role, and may they sign in? People, teams and roles; never a child."""
