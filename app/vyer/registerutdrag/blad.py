"""A registerutdrag on paper: the same records as in the JSON, in plain Swedish. Pure.

What the person holds of a record stands beside it too (DP-20).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.core.printed_page import Avsnitt as Sidavsnitt
from app.core.printed_page import Blad, Tabell, dag
from app.vyer.registerutdrag import ord as orden
from app.vyer.registerutdrag.innehall import Avsnitt, Innehall, Post
from app.vyer.registerutdrag.varden import LASARE

SAGT = "invandningar"
_SAGT_OCH_SVARAT = (("text", "Du har själv sagt{om}"), ("svar", "Svaret till dig"))
UTAN_RUBRIK = frozenset({"id", "arende_id"})
FALT_I_LOGGEN = ("tid", "roll", "slag", "objekttyp", "andamal")


def text(varde: Any) -> str:
    """A value in one line."""
    if isinstance(varde, dict):
        return ", ".join(f"{_rubrik(nyckel)}: {text(del_)}" for nyckel, del_ in varde.items())
    if isinstance(varde, list):
        return "; ".join(text(del_) for del_ in varde)
    return str(varde).replace("_", " ") if isinstance(varde, str) else str(varde)


def _rubrik(namn: str) -> str:
    return orden.falt(namn) if orden.har_falt(namn) else namn.replace("_", " ").capitalize()


def _rad(post: Post) -> str:
    return ". ".join(f"{_rubrik(namn)}: {text(varde)}" for namn, varde in post.items() if namn not in UTAN_RUBRIK)


def _sagt(innehall: Innehall) -> dict[str, list[str]]:
    """What the person has said of each record, and what was answered; less what is hidden."""
    ut: dict[str, list[str]] = {}
    for post in (post for avsnitt in innehall.avsnitt if avsnitt.slag == SAGT for post in avsnitt.poster):
        if delar := list(_sagt_och_svarat(post)):
            ut.setdefault(str(post.get("objekt_id")), []).append(". ".join(delar))
    return ut


def _sagt_och_svarat(post: Post) -> Iterator[str]:
    om = f" om {_rubrik(post['falt']).lower()}" if "falt" in post else ""
    for namn, ord_ in _SAGT_OCH_SVARAT:
        if namn in post:
            yield f"{ord_.format(om=om)}: ”{text(post[namn])}”"


def _avsnitt(avsnitt: Avsnitt, sagt: Mapping[str, Sequence[str]]) -> Sidavsnitt:
    stycken = [avsnitt.beskrivning, f"Källa: {avsnitt.kalla}. {avsnitt.lagringstid}"]
    if avsnitt.dolda:
        stycken.append(f"{avsnitt.dolda} uppgifter lämnas inte ut.")
    if avsnitt.slag == LASARE:
        om_uppslagen = tuple(f"{text(post['tid'])}: {s}" for post in avsnitt.poster for s in sagt.get(post["id"], ()))
        return Sidavsnitt(avsnitt.rubrik, tuple(stycken), om_uppslagen, _uppslag(avsnitt))
    punkter = tuple(". ".join((_rad(post), *sagt.get(post["id"], ()))) for post in avsnitt.poster)
    return Sidavsnitt(avsnitt.rubrik, tuple(stycken), punkter)


def _uppslag(avsnitt: Avsnitt) -> Tabell:
    rader = tuple(
        (text(post["tid"]), _vem(post), *(text(post.get(falt, "")) for falt in FALT_I_LOGGEN[2:]))
        for post in avsnitt.poster
    )
    return Tabell(("När", "Vem", "Hur", "Vad", "Ändamål"), rader)


def _vem(post: Post) -> str:
    return ", ".join(text(post[namn]) for namn in ("roll", "organisation_id", "person") if namn in post)


def _utlamnanden(innehall: Innehall) -> Sidavsnitt:
    rader = tuple((u.slag, u.till, text(u.grund), u.lagrum, u.nar[:10]) for u in innehall.utlamnanden)
    return Sidavsnitt("Vad som har lämnats ut", tabell=Tabell(("Vad", "Till", "Grund", "Lagrum", "När"), rader))


def som_blad(innehall: Innehall) -> Blad:
    """The whole of it, to be set in a thread."""
    utdrag = innehall.utdrag
    framstallt = utdrag.framstallt or utdrag.skapad
    nummer, sagt = innehall.personnummer, _sagt(innehall)
    return Blad(
        titel="Registerutdrag",
        tid=framstallt,
        ingress=("Det här är de uppgifter som finns om dig.",),
        fakta=(
            ("Personnummer", f"{nummer[:8]}-{nummer[8:]}"),
            ("Personuppgiftsansvarig", innehall.ansvarig),
            ("Begärt", dag(utdrag.begart)),
            ("Framställt", dag(framstallt.date())),
            ("Ändamål", innehall.andamal),
        ),
        avsnitt=(
            Sidavsnitt("Dina rättigheter", punkter=innehall.rattigheter),
            *([_utlamnanden(innehall)] if innehall.utlamnanden else []),
            *(_avsnitt(a, sagt) for a in innehall.avsnitt),
        ),
        sidfot=f"Registerutdrag {framstallt.date().isoformat()}",
    )
