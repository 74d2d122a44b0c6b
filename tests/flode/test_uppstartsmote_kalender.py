"""The meeting as iCalendar: valid, stable, and silent about everything that is nobody's business."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from app.flode.uppstartsmote.kalender import Kalenderpost, kalender
from app.flode.uppstartsmote.router import vill_ha_kalender
from app.flode.uppstartsmote.states import Motesform, Motespart, Motessvar

ID = UUID("0199d5b0-0000-7000-8000-000000000001")


def post(**mer):
    grund = {
        "id": ID,
        "sekvens": 0,
        "andrad": datetime(2026, 10, 12, 8, tzinfo=UTC),
        "borjar": datetime(2026, 10, 15, 8, tzinfo=UTC),
        "slutar": datetime(2026, 10, 15, 9, tzinfo=UTC),
        "installd": False,
        "skyddad": False,
        "form": Motesform.FYSISKT,
        "svar": dict.fromkeys(Motespart, Motessvar.INBJUDEN),
    }
    return Kalenderpost(**grund | mer)


def las(innehall):
    kal = Calendar.from_ical(innehall)
    (handelse,) = kal.walk("VEVENT")
    assert not kal.errors
    assert not handelse.errors
    return kal, handelse


def test_en_bokad_tid_ar_en_inbjudan_i_svensk_tid():
    kal, handelse = las(kalender(post()))
    assert (kal["method"], kal["version"]) == ("REQUEST", "2.0")
    assert handelse["uid"] == f"{ID}@stegvis"
    assert (handelse["sequence"], handelse["status"]) == (0, "CONFIRMED")
    assert handelse["dtstart"].params["tzid"] == "Europe/Stockholm"
    assert handelse["dtstart"].dt == datetime(2026, 10, 15, 10, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert handelse["dtend"].dt - handelse["dtstart"].dt == timedelta(hours=1)
    assert handelse["dtstamp"].dt == datetime(2026, 10, 12, 8, tzinfo=UTC)


def test_en_installd_tid_aterkallar_samma_inbjudan():
    kal, handelse = las(kalender(post(installd=True, sekvens=3)))
    assert kal["method"] == "CANCEL"
    assert (handelse["uid"], handelse["sequence"], handelse["status"]) == (f"{ID}@stegvis", 3, "CANCELLED")


def test_filen_foljer_formatet_rad_for_rad():
    rader = kalender(post()).split(b"\r\n")
    assert rader[0] == b"BEGIN:VCALENDAR"
    assert rader[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(rad) <= 75 and b"\n" not in rad for rad in rader)
    assert kalender(post()) == kalender(post())


@pytest.mark.parametrize("dag", [datetime(2026, 10, 24, 8, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)])
def test_tidszonens_regler_foljer_med_och_stammer_over_skiftet(dag):
    kal, handelse = las(kalender(post(borjar=dag, slutar=dag + timedelta(hours=1))))
    (zon,) = kal.walk("VTIMEZONE")
    lokal = handelse["dtstart"].dt.replace(tzinfo=None)
    assert lokal.replace(tzinfo=zon.to_tz()).astimezone(UTC) == dag
    assert handelse["dtstart"].dt.astimezone(UTC) == dag


def test_inbjudan_har_de_tre_parternas_svar_men_inga_namn():
    svar = {
        Motespart.INDIVID: Motessvar.ACCEPTERAT,
        Motespart.VAGLEDARE: Motessvar.AVBOJT,
        Motespart.SOCIALSEKRETERARE: Motessvar.INBJUDEN,
    }
    innehall = kalender(post(svar=svar))
    _, handelse = las(innehall)
    assert [a.params["partstat"] for a in handelse["attendee"]] == ["ACCEPTED", "DECLINED", "NEEDS-ACTION"]
    assert all(a.startswith("urn:uuid:") and "cn" not in a.params for a in handelse["attendee"])
    text = innehall.decode().lower()
    for ord_ in ("uppstart", "social", "vägled", "deltagare", "försörj", "aktivitet", "tolk", "mailto"):
        assert ord_ not in text


def test_en_skyddad_persons_kalender_har_bara_tiden():
    _, handelse = las(kalender(post(skyddad=True)))
    assert set(handelse) == {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "STATUS", "CLASS", "SUMMARY", "ORGANIZER",
    }  # fmt: skip
    assert (handelse["summary"], handelse["class"]) == ("Bokad tid", "CONFIDENTIAL")


@pytest.mark.parametrize(
    ("accept", "kalendern"),
    [
        ("text/calendar", True),
        ("TEXT/CALENDAR; charset=utf-8", True),
        ("application/json;q=0.5, text/calendar", True),
        ("text/calendar;q=0.5, application/json", False),
        ("text/calendar;q=0", False),
        ("text/calendar;q=abc", False),
        ("application/json", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_accept_valjer_form(accept, kalendern):
    assert vill_ha_kalender(accept) is kalendern
