"""A nämnd's own instrument as its arbetsledare uploads it."""

import copy

PROGRAMMODELL = "eskilstuna-programmodell"


def innehall(storst=10, **mer):
    """Self-rating on two questions; no levels."""
    return copy.deepcopy(
        {
            "respondenter": ["egen", "vagledare"],
            "intervallDagar": 30,
            "skalor": [{"kod": "skala", "typ": "heltal", "avser": "lage", "minst": 0, "storst": storst}],
            "nivaer": [],
            "omraden": [{"kod": "vardag", "namn": "Vardag"}],
            "mal": [
                {
                    "omrade": "vardag",
                    "indikatorer": [
                        {"kod": "rutiner", "text": "Jag har rutiner som håller.", "skala": "skala"},
                        {"kod": "resor", "text": "Jag tar mig dit jag ska.", "skala": "skala"},
                    ],
                }
            ],
        }
        | mer
    )


def fil(kod="egen-skala", **mer):
    """The whole file."""
    huvud = {"kod": kod, "namn": "Vår skala", "agare": "Arbetsmarknadsnämnden", "kalla": "Nämndens beslut"}
    return huvud | {"innehall": innehall()} | mer


async def publicerat(varld, kod="egen-skala", namn="cecilia", **mer):
    """An instrument of the nämnd's own that is measured with."""
    ledare = varld.som(namn)
    ny = await ledare.skapa("instrument", fil(kod, **mer))
    return await ledare.gor(f"instrument/{kod}/versioner/{ny['nummer']}", "publicera")


async def ny_version(varld, kod="egen-skala", **kropp):
    """The next version, published."""
    ledare = varld.som("cecilia")
    ny = await ledare.skapa(f"instrument/{kod}/versioner", kropp)
    return await ledare.gor(f"instrument/{kod}/versioner/{ny['nummer']}", "publicera")


def matt(rutiner, datum="2026-10-12", kod="egen-skala", **mer):
    """A measurement with it."""
    omraden = [{"omrade": "vardag", "svar": [{"indikator": "rutiner", "varde": rutiner}]}]
    return {"instrument": kod, "datum": datum, "respondent": "egen", "omraden": omraden} | mer
