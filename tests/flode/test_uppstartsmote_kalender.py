"""The meeting as iCalendar: valid, stable, and silent about everything that is nobody's business."""

import io
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from app.flode.uppstartsmote.kalender import Flodespost, Kalenderpost, kalender, kalenderflode
from app.flode.uppstartsmote.router import vill_ha_kalender
from app.flode.uppstartsmote.states import Motesform, Motespart, Motessvar

ROT = Path(__file__).parents[2]
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


# --- read by others than the library that wrote it --------------------------------------------------

RAD = re.compile(
    r"(?P<namn>[A-Z][A-Z0-9-]*)(?P<parametrar>(;[A-Z-]+=(\"[^\"\x00-\x1f]*\"|[^\",;:\x00-\x1f]*))*):(?P<varde>.*)",
    re.DOTALL,
)
GANGER = {"VCALENDAR": {"PRODID": 1, "VERSION": 1, "METHOD": 1}, "VEVENT": {"UID": 1, "DTSTAMP": 1, "DTSTART": 1}}


def rader_i(innehall):
    """The content lines of RFC 5545, 3.1: CRLF, at most 75 octets, unfolded before they are read as text."""
    assert innehall.endswith(b"\r\n")
    assert b"\n" not in innehall.replace(b"\r\n", b"")
    assert b"\r" not in innehall.replace(b"\r\n", b"")
    assert all(len(rad) <= 75 for rad in innehall.split(b"\r\n"))
    return innehall.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]


def komponenter(innehall):
    """Components by their names, each a list of (property, parameters, value); nested as they are."""
    stack, ut = [], []
    for rad in rader_i(innehall):
        delar = RAD.fullmatch(rad)
        assert delar, rad
        namn, varde = delar["namn"], delar["varde"]
        if namn == "BEGIN":
            stack.append((varde, []))
        elif namn == "END":
            slut, egenskaper = stack.pop()
            assert slut == varde
            ut.append((slut, egenskaper))
        else:
            stack[-1][1].append((namn, delar["parametrar"], varde))
    assert stack == []
    return ut


def egenskaper(innehall, komponent="VEVENT"):
    (funna,) = [e for namn, e in komponenter(innehall) if namn == komponent]
    return funna


def varde(innehall, namn, komponent="VEVENT"):
    (funnet,) = [v for n, _, v in egenskaper(innehall, komponent) if n == namn]
    return funnet


@pytest.mark.parametrize("installd", [False, True])
@pytest.mark.parametrize("skyddad", [False, True])
def test_inbjudan_ar_vad_rfc_5545_och_5546_kraver(installd, skyddad):
    innehall = kalender(post(installd=installd, skyddad=skyddad, sekvens=12))
    assert rader_i(innehall)[0] == "BEGIN:VCALENDAR"
    assert rader_i(innehall)[-1] == "END:VCALENDAR"
    assert [namn for namn, _ in komponenter(innehall)] == ["DAYLIGHT", "STANDARD", "VTIMEZONE", "VEVENT", "VCALENDAR"]
    for komponent, krav in GANGER.items():
        antal = Counter(namn for namn, _, _ in egenskaper(innehall, komponent))
        assert {namn: antal[namn] for namn in krav} == krav
    antal = Counter(namn for namn, _, _ in egenskaper(innehall))
    # RFC 5546, 3.2.2: exactly one organizer and summary, at least one attendee, a sequence that is there from 1 on.
    assert (antal["ORGANIZER"], antal["SUMMARY"], antal["SEQUENCE"]) == (1, 1, 1)
    assert antal["ATTENDEE"] == (1 if skyddad else 3)
    assert varde(innehall, "METHOD", "VCALENDAR") == ("CANCEL" if installd else "REQUEST")
    assert varde(innehall, "STATUS") == ("CANCELLED" if installd else "CONFIRMED")
    assert varde(innehall, "SEQUENCE") == "12"
    adresser = [v for namn, _, v in egenskaper(innehall) if namn in {"ORGANIZER", "ATTENDEE"}]
    assert len(set(adresser)) == len(adresser)
    assert all(re.fullmatch(r"mailto:[a-z0-9.-]+@stegvis\.invalid", a) for a in adresser)
    assert all("CN=" not in p for _, p, _ in egenskaper(innehall))
    assert kalender(post(installd=installd, skyddad=skyddad, sekvens=12)) == innehall


def test_adresserna_ar_desamma_i_varje_revision():
    forsta, andra = kalender(post()), kalender(post(sekvens=4, installd=True))
    for namn in ("UID", "ORGANIZER"):
        assert varde(forsta, namn) == varde(andra, namn)


SKIFTESDAGAR = (
    # The hour that comes twice, and the one that never was: 03.00 summer time is 02.00 winter time.
    ("2026-10-25T00:30:00+00:00", "20261025T023000"),
    ("2026-10-25T01:30:00+00:00", "20261025T023000"),
    ("2026-10-25T08:00:00+00:00", "20261025T090000"),
    ("2026-10-24T08:00:00+00:00", "20261024T100000"),
    ("2027-03-28T00:59:00+00:00", "20270328T015900"),
    ("2027-03-28T01:00:00+00:00", "20270328T030000"),
    ("2027-03-28T07:00:00+00:00", "20270328T090000"),
    ("2027-03-27T08:00:00+00:00", "20270327T090000"),
)


@pytest.mark.parametrize(("utc", "lokalt"), SKIFTESDAGAR)
def test_tiderna_ar_ratt_dagarna_kring_skiftet_ocksa_for_andra_program(utc, lokalt):
    dag = datetime.fromisoformat(utc)
    innehall = kalender(post(borjar=dag, slutar=dag + timedelta(hours=2)))
    (borjar,) = [(p, v) for namn, p, v in egenskaper(innehall) if namn == "DTSTART"]
    andra_gangen = utc.startswith("2026-10-25T01:30")  # a local time names the first of two
    assert borjar == (("", "20261025T013000Z") if andra_gangen else (";TZID=Europe/Stockholm", lokalt))
    assert las(innehall)[1]["dtend"].dt.astimezone(UTC) == dag + timedelta(hours=2)
    handelse = IcsCalendarStream.calendar_from_ics(innehall.decode()).events[0]
    assert handelse.dtstart.astimezone(UTC) == dag
    assert handelse.dtend.astimezone(UTC) == dag + timedelta(hours=2)


@pytest.mark.parametrize(("utc", "lokalt"), SKIFTESDAGAR)
def test_tidszonens_egna_regler_ger_samma_tid_for_den_som_inte_kanner_zonen(utc, lokalt):
    innehall = kalender(post())
    zonen = innehall[innehall.index(b"BEGIN:VTIMEZONE") : innehall.index(b"BEGIN:VEVENT")].decode()
    zon = tzical(io.StringIO(zonen.replace("\r\n", "\n"))).get("Europe/Stockholm")
    assert f"{datetime.fromisoformat(utc).astimezone(zon):%Y%m%dT%H%M%S}" == lokalt


def test_ett_annat_program_laser_inbjudan_med_svar():
    svar = {
        Motespart.INDIVID: Motessvar.ACCEPTERAT,
        Motespart.VAGLEDARE: Motessvar.AVBOJT,
        Motespart.SOCIALSEKRETERARE: Motessvar.INBJUDEN,
    }
    innehall = kalender(post(svar=svar))
    kal = IcsCalendarStream.calendar_from_ics(innehall.decode())
    (handelse,) = kal.events
    assert (kal.method, handelse.uid, handelse.sequence) == ("REQUEST", f"{ID}@stegvis", 0)
    assert [str(a.status) for a in handelse.attendees] == ["ACCEPTED", "DECLINED", "NEEDS-ACTION"]
    text = innehall.decode().lower()
    for ord_ in ("uppstart", "social", "vägled", "individ", "försörj", "aktivitet", "tolk"):
        assert ord_ not in text


# --- the feed ---------------------------------------------------------------------------------------


def flodespost(nummer, **mer):
    grund = {
        "id": ID,
        "sekvens": 2,
        "andrad": datetime(2026, 10, 12, 8, tzinfo=UTC),
        "borjar": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        "slutar": datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
        "nummer": nummer,
    }
    return Flodespost(**grund | mer)


def test_flodet_ar_publicerat_och_visar_nummer_och_inget_mer():
    andra = UUID("0199d5b0-0000-7000-8000-000000000002")
    innehall = kalenderflode([flodespost("B-7K3M-9Q2X"), flodespost("B-2K3M-9Q2X", id=andra)])
    delar = komponenter(innehall)
    handelser = [{n: v for n, _, v in e} for namn, e in delar if namn == "VEVENT"]
    assert [h["SUMMARY"] for h in handelser] == ["Uppstartsmöte B-7K3M-9Q2X", "Uppstartsmöte B-2K3M-9Q2X"]
    assert [h["CLASS"] for h in handelser] == ["PRIVATE", "PRIVATE"]
    assert all(not {"ATTENDEE", "LOCATION", "DESCRIPTION", "COMMENT", "URL"} & set(h) for h in handelser)
    assert varde(innehall, "METHOD", "VCALENDAR") == "PUBLISH"
    assert varde(innehall, "REFRESH-INTERVAL", "VCALENDAR") == "PT1H"
    kal = IcsCalendarStream.calendar_from_ics(innehall.decode())
    assert [h.dtend.astimezone(UTC) for h in kal.events] == [datetime(2026, 10, 25, 2, 30, tzinfo=UTC)] * 2


def test_ett_tomt_flode_ar_en_hel_kalender():
    innehall = kalenderflode([])
    assert [namn for namn, _ in komponenter(innehall)] == ["DAYLIGHT", "STANDARD", "VTIMEZONE", "VCALENDAR"]
    assert IcsCalendarStream.calendar_from_ics(innehall.decode()).events == []


@pytest.mark.parametrize("nummer", ["B-1,2;3", "B-å\\n" + "ö" * 80, 'B-"citat"'])
def test_text_skyddas_och_viks_sa_att_den_kommer_tillbaka_som_den_var(nummer):
    innehall = kalenderflode([flodespost(nummer)])
    skyddad = nummer.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    assert varde(innehall, "SUMMARY") == f"Uppstartsmöte {skyddad}"
    (handelse,) = IcsCalendarStream.calendar_from_ics(innehall.decode()).events
    assert handelse.summary == f"Uppstartsmöte {nummer}"


def test_kalenderbiblioteket_laddas_inte_vid_start():
    kod = "import app.main, sys; sys.exit('icalendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", kod], cwd=ROT, check=False).returncode == 0


def test_en_skyddad_persons_kalender_har_bara_tiden():
    _, handelse = las(kalender(post(skyddad=True)))
    assert set(handelse) == {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "STATUS", "CLASS", "SUMMARY", "ORGANIZER", "ATTENDEE",
        "TRANSP",
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
