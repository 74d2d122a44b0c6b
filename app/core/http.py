"""One request as the steps see it: caller, unit of work, idempotency, ETag and the answer's bytes.

A router hands its action and its picture to ``Anrop.las``, ``lista`` or ``skriv``. The unit of
work opens and commits inside that call; the answer is made before the commit and sent after it.
Must not know any step.
"""

import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from app.begrepp.parter import RIKET, Aktor, Mottagare, Part
from app.core import idempotency
from app.core.auth import kraver_scope
from app.core.beside import bildad
from app.core.concealment import dolt
from app.core.edge.problems import problem_bytes
from app.core.edge.routing import route_operation, route_regel, route_scope, route_template
from app.core.edge.strict_json import StriktRoute
from app.core.edge.tracing import aktuellt_trace_id
from app.core.errors import IDEMPOTENSNYCKEL_SAKNAS, KROCK, Faltfel, OgiltigBegaran, Problem, Saknas, felkod
from app.core.idempotency import Nyckel, Svar
from app.core.journal import Handelse
from app.core.paging import Utsnitt
from app.core.paging import lankar as sidlankar
from app.core.paging import meta as sidmeta
from app.core.permissions import beskuren, far_anropa, innehav
from app.core.replays import ge_igen
from app.core.representations import Handelser, LankUt, historia
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete, Begaran, avbrytbar, rollen_nekas

T = TypeVar("T")
Bildning = Callable[[Arbete, T], BaseModel]
ROT = "/stegvis/v1"
PERSON_SAKNAS = felkod("person_saknas", 400, "Uppgift om vem som handlar saknas", "The acting person is missing")
ETAG_OGILTIG = felkod("etag_ogiltig", 400, "If-Match går inte att läsa", "If-Match cannot be read")
JSON_HUVUDEN = {"content-type": "application/json", "cache-control": "private, no-store"}


def tjanster_i(request: Request) -> Tjanster:
    """The services of the app that serves the request."""
    tjanster: Tjanster = request.app.state.tjanster
    return tjanster


class Anrop:
    """One authenticated request.

    ``roll`` is the column of the caller in the table of permissions, also where the request goes on with another sight.
    """

    def __init__(self, request: Request, tjanster: Tjanster, aktor: Aktor, kommunkod: str, scope: str) -> None:
        self.request = request
        self.tjanster = tjanster
        self.aktor = aktor
        self.kommunkod = kommunkod
        self.scope = scope
        self.roll = innehav(aktor)

    def med_syn(self, aktor: Aktor, kommunkod: str | None = None) -> "Anrop":
        """The same request with the sight of ``aktor``; what the caller's role may do and read stays as it is."""
        annat = Anrop(self.request, self.tjanster, aktor, kommunkod or self.kommunkod, self.scope)
        annat.roll = self.roll
        return annat

    @property
    def adress(self) -> str:
        """Path of the request, for self links."""
        return self.request.url.path

    def lank(self, *delar: object) -> str:
        """A path inside the kommun: ``lank("arenden", id)``."""
        return "/".join((ROT, self.kommunkod, *(str(d) for d in delar)))

    @property
    def mottagare(self) -> Mottagare:
        """The receiving organisation that the call is for; only of a ``Mottagaranrop``."""
        assert self.aktor.mottagare_id is not None
        return Mottagare(self.kommunkod, self.aktor.mottagare_id)

    @property
    def rutt(self) -> str:
        """Method and route template, never the raw path."""
        return f"{self.request.method} {route_template(self.request.scope)}"

    @property
    def rollen_far(self) -> bool:
        """Whether the table of permissions grants the caller's role the operation."""
        return far_anropa(self.roll, route_operation(self.request.scope))

    def krav_roll(self, detalj: str | None = None) -> None:
        """As ``Arbete.krav_roll``, before there is a transaction."""
        if not self.rollen_far:
            raise rollen_nekas(self.aktor, detalj)

    def _begaran(self, *, kraver_version: bool = False) -> Begaran:
        return Begaran(
            andamal=self.scope,
            spar=aktuellt_trace_id(),
            forvantad_version=self._if_match(),
            kraver_version=kraver_version,
            rollen_far=self.rollen_far,
        )

    def _if_match(self) -> int | None:
        """The version that If-Match states; its second half is only for caches."""
        rad = self.request.headers.get("if-match")
        if rad is None:
            return None
        version = rad.strip().strip('"').partition("-")[0]
        if not version.isascii() or not version.isdigit() or len(version) > 9:
            raise OgiltigBegaran(
                "If-Match ska vara en ETag som tjänsten har gett.",
                kod=ETAG_OGILTIG,
                fel=[Faltfel("If-Match", "etag", "Ogiltig ETag")],
            )
        return int(version)

    async def las(self, hamta: Callable[[Arbete], Awaitable[T]], bild: Bildning[T]) -> Response:
        """Read one object: 200 with ETag, or 304."""

        async def steg(arbete: Arbete) -> Svar:
            return self._svar(bildad(bild, arbete, await hamta(arbete), self.roll))

        svar = await self._kor(steg, self._begaran())
        if samma_etag(self.request.headers.get("if-none-match"), svar.huvuden.get("etag")):
            return Response(status_code=304, headers={k: v for k, v in svar.huvuden.items() if k != "content-type"})
        return _response(svar)

    async def lista(
        self,
        hamta: Callable[[Arbete], Awaitable[Utsnitt[T]]],
        bild: Bildning[T],
        lista: Callable[..., BaseModel],
        *,
        namn: str,
        filter_: Mapping[str, str | None] | None = None,
    ) -> Response:
        """Read one page: ``{namn: […], _meta, _links}``."""
        kvar = {k: v for k, v in (filter_ or {}).items() if v is not None}

        async def steg(arbete: Arbete) -> Svar:
            utsnitt = await hamta(arbete)
            return self._svar(
                lista(
                    **{namn: [dolt(bild(arbete, r), r, arbete) for r in utsnitt.rader]},
                    meta=sidmeta(utsnitt),
                    lankar=sidlankar(utsnitt, self.adress, kvar),
                )
            )

        return _response(await self._kor(steg, self._begaran()))

    async def skriv(
        self,
        handling: Callable[[Arbete], Awaitable[T]],
        bild: Bildning[T],
        *,
        status: int = 200,
        plats: Callable[[T], str] | None = None,
        kraver_version: bool = False,
        innehall: bytes | None = None,
    ) -> Response:
        """Change something: once per Idempotency-Key, answer stored with the change.

        ``innehall`` stands for content that the route has taken as it came, when two requests are compared.
        """
        begaran = self._begaran(kraver_version=kraver_version)

        async def steg(arbete: Arbete) -> Svar:
            resultat = await handling(arbete)
            await arbete.session.flush()
            svar = bildad(bild, arbete, resultat, self.roll)
            return self._svar(svar, status, plats(resultat) if plats else None)

        nyckel = await self._nyckel(innehall)
        if nyckel is None:
            return _response(await avbrytbar(self._kor(steg, begaran)))
        with self.tjanster.pagaende.hall(nyckel):
            return _response(await avbrytbar(self._en_gang(steg, begaran, nyckel)))

    async def skriv_i_delar(
        self, delar: Callable[[], Awaitable[T]], bild: Bildning[T], *, plats: Callable[[T], str]
    ) -> Response:
        """Create by many transactions (``transaktion``), each of which may be done again; the answer is stored last."""
        nyckel = await self._nyckel()
        assert nyckel is not None, "only for POST"
        with self.tjanster.pagaende.hall(nyckel):
            return _response(await avbrytbar(self._i_delar(delar, bild, plats, nyckel)))

    async def _i_delar(
        self, delar: Callable[[], Awaitable[T]], bild: Bildning[T], plats: Callable[[T], str], nyckel: Nyckel
    ) -> Svar:
        begaran = self._begaran()
        svar = await self._kor(lambda arbete: self._igen(arbete, nyckel), replace(begaran, rollen_far=True))
        if svar is not None:
            return svar
        try:
            resultat = await delar()
        except Problem as problem:
            return await self._minns_nej(problem, nyckel, begaran)

        async def svara(arbete: Arbete) -> Svar:
            return self._svar(bild(arbete, resultat), 201, plats(resultat))

        return await self._en_gang(svara, begaran, nyckel)

    def svar(self, modell: BaseModel) -> Response:
        """200 with what the route has read in transactions of its own."""
        return _response(self._svar(modell))

    def _svar(self, modell: BaseModel, status: int = 200, plats: str | None = None) -> Svar:
        """Every answer of a model is made here, cut to what the caller's role reads."""
        return _svar(beskuren(modell, self.roll), status, plats)

    async def transaktion(self, steg: Callable[[Arbete], Awaitable[T]], *, ser_skyddade: bool = False) -> T:
        """One of many transactions of the request; ``ser_skyddade`` as in ``Begaran``."""
        return await self._kor(steg, replace(self._begaran(), ser_skyddade=ser_skyddade))

    async def _kor(self, steg: Callable[[Arbete], Awaitable[T]], begaran: Begaran) -> T:
        return await self.tjanster.transaktioner.kor(self.aktor, self.kommunkod, steg, begaran)

    async def _en_gang(self, steg: Callable[[Arbete], Awaitable[Svar]], begaran: Begaran, nyckel: Nyckel) -> Svar:
        """The stored answer if there is one, else the change and its answer in one transaction."""
        krypto, klocka = self.tjanster.krypto, self.tjanster.klocka

        async def med_minne(arbete: Arbete) -> Svar:
            sparat = await self._igen(arbete, nyckel)
            if sparat is not None:
                return sparat
            svar = await steg(arbete)
            om = () if arbete.ror_skyddad else arbete.arenden
            arbete.ny(idempotency.ny_rad(nyckel, svar, krypto, klocka.nu(), om))
            return svar

        try:
            return await self._kor(med_minne, begaran)
        except Problem as problem:
            if isinstance(problem.__cause__, IntegrityError) and problem.felkod.kod == KROCK:
                return await self._efter_krock(med_minne, begaran, problem, nyckel)
            return await self._minns_nej(problem, nyckel, begaran)

    async def _efter_krock(
        self, steg: Callable[[Arbete], Awaitable[Svar]], begaran: Begaran, problem: Problem, nyckel: Nyckel
    ) -> Svar:
        """Another process may have answered the same key a moment ago: look once more."""
        try:
            return await self._kor(steg, begaran)
        except Problem:
            return await self._minns_nej(problem, nyckel, begaran)

    async def _minns_nej(self, problem: Problem, nyckel: Nyckel, begaran: Begaran) -> Svar:
        """Store a refusal that would be the same again; others are raised and may be tried anew."""
        if not problem.atergivlig:
            raise problem
        kropp, huvuden = problem_bytes(problem, sprak=self.request.headers.get("accept-language"))
        svar = Svar(problem.status, huvuden, kropp)

        async def minns(arbete: Arbete) -> Svar:
            sparat = await self._igen(arbete, nyckel)
            if sparat is not None:
                return sparat
            arbete.ny(idempotency.ny_rad(nyckel, svar, self.tjanster.krypto, arbete.nu))
            return svar

        return await self._kor(minns, replace(begaran, rollen_far=True))

    @staticmethod
    async def _igen(arbete: Arbete, nyckel: Nyckel) -> Svar | None:
        """The answer that the key has got already, if any."""
        rad = await arbete.kanske(idempotency.SPARAT, **nyckel.varden)
        return None if rad is None else await ge_igen(arbete, rad, nyckel)

    async def besvarad(self) -> bool:
        """Whether the request's Idempotency-Key has an answer already, whatever content it came with."""
        nyckel = await self._nyckel(b"")
        if nyckel is None:
            return False
        # Nothing of the operation itself is done, so every role may look.
        begaran = replace(self._begaran(), rollen_far=True)
        return await self._kor(lambda a: a.kanske(idempotency.SPARAT, **nyckel.varden), begaran) is not None

    async def _nyckel(self, innehall: bytes | None = None) -> Nyckel | None:
        """The Idempotency-Key of a POST (required) or another method (optional)."""
        rad = self.request.headers.get("idempotency-key", "").strip().strip('"')
        if not rad:
            if self.request.method == "POST":
                raise OgiltigBegaran(
                    "Varje POST ska ha ett huvud Idempotency-Key, till exempel ett UUID.", kod=IDEMPOTENSNYCKEL_SAKNAS
                )
            return None
        if len(rad) > 255 or not rad.isascii() or not rad.isprintable():
            raise OgiltigBegaran(
                "Idempotency-Key får ha högst 255 skrivbara ASCII-tecken.",
                fel=[Faltfel("Idempotency-Key", "form", "Ogiltig nyckel")],
            )
        begaran = idempotency.begarans_bytes(
            self.aktor.person,
            self.request.method,
            self.request.url.path,
            await self.request.body() if innehall is None else innehall,
            self.request.headers.get("if-match", ""),
        )
        if self.aktor.delegation is not None:
            # One client acts for many: a key that it has used for one of them says nothing to another.
            begaran += str(self.aktor.delegation).encode()
        tryck = self.tjanster.krypto.avtryck(self.kommunkod, begaran)
        return Nyckel(self.kommunkod, self.aktor.klient_id, self.rutt, rad, tryck)


def _svar(modell: BaseModel, status: int, plats: str | None) -> Svar:
    """Status, headers and bytes of an answer; an object with a version gets an ETag, unless it is one of the past."""
    kropp = modell.model_dump_json(by_alias=True, exclude_none=True).encode()
    huvuden = dict(JSON_HUVUDEN)
    version = getattr(modell, "version", None)
    if version is not None and getattr(modell, "tid", None) is None:
        huvuden["etag"] = f'"{version}-{zlib.crc32(kropp):08x}"'
    if plats is not None:
        huvuden["location"] = plats
    return Svar(status, huvuden, kropp)


def _response(svar: Svar) -> Response:
    return Response(svar.innehall, svar.status, svar.huvuden)


def samma_etag(if_none_match: str | None, etag: str | None) -> bool:
    """Whether the client's copy is the one there is."""
    if if_none_match is None or etag is None:
        return False
    taggar = {t.strip().removeprefix("W/") for t in if_none_match.split(",")}
    return "*" in taggar or etag in taggar


def _aktor(request: Request) -> tuple[Aktor, str]:
    """The caller and the scope its route asks for; raises 403 without the scope."""
    aktor: Aktor = request.scope["state"]["aktor"]
    scope = route_scope(request.scope) or ""
    kraver_scope(aktor, scope, route_regel(request.scope))
    return aktor, scope


async def _kommunanrop(request: Request, kommunkod: str) -> Anrop:
    """A call inside one kommun: a kommun the caller has no business in does not exist (404)."""
    aktor, scope = _aktor(request)
    if not aktor.nar(kommunkod):
        raise Saknas
    if not aktor.person:
        raise OgiltigBegaran(
            "Ange vem som handlar: i tokens sub eller, för betrodda klienter, i huvudet Stegvis-Person.",
            kod=PERSON_SAKNAS,
            regel=route_regel(request.scope),
        )
    return Anrop(request, tjanster_i(request), aktor, kommunkod, scope)


async def _riksanrop(request: Request) -> Anrop:
    """A call to a national resource."""
    aktor, scope = _aktor(request)
    return Anrop(request, tjanster_i(request), aktor, RIKET, scope)


async def _mottagaranrop(request: Request) -> Anrop:
    """A call for the receiving organisation of the token, where what it receives is kept; others have none (404)."""
    aktor, scope = _aktor(request)
    if aktor.mottagare_id is None:
        raise Saknas
    return Anrop(request, tjanster_i(request), aktor, aktor.kommunkod or RIKET, scope)


Kommunanrop = Annotated[Anrop, Depends(_kommunanrop)]
Riksanrop = Annotated[Anrop, Depends(_riksanrop)]
Mottagaranrop = Annotated[Anrop, Depends(_mottagaranrop)]


def op(
    scope: str, namn: str, sammanfattning: str, beskrivning: str, svar: Any, status: int = 200, **extra: Any
) -> dict[str, Any]:
    """Keyword arguments of a route: scope, operation id, Swedish summary, bilingual description, answer model.

    ``extra`` is what the API document should know besides: ``idempotens=False`` on a POST that changes nothing,
    ``vantar=True`` where a job has to be done first, ``regel`` for the rule that a refusal of the caller as such cites.
    """
    return {
        "response_model": svar,
        "status_code": status,
        "operation_id": namn,
        "summary": sammanfattning,
        "description": beskrivning,
        "openapi_extra": {"x-scope": scope} | {f"x-{namn}": varde for namn, varde in extra.items()},
    }


def historik(anrop: Anrop) -> Bildning[list[Handelse]]:
    """Picture of the history of one object."""
    lank = {"self": LankUt(href=anrop.adress, method="GET")}
    return lambda _arbete, rader: Handelser(handelser=historia(rader), lankar=lank)


def krav_part(aktor: Aktor, part: Part) -> None:
    """Another kind of party has no such resource (404)."""
    if aktor.part is not part:
        raise Saknas


def rutter(prefix: str, tagg: str) -> APIRouter:
    """A router whose routes read JSON strictly and refuse undeclared parameters."""
    return APIRouter(prefix=prefix, tags=[tagg], route_class=StriktRoute)
