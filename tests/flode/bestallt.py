"""An order in the state that the steps after it begin from."""

from app.katalog import rollista
from tests.flode.steg import nytt_arende, nytt_beslut, nytt_utkast
from tests.scener import scen


@scen
async def bestall(varld, i=0, *, vagledare="vera.vagledare", samordnare="sven", barn=None, **person):
    """The path of an order that is received, and accepted when a vägledare is named."""
    anna, annan = varld.som("anna"), varld.som(samordnare)
    arende = await nytt_arende(anna, i, **person)
    beslut = await nytt_beslut(anna, arende)
    if barn:
        await anna.gor(f"arenden/{arende['id']}", "andra", uppgifter=barn)
    return await bestall_pa(anna, annan, beslut, vagledare=vagledare, skyddad="skyddsniva" in person)


async def bestall_pa(anna, samordnare, beslut, *, vagledare, skyddad=False):
    """The path of an order on a beslut, to the organisation of the samordnare."""
    person = rollista.rollinnehavare(samordnare.namn)
    utkast = await nytt_utkast(anna, beslut, utforareId=str(person.organisation_id))
    vag = f"bestallningar/{utkast['id']}"
    if skyddad:
        await anna.gor(vag, "frislapp", skal="Prövat.", mottagare=person.person)
    await anna.gor(vag, "skicka")
    await samordnare.gor(vag, "ta_emot")
    if vagledare:
        await samordnare.gor(vag, "bekrafta", startDatum="2026-10-19", vagledare=vagledare)
    return vag
