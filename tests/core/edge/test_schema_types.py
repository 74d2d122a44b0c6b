import json
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from app.begrepp.identiteter import Personnummer
from app.core.edge.field_faults import faltfel
from app.core.schema_types import (
    Antal,
    Bool,
    Datum,
    Fritext,
    Heltal,
    Identitet,
    Indata,
    KommunkodIn,
    KortText,
    KravdFritext,
    LangText,
    Lista,
    ManadStr,
    OrganisationsnummerIn,
    ParameterBool,
    ParameterHeltal,
    PersonnummerIn,
    PositivtHeltal,
    Tidpunkt,
    Utdata,
    kontrollera_indata,
)

EN = "0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"


def las(typ, varde):
    return TypeAdapter(typ).validate_python(varde)


FEL = [
    *((Heltal, v) for v in (False, True, 1.0, "1", None, 2**31, -(2**31) - 1, 10**400, float("inf"), [1])),
    *((Antal, v) for v in (-1, False)),
    *((PositivtHeltal, v) for v in (0, -1)),
    *((Bool, v) for v in (0, 1, "true", "false", None)),
    *((Datum, v) for v in (0, 1.0, False, "2026-1-1", "20260101", "2026-02-30", "2026-01-01T00:00:00", "1899-12-31")),
    *((Datum, v) for v in ("2200-01-01", "２０２６-01-01", "2026-01-01\n", "", datetime(2026, 1, 1, tzinfo=UTC))),
    *((Tidpunkt, v) for v in ("2026-01-01T10:00:00", "2026-01-01", "2026-01-01 10:00:00Z", 0, 1.5, True)),
    *(
        (Tidpunkt, v)
        for v in ("2026-01-01T24:00:00Z", "2026-01-01T10:00:60Z", "2026-13-01T10:00:00Z", "9999-12-31T23:59:59Z")
    ),
    *((Tidpunkt, v) for v in ("2026-01-01T10:00:00+25:00", "2026-01-01T10:00:00Z\n", datetime(2026, 1, 1))),  # noqa: DTZ001
    *((ManadStr, v) for v in ("2026-13", "2026-1", "2026-00", "1899-01", 202601, None, "2026-01\n")),
    *((Identitet, v) for v in (EN.replace("-", ""), "{" + EN + "}", "urn:uuid:" + EN, 1, None, EN + "\n", b"x" * 16)),
    *(
        (KortText, v)
        for v in ("", "   ", "a\nb", "a\tb", "a\0", "\ud800", "a" * 201, 1, None, b"a", "a\u202eb", "a\x1b[0m")
    ),
    *((LangText, v) for v in ("", "\n", "a" * 2001)),
    *((Fritext, v) for v in ("\0", "a" * 10_001, None)),
    *((KravdFritext, v) for v in ("", " \n ")),
    *((PersonnummerIn, v) for v in ("199001079807", "19900107-9806\n", 199001079806, None, "")),
    *((OrganisationsnummerIn, v) for v in ("212000-0356", 2120000357)),
    *((KommunkodIn, v) for v in ("484", 484, "04840")),
    *((ParameterHeltal, v) for v in ("1.0", "1_0", " 1", "+1", "1e3", "", "9" * 10, "１", True)),
    *((ParameterBool, v) for v in ("1", "on", "True", "", 1)),
]


@pytest.mark.parametrize(("typ", "varde"), FEL)
@pytest.mark.krav("ASVS 2.2.1", "ASVS 15.3.5", "ASVS 1.4.2")
def test_varje_typ_vagrar_annat_an_sin_enda_form(typ, varde):
    with pytest.raises(ValidationError):
        las(typ, varde)


@pytest.mark.parametrize(
    ("typ", "varde", "blir"),
    [
        (Heltal, -5, -5),
        (Datum, "2028-02-29", date(2028, 2, 29)),
        (Datum, date(2026, 1, 1), date(2026, 1, 1)),
        (Tidpunkt, "2026-10-05T10:00:00+02:00", datetime(2026, 10, 5, 8, tzinfo=UTC)),
        (Tidpunkt, "2026-10-05t08:00:00.123456789z", datetime(2026, 10, 5, 8, 0, 0, 123456, tzinfo=UTC)),
        (ManadStr, "2026-10", "2026-10"),
        (KortText, "  a b  ", "a b"),
        (KortText, "a\u030a", "å"),
        (LangText, "a\r\nb\t\n", "a\nb"),
        (Fritext, "", ""),
        (PersonnummerIn, "19900107-9806", Personnummer("199001079806")),
        (OrganisationsnummerIn, "212000-0357", "2120000357"),
        (KommunkodIn, "0484", "0484"),
        (ParameterHeltal, "-20", -20),
        (ParameterBool, "false", False),
    ],
)
def test_den_ratta_formen_lases(typ, varde, blir):
    assert las(typ, varde) == blir


def test_identitet_lases_i_bada_skrifterna():
    assert str(las(Identitet, EN.upper())) == EN


def test_fel_i_personnummer_namns_utan_numret():
    class Sok(Indata):
        personnummer: PersonnummerIn

    with pytest.raises(ValidationError) as fel:
        Sok.model_validate({"personnummer": "199001079807"})
    (ett,) = faltfel(fel.value.errors())
    assert (ett.falt, ett.kod) == ("/personnummer", "personnummer_kontrollsiffra")
    assert "kontrollsiffra" in ett.meddelande
    assert "1990" not in ett.meddelande + str(fel.value)


class Farg(StrEnum):
    ROD = "rod"


class Del(Indata):
    forsta_dag: Datum | None = None


class Allt(Indata):
    antal: Annotated[Heltal, Field(ge=1, le=5)]
    farg: Farg
    val: Literal["a", "b"] | None = None
    del_lista: Lista[Del] = []
    kort: Annotated[list[KortText], Field(max_length=3)] | None = None
    sista: Del | None = None


def test_indata_tar_bara_sina_egna_namn():
    assert Allt.model_validate({"antal": 1, "farg": "rod", "sista": {"forstaDag": "2026-01-01"}}).sista
    for fel in ({"forsta_dag": "2026-01-01"}, {"id": EN}, {"status": "x"}):
        with pytest.raises(ValidationError):
            Del.model_validate(fel)
    with pytest.raises(ValidationError):
        Allt.model_validate({"antal": 6, "farg": "rod"})


def test_indata_kan_inte_andras():
    with pytest.raises(ValidationError):
        Del().forsta_dag = date(2026, 1, 1)


def test_utdata_byggs_med_pythonnamn_och_skrivs_med_camelcase():
    class Svar(Utdata):
        skapad_tid: Tidpunkt
        dag: Datum
        lankar: dict[str, str] = Field(alias="_links")

    svar = Svar(
        skapad_tid=datetime(2026, 10, 5, 10, tzinfo=timezone(timedelta(hours=2))), dag=date(2026, 1, 2), lankar={}
    )
    assert json.loads(svar.model_dump_json()) == {
        "skapadTid": "2026-10-05T08:00:00Z",
        "dag": "2026-01-02",
        "_links": {},
    }


@pytest.mark.parametrize("namn", ["falt_1", "Å", "storX1"])
def test_falt_med_fel_namn_stoppas_nar_klassen_skapas(namn):
    with pytest.raises(TypeError):
        type("Fel", (Indata,), {"__annotations__": {namn: str}})
    with pytest.raises(TypeError):
        type("Fel", (Utdata,), {"__annotations__": {namn: str}})


def test_strikt_modell_har_inga_fel():
    assert kontrollera_indata(Allt) == []


def test_varje_slarv_namns():
    class Losa(BaseModel):
        x: int

    class Slarv(Indata):
        a: int
        b: str | None = None
        c: list[Heltal] = []
        d: dict[str, Any] = {}
        e: Losa
        f: Literal[1]
        g: date

    fel = kontrollera_indata(Slarv)
    for del_ in (
        "Slarv.a",
        "Slarv.b",
        "Slarv.c: listan",
        "Slarv.d",
        "Losa: bygger inte",
        "Losa: tar emot",
        "Slarv.f",
        "Slarv.g",
    ):
        assert any(f.startswith(del_) for f in fel), del_


def test_schema_har_ett_enda_exempel_per_datum():
    schema = Del.model_json_schema()["properties"]["forstaDag"]
    assert schema["anyOf"][0] == {"type": "string", "format": "date", "example": "2026-10-05"}
