"""Who looked at what, and who changed what? The log that no user of the service can alter (UK GDPR Art. 5(2), 30, 32).

A change: `from onroll.audit.log import record`, called in the change's own transaction. A look: `looked` or `listed`.
"""
