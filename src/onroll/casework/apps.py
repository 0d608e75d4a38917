"""What is the name of this room? Casework: what officers do about a child."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Cases on pathways: referral, tasks, enquiries, contacts, decisions, letters."""

    name = "onroll.casework"
    default_auto_field = "django.db.models.BigAutoField"
