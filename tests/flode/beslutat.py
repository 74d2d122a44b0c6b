"""Bodies and steps for bedömning and beslut under aktivitetskravet, as a good client sends them."""

from typing import Any

from tests.flode import steg
from tests.scener import scen

MANADER = ("2026-07", "2026-08", "2026-09", "2026-10")


async def nytt_arende(handlaggare, i: int = 0, **mer: Any) -> Any:
    """An open ärende with four months of försörjningsstöd."""
    arende = await steg.nytt_arende(handlaggare, i, **mer)
    await steg.manader(handlaggare, arende, *MANADER)
    return arende


def bedomning(**mer: Any) -> dict[str, Any]:
    """A complete assessment that the person is covered, 30 hours of which 5 own job search."""
    return {
        "slag": "omfattas",
        "avserManad": "2026-10",
        "undantagProvat": True,
        "fakta": {"formaga": {"timmarPerVecka": 30, "motivering": "Kan delta dagtid."}},
        "timmar": {"perVecka": 30, "egetJobbsokande": 5, "motivering": "Förmågan räcker till 30 timmar."},
        "egnaSynpunkter": "Vill läsa svenska.",
        "skal": "Försörjningsstöd i tre månader; inget undantag gäller.",
    } | mer


async def ny_bedomning(handlaggare, arende: Any, **mer: Any) -> Any:
    """A final assessment."""
    vag = f"arenden/{arende['id']}/bedomningar"
    utkast = await handlaggare.skapa(vag, bedomning(**mer))
    return await handlaggare.gor(f"{vag}/{utkast['id']}", "faststall")


def beslut(bedomning_id: str, **mer: Any) -> dict[str, Any]:
    """A complete request to take part from October under aktivitetskravet."""
    return {
        "typ": "begaran_att_delta",
        "lagrum": "sol_12_4a",
        "regelverk": "aktivitetskrav-2026-730",
        "avserFranManad": "2026-10",
        "gallerFran": "2026-10-12",
        "beslutsdatum": "2026-10-12",
        "innehall": "Du ska delta i aktiviteter 30 timmar i veckan.",
        "beslutsfattare": "Anna Handläggare",
        "foredragande": "Bo Handläggare",
        "ovrigaDeltagande": [],
        "motivering": "Du har haft försörjningsstöd i tre månader och inget undantag gäller.",
        "bedomningId": bedomning_id,
    } | mer


async def nytt_beslut(handlaggare, arende: Any, underlag: Any, **mer: Any) -> Any:
    """A beslut that must be accepted."""
    return await handlaggare.skapa(f"arenden/{arende['id']}/beslut", beslut(underlag["id"], **mer))


async def begard(varld) -> tuple[Any, Any, Any]:
    """Anna, an ärende with a request in force, and the assessment it rests on."""
    return varld.som("anna"), *(await _begard(varld))


@scen
async def _begard(varld) -> tuple[Any, Any]:
    anna = varld.som("anna")
    arende = await nytt_arende(anna)
    underlag = await ny_bedomning(anna, arende)
    await nytt_beslut(anna, arende, underlag)
    return arende, underlag


async def kommunicera(handlaggare, arende: Any, svar_senast: str = "2026-10-19") -> tuple[Any, str]:
    """A kommunicering and its path."""
    vag = f"arenden/{arende['id']}/kommuniceringar"
    rad = await handlaggare.skapa(vag, {"material": "Du har uteblivit tre gånger.", "svarSenast": svar_senast})
    return rad, f"{vag}/{rad['id']}"


def vagran(underlag: Any, kommunicering: Any, dag: str, typ: str = "vagran", **mer: Any) -> dict[str, Any]:
    """A complete vägran, or nedsättning by a fifth."""
    storlek = {"nedsattProcent": 20} if typ == "nedsattning" else {}
    return beslut(
        underlag["id"],
        **{
            "typ": typ,
            "beslutsdatum": dag,
            "gallerFran": dag,
            "kommuniceringId": kommunicering["id"],
            "godtagbartSkal": "Inget godtagbart skäl har kommit fram.",
            "innehall": "Försörjningsstödet vägras.",
        }
        | storlek
        | mer,
    )


async def vagrat(varld) -> tuple[Any, Any, Any, str]:
    """Anna, her ärende, a standing vägran after an answered kommunicering, and its path."""
    return varld.som("anna"), *(await _vagrat(varld))


@scen
async def _vagrat(varld) -> tuple[Any, Any, str]:
    anna, arende, underlag = await begard(varld)
    kommunicering, adress = await kommunicera(anna, arende)
    await anna.gor(adress, "besvara", svar="Jag var sjuk.", svarDatum="2026-10-12")
    vag = f"arenden/{arende['id']}/beslut"
    beslutet = await anna.skapa(vag, vagran(underlag, kommunicering, "2026-10-12"))
    return arende, beslutet, f"{vag}/{beslutet['id']}"
