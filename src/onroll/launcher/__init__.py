"""How does OnRoll start on this machine? Environment, database server, installation, front end and web service.

Nothing here knows what a child is: the launcher sets the stage, runs a command or the service, and clears up after it.
"""
