"""Whose record is whose? The one place that reads records for linking, and that moves memberships."""
