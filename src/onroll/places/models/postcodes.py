"""Where is a postcode? The whole of the ONS Postcode Directory's answer, packed by sector."""

from __future__ import annotations

from django.db import models


class PostcodeSector(models.Model):
    """One sector ("NN1 1") and, for each authority in it, the last two letters of its postcodes, run together.

    {"941": "AAABAD"} says NN1 1AA, NN1 1AB and NN1 1AD are in West Northamptonshire. About 2.7 million postcodes fit in
    some 12,000 rows, every one exact; the keys are the codes `places.authorities` explains.
    """

    sector = models.CharField(primary_key=True, max_length=7)
    units = models.JSONField()

    privacy = {"sector": "operational", "units": "operational"}

    def __str__(self) -> str:
        return self.sector


class Postcode(models.Model):
    """A postcode of this installation's own authority with its place on the national grid, in metres."""

    postcode = models.CharField(primary_key=True, max_length=8)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)

    privacy = {"postcode": "operational", "easting": "operational", "northing": "operational"}

    def __str__(self) -> str:
        return self.postcode


class PostcodeDirectory(models.Model):
    """Which edition the two tables were built from, and for whom: built again only when either changes."""

    edition = models.TextField()
    la_code = models.TextField()
    sectors = models.IntegerField()
    postcodes = models.IntegerField()
    own_postcodes = models.IntegerField()

    privacy = dict.fromkeys(("id", "edition", "la_code", "sectors", "postcodes", "own_postcodes"), "operational")

    def __str__(self) -> str:
        return f"{self.edition} for {self.la_code}"
