"""Words about aktiviteter that the catalogue, the needs and the plan share. Pure."""

from enum import StrEnum


class Aktivitetskategori(StrEnum):
    """AK-11: four categories that are anvisade; own job search has time but is not (AK-12)."""

    MOTIVATION_FORMAGA = "motivation_formaga"
    SPRAK = "sprak"
    JOBBSOKANDE = "jobbsokande"
    ARBETSPLATSFORLAGD = "arbetsplatsforlagd"
    EGET_JOBBSOKANDE = "eget_jobbsokande"


class Aktivitetsform(StrEnum):
    """How the person takes part."""

    PA_PLATS = "pa_plats"
    DISTANS = "distans"
    KOMBINERAT = "kombinerat"


class Deltagandeform(StrEnum):
    """What makes it possible for a parent on leave to take part."""

    TA_MED_BARN = "ta_med_barn"
    DELTID = "deltid"
    DISTANS = "distans"
    ENBART_KVINNOR = "enbart_kvinnor"
