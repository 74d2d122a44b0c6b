"""Protected identity, set and taken away over HTTP as the named handläggare would."""

from typing import Any

from tests.conftest import Person

SKATTEVERKET = {"kalla": "skatteverket", "skal": "Avisering från Skatteverket.", "fran": "2026-10-12"}


async def skydda(handlaggare: Person, arende: str, niva: str = "sekretessmarkering", **mer: Any) -> Any:
    """A marking of the person of the ärende at the path; another level of the one there is."""
    vag = f"{arende}/skyddsmarkeringar"
    rader = (await handlaggare.hamta(vag)).json()["skyddsmarkeringar"]
    galler = next((r["id"] for r in rader if r["status"] == "galler"), None)
    if galler is None:
        return await handlaggare.skapa(vag, SKATTEVERKET | {"niva": niva} | mer)
    byte = {"niva": niva, "kalla": "skatteverket", "skal": "Ny avisering."}
    return await handlaggare.gor(f"{vag}/{galler}", "hoj", **byte | mer)


async def hav(handlaggare: Person, arende: str) -> Any:
    """The marking that holds is taken away."""
    rader = (await handlaggare.hamta(f"{arende}/skyddsmarkeringar")).json()["skyddsmarkeringar"]
    galler = next(r["id"] for r in rader if r["status"] == "galler")
    return await handlaggare.gor(f"{arende}/skyddsmarkeringar/{galler}", "hav", skal="Hotet finns inte kvar.")


async def frislapp(handlaggare: Person, bestallning: str, mottagare: str = "sven.samordnare", **mer: Any) -> Any:
    """The order at the path is released to somebody named."""
    return await handlaggare.gor(bestallning, "frislapp", skal="Prövat.", mottagare=mottagare, **mer)
