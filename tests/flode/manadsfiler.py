"""Files of months as a kommun's system would send them."""

from typing import Any
from uuid import uuid4

import httpx

from tests.conftest import Person

VAG = "bistandsmanader/importer"
KOLUMNER = ("personnummer", "arendenummer", "manad", "forsorjningsstod", "forsorjningshinder")


def rad(personnummer: str, manad: str = "2026-10", *, stod: bool = True, hinder: str | None = "arbetslos") -> Any:
    """One row as JSON has it."""
    ut = {"personnummer": personnummer, "manad": manad, "forsorjningsstod": stod}
    return ut if hinder is None else ut | {"forsorjningshinder": hinder}


async def sand(person: Person, rader: Any, **huvuden: str) -> httpx.Response:
    """POST as JSON."""
    return await person.posta(VAG, {"kalla": "Lifecare", "rader": rader}, **huvuden)


async def sand_fil(person: Person, innehall: bytes, typ: str = "text/csv", fraga: str = "") -> httpx.Response:
    """POST the bytes of a file."""
    huvuden = {
        "authorization": f"Bearer {person.varld.token(person.namn)}",
        "content-type": typ,
        "idempotency-key": uuid4().hex,
    }
    async with person.varld.klient(huvuden) as klient:
        return await klient.post(person.adress(VAG) + fraga, content=innehall)


def utfall(svar: httpx.Response) -> list[str]:
    """Status of each row, or its fault's code."""
    assert svar.status_code == 201, svar.text
    return [r.get("kod", r["status"]) for r in svar.json()["rader"]]
