"""A few persons with different facts, entered in any order: what the reports of one quarter are counted from."""

from datetime import UTC, datetime

from app.vyer.rapporter.korning import rakna_rapporter
from tests.flode import beslutat, startat

EFTER_KVARTALET = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)


async def manad(varld, arende, manad_, *, stod=True, hinder="arbetslos"):
    """One month of one person; a month that is there already is corrected."""
    rad = {"manad": manad_, "forsorjningsstod": stod, "kalla": "Lifecare"}
    egen = {"forsorjningshinder": hinder} if hinder else {}
    await varld.som("anna").skapa(f"arenden/{arende['id']}/bistandsmanader", rad | egen)


async def anvisad(varld):
    """Has an order from October to December, and then work."""
    arende, vag = await startat.startad(varld, 0)
    varld.klocka.stall(datetime(2026, 12, 10, 8, 0, tzinfo=UTC))
    await manad(varld, arende, "2026-11", hinder="sprakhinder")
    await varld.som("anna").gor(vag, "avsluta", orsak="arbete", slutDatum="2026-12-08")
    return arende


async def nedsatt(varld):
    """Has a request and a nedsättning; the support goes on."""
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna, 1)
    underlag = await beslutat.ny_bedomning(anna, arende)
    await beslutat.nytt_beslut(anna, arende, underlag)
    kommunicering, adress = await beslutat.kommunicera(anna, arende)
    await anna.gor(adress, "besvara", svar="Jag var sjuk.", svarDatum="2026-10-12")
    beslut = beslutat.vagran(underlag, kommunicering, "2026-10-12", "nedsattning", innehall="Stödet sätts ned.")
    await anna.skapa(f"arenden/{arende['id']}/beslut", beslut)
    return arende


async def utan_hinder(varld):
    """Is covered; nobody has told why support is needed since October."""
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna, 2)
    await beslutat.ny_bedomning(anna, arende)
    return arende


async def inte_bedomd(varld):
    """Has support and no assessment."""
    return await beslutat.nytt_arende(varld.som("anna"), 3)


BYGG = {"A": anvisad, "B": nedsatt, "C": utan_hinder, "D": inte_bedomd}


async def befolka(varld, ordning="ABCD"):
    """All of them, entered in some order, as they are known after the quarter; their ärenden."""
    start, arenden = varld.klocka.nu(), {}
    for i in ordning:
        varld.klocka.stall(start)
        arenden[i] = await BYGG[i](varld)
    varld.klocka.stall(EFTER_KVARTALET)
    await manad(varld, arenden["A"], "2026-12", stod=False, hinder=None)
    for manad_ in ("2026-11", "2026-12"):
        await manad(varld, arenden["B"], manad_)
        await manad(varld, arenden["C"], manad_, hinder=None)
        await manad(varld, arenden["D"], manad_)
    return arenden


async def bestall(varld, sort="ivo_kvartal", period="2026-K4", **mer):
    """The path of a report that is ordered."""
    svar = await varld.som("cecilia").posta("rapporter", {"sort": sort, "period": period, **mer})
    assert svar.status_code == 202, svar.text
    return svar.headers["location"]


async def raknad(varld, sort="ivo_kvartal", period="2026-K4", **mer):
    """The path of one that is counted."""
    vag = await bestall(varld, sort, period, **mer)
    assert await rakna_rapporter(varld.tjanster) == 1
    detalj = (await varld.som("cecilia").hamta(vag)).json()
    assert detalj["status"] == "klar", detalj
    return vag


async def innehall(varld, vag, form="application/json", som="cecilia"):
    """The bytes of a report in one form."""
    svar = await varld.som(som).hamta(f"{vag}/innehall", accept=form)
    assert svar.status_code == 200, svar.text
    assert svar.headers["content-type"].startswith(form)
    return svar.content
