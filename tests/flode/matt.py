"""Measurements and reports as a good client sends them, and the permission to see Röd."""

from dataclasses import replace

from app.katalog import rollista

PROGRAMMODELL = "eskilstuna-programmodell"
OTILLGANGLIG = "ej_tillganglig_for_aktivitet"
ENKLA = ("enkla_muntliga_instruktioner", "enkla_skriftliga_instruktioner", "uttrycka_sig_enkelt")


def matning(datum="2026-10-12", niva="orange", **mer):
    return {"instrument": PROGRAMMODELL, "datum": datum, "respondent": "vagledare", "niva": niva} | mer


def sprak(niva=None, *svar, **mer):
    """The area språk with a level and answers."""
    svaren = [{"indikator": i, "varde": v} for i, v in svar]
    return {"omrade": "sprak", "svar": svaren} | ({"niva": niva} if niva else {}) | mer


def rapport(**mer):
    return {
        "periodFran": "2026-10-01",
        "periodTom": "2026-10-31",
        "text": "Har kommit varje dag.",
        "nastaSteg": "Språkpraktik i köket.",
    } | mer


async def ge_rod(varld, *namn):
    """Let the clients of these people ask for the permission to see protected levels; their header with it."""
    huvuden = []
    for person in map(varld.som, namn):
        klienter = varld.tjanster.register._klienter
        klient_id = rollista.rollinnehavare(person.namn).klient_id
        klienter[klient_id] = [replace(k, scopes=k.scopes | {"progression:rod"}) for k in klienter[klient_id]]
        scopes = " ".join(rollista.LAS | rollista.SKRIV | {"progression:rod"})
        huvuden.append({"authorization": f"Bearer {varld.token(person.namn, scope=scopes)}"})
    return huvuden
