"""Bodies of proposals and changes of an order, as good clients send them."""

FORSLAG = {
    "timmar": {"slag": "timmar", "timmarPerVecka": 20, "gallerFran": "2026-11-02"},
    "period": {"slag": "period", "onskatSlut": "2027-02-28"},
    "aktivitet": {"slag": "aktivitet", "aktivitet": "Yrkessvenska för vården", "gallerFran": "2026-11-02"},
    "paus": {"slag": "paus", "fran": "2026-10-12", "egenSyn": "Vill fortsätta efter operationen."},
    "avslut": {"slag": "avslut", "orsak": "arbete", "slutDatum": "2026-10-12"},
    "niva": {
        "slag": "niva",
        "instrument": "eskilstuna-programmodell",
        "niva": "gul",
        "gallerFran": "2026-11-02",
    },
}
SKAL = "Läkaren har sagt nej till mer just nu."


def forslag(slag, **mer):
    """A complete proposal of a kind."""
    return {"skal": SKAL} | FORSLAG[slag] | mer


async def foresla(utforare, vag, slag, **mer):
    """The path of a new proposal of an order."""
    ny = await utforare.skapa(f"{vag}/forslag", forslag(slag, **mer))
    return f"{vag}/forslag/{ny['id']}"


def andra(galler_fran=None, forslag_id=None, **nya):
    """A change of a sent order: new values by field."""
    kropp = {
        "typ": "andra_bestallning",
        "andringar": [{"falt": falt, "nytt": nytt, "skal": SKAL} for falt, nytt in nya.items()],
    }
    kropp |= {"gallerFran": galler_fran} if galler_fran else {}
    return kropp | ({"forslagId": forslag_id} if forslag_id else {})


async def andringar(person, vag):
    """The rows of the order's changes, oldest first."""
    svar = await person.hamta(f"{vag}/andringar?limit=200")
    assert svar.status_code == 200, svar.text
    return svar.json()["andringar"][::-1]
