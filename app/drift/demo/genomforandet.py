"""What happens while an insats runs: what there is to offer, words and proposals between the two, attendance."""

from typing import Any

from app.drift.demo.resa import NEKAD_BEHORIGHET, OK, SKAPAD, Resa, Steg

SKAL = "Läkaren har sagt nej till mer just nu."


def _aktivitetsforslag(r: Resa) -> Any:
    return r.som("anna").skapa(f"{r.vagar['arende']}/aktivitetsforslag", {"niva": "orange"})


def _meddelande(r: Resa) -> Any:
    return r.som("vera").skapa(f"{r.vagar['bestallning']}/meddelanden", {"text": "Jag lämnar ett förslag om timmarna."})


def _andrar_sjalv(r: Resa) -> Any:
    andring = {"falt": "timmar_per_vecka", "nytt": 20, "skal": SKAL}
    return r.som("vera").handelse(r.vagar["bestallning"], "andra_bestallning", andringar=[andring])


def _forslag(r: Resa) -> Any:
    forslag = {"slag": "timmar", "timmarPerVecka": 20, "gallerFran": r.dag(14), "skal": SKAL}
    return r.som("vera").skapa(f"{r.vagar['bestallning']}/forslag", forslag)


def _godkann_forslaget(r: Resa) -> Any:
    return r.som("anna").handelse(r.vagar["forslag"], "godkann", text="Det låter klokt.")


def _narvaro(r: Resa) -> Any:
    """A week's occasions in one go: from the first one she was away, at the others she was there."""
    forsta, *andra = r.som("vera").hamta("tillfallen?status=omarkerat&limit=200").json()["tillfallen"]
    r.vagar["tillfalle"] = f"{r.vagar['bestallning']}/tillfallen/{forsta['id']}"
    borta = {"tillfalleId": forsta["id"], "utfall": "franvaro_ogiltig"}
    rader = [borta, *({"tillfalleId": t["id"], "utfall": "narvarande"} for t in andra)]
    return r.som("vera").skapa("narvarorapporter", {"rader": rader})


def _rattelse(r: Resa) -> Any:
    return r.som("vera").handelse(
        r.vagar["tillfalle"], "ratta", utfall="franvaro_giltig", orsak="vard_av_barn", rattelseSkal="Hade ringt."
    )


GENOMFORANDE: tuple[Steg, ...] = (
    Steg(5, "anna", "Vad i utbudet passar, med skäl (AK-10)", _aktivitetsforslag, OK),
    Steg(5, "vera", "Vägledaren skriver till handläggaren", _meddelande, SKAPAD),
    Steg(5, "vera", "Nekas: utföraren ändrar beställningen själv", _andrar_sjalv, NEKAD_BEHORIGHET),
    Steg(5, "vera", "Utföraren föreslår färre timmar", _forslag, SKAPAD, "forslag"),
    Steg(5, "anna", "Förslaget godkänns och ändrar beställningen på sin dag", _godkann_forslaget, OK),
    Steg(5, "vera", "En veckas närvaro rapporteras på en gång", _narvaro, OK, efter_dagar=7),
    Steg(5, "vera", "Frånvaron rättas: hon hade ringt (AK-20)", _rattelse, OK),
)
