"""The law as the service reads it, open to anyone: rulesets with sources and grades, rules, rulings, questions."""

from typing import Any

from fastapi import Response
from pydantic import Field

from app.core.http import ROT, rutter
from app.core.representations import Lankar, LankUt
from app.core.schema_types import Datum, Utdata
from app.katalog.tolkning_schemas import InstallningUt
from app.regelverk.modell import AfSteg, Grad, Lagrum, OppenFraga, Regelvarde, Regelverk
from app.regelverk.motor.tolkning import VAL
from app.regelverk.oppna_fragor import OPPNA_FRAGOR
from app.regelverk.regler import REGLER
from app.regelverk.regler_modell import Hallning, Regel, Regelstatus, Tolkning
from app.regelverk.regler_tolkningar import TOLKNINGAR
from app.regelverk.urval import REGELVERK

router = rutter("/regelverk", "regelverk")


class RegelvardeUt(Utdata):
    """One value of the law."""

    kod: str = Field(json_schema_extra={"example": "manader_i_foljd"})
    text: str = Field(
        json_schema_extra={"example": "Kravet gäller den som har haft försörjningsstöd minst tre månader i följd."}
    )
    varde: int | str | list[int] | list[str] | None = Field(None, json_schema_extra={"example": 3})
    regel: str = Field(json_schema_extra={"example": "AK-02"})
    lagrum: str = Field(json_schema_extra={"example": "12 kap. 4 a § SoL"})
    galler_fran: Datum
    grad: Grad
    grad_text: str = Field(json_schema_extra={"example": "ur en officiell text från regering eller riksdag"})

    @classmethod
    def av(cls, varde: Regelvarde) -> "RegelvardeUt":
        """From the value."""
        innehall: Any = list(varde.varde) if isinstance(varde.varde, tuple) else varde.varde
        return cls(
            kod=varde.kod,
            text=varde.text,
            varde=innehall,
            regel=varde.regel,
            lagrum=varde.lagrum,
            galler_fran=varde.galler_fran,
            grad=varde.grad,
            grad_text=varde.grad.text,
        )


class RegelverkUt(Utdata):
    """One ruleset; ``standard`` ones are chosen by the month, others must be named."""

    kod: str = Field(json_schema_extra={"example": "aktivitetskrav-2026-730"})
    namn: str = Field(json_schema_extra={"example": "Aktivitetskrav enligt 12 kap. 4 a § socialtjänstlagen"})
    lagrum: Lagrum
    galler_fran_manad: str = Field(json_schema_extra={"example": "2026-10"})
    standard: bool
    af_steg: AfSteg
    varden: list[RegelvardeUt]
    undantag: list[RegelvardeUt]

    @classmethod
    def av(cls, regelverk: Regelverk) -> "RegelverkUt":
        """From the ruleset."""
        return cls(
            kod=regelverk.kod,
            namn=regelverk.namn,
            lagrum=regelverk.lagrum,
            galler_fran_manad=str(regelverk.galler_fran),
            standard=regelverk.standard,
            af_steg=regelverk.af_steg,
            varden=[RegelvardeUt.av(v) for v in regelverk.varden],
            undantag=[RegelvardeUt.av(u.varde) for u in regelverk.undantag],
        )


class OppenFragaUt(Utdata):
    """What is not settled, and how the service acts meanwhile."""

    nummer: int = Field(json_schema_extra={"example": 3})
    fraga: str = Field(json_schema_extra={"example": "Kan själva begäran att delta överklagas?"})
    standard: str = Field(json_schema_extra={"example": "Nej, bara vägran och nedsättning."})
    regler: list[str] = Field(json_schema_extra={"example": ["AK-26"]})

    @classmethod
    def av(cls, fraga: OppenFraga) -> "OppenFragaUt":
        """From the question."""
        return cls(nummer=fraga.nummer, fraga=fraga.fraga, standard=fraga.standard, regler=list(fraga.regler))


class RegelUt(Utdata):
    """One rule that refusals cite, and what the service does about it."""

    id: str = Field(json_schema_extra={"example": "AK-22"})
    rubrik: str = Field(json_schema_extra={"example": "Kommunicering"})
    text: str = Field(json_schema_extra={"example": "Före ett betungande beslut ska parten underrättas."})
    kalla: str = Field(json_schema_extra={"example": "25 § förvaltningslagen"})
    lagrum: str | None = Field(None, json_schema_extra={"example": "25 § FL"})
    grader: list[Grad] = Field(description="En grad för varje slags källa", json_schema_extra={"example": ["A"]})
    galler_fran: Datum | None = Field(None, description="Utelämnad när regeln gällde före tjänsten")
    status: Regelstatus
    status_text: str = Field(json_schema_extra={"example": "i kraft"})
    hallning: Hallning
    tjansten: str = Field(
        description="Vad tjänsten gör", json_schema_extra={"example": "Vägran nekas tills svarstiden har gått ut."}
    )
    skal: str | None = Field(
        None, description="Varför tjänsten bara registrerar", json_schema_extra={"example": "Regeln är ett förslag."}
    )

    @classmethod
    def av(cls, regel: Regel) -> "RegelUt":
        """From the rule."""
        return cls(
            id=regel.id,
            rubrik=regel.rubrik,
            text=regel.text,
            kalla=regel.kalla,
            lagrum=regel.lagrum,
            grader=list(regel.grader),
            galler_fran=regel.galler_fran,
            status=regel.status,
            status_text=regel.status.text,
            hallning=regel.hallning,
            tjansten=regel.tjansten,
            skal=regel.skal,
        )


class TolkningUt(Utdata):
    """How a rule is read where its source leaves room."""

    id: str = Field(json_schema_extra={"example": "TOLK-09"})
    rubrik: str = Field(json_schema_extra={"example": "När kommuniceringen är klar"})
    text: str = Field(json_schema_extra={"example": "Klar när personen har svarat, eller dagen efter svarsdagen."})
    avgor: str = Field(json_schema_extra={"example": "Första dag för vägran eller nedsättning."})
    regler: list[str] = Field(json_schema_extra={"example": ["AK-22", "T-06"]})

    @classmethod
    def av(cls, tolkning: Tolkning) -> "TolkningUt":
        """From the ruling."""
        return cls(
            id=tolkning.id,
            rubrik=tolkning.rubrik,
            text=tolkning.text,
            avgor=tolkning.avgor,
            regler=list(tolkning.regler),
        )


class RegelverkSvar(Utdata):
    """All rulesets, rules, rulings and open questions."""

    regelverk: list[RegelverkUt]
    regler: list[RegelUt]
    tolkningar: list[TolkningUt]
    oppna_fragor: list[OppenFragaUt]
    installningar: list[InstallningUt]
    lankar: Lankar = Field(alias="_links")


def _svar() -> bytes:
    """The same for everyone until the next release."""
    modell = RegelverkSvar(
        regelverk=[RegelverkUt.av(r) for r in REGELVERK],
        regler=[RegelUt.av(r) for r in REGLER.values()],
        tolkningar=[TolkningUt.av(t) for t in TOLKNINGAR],
        oppna_fragor=[OppenFragaUt.av(f) for f in OPPNA_FRAGOR],
        installningar=[InstallningUt.av(v) for v in VAL],
        lankar={"self": LankUt(href=f"{ROT}/regelverk", method="GET")},
    )
    return modell.model_dump_json(by_alias=True, exclude_none=True).encode()


SVAR = _svar()


@router.get(
    "",
    response_model=RegelverkSvar,
    operation_id="lista_regelverk",
    summary="Lista regelverk",
    description="Regelverken med varje värde, dess lagrum, gäller från och säkerhetsgrad; reglerna som nekanden "
    "hänvisar till, tolkningar och öppna frågor. Öppet för alla. / The rulesets and rules with sources and grades; "
    "open to anyone.",
    openapi_extra={"x-public": True},
)
async def lista_regelverk() -> Response:
    """Needs no token: it says nothing about anybody."""
    return Response(SVAR, media_type="application/json", headers={"cache-control": "public, max-age=3600"})
