"""The booked time as iCalendar (RFC 5545, RFC 5546): an invitation or its withdrawal.

A calendar leaves the service's protection: it is copied to phones and shared with colleagues. So
it says when, and how the parties meet, but never who, where or why; of a protected person's
meeting it says when and nothing else (DP-14, DP-15).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vRecur,
    vText,
)

from app.begrepp.tid import STOCKHOLM
from app.flode.uppstartsmote.states import Motesform, Motespart, Motessvar

PRODID = "-//Stegvis//Kalender//SV"
SVAR = {
    Motessvar.INBJUDEN: "NEEDS-ACTION",
    Motessvar.ACCEPTERAT: "ACCEPTED",
    Motessvar.AVBOJT: "DECLINED",
}
FORM = {Motesform.FYSISKT: "Fysiskt möte", Motesform.DIGITALT: "Digitalt möte", Motesform.TELEFON: "Telefonmöte"}


@dataclass(frozen=True, slots=True)
class Kalenderpost:
    """What the calendar needs to know; ``sekvens`` is the revision, ``andrad`` when it was made."""

    id: UUID
    sekvens: int
    andrad: datetime
    borjar: datetime
    slutar: datetime
    installd: bool
    skyddad: bool
    form: Motesform
    svar: Mapping[Motespart, Motessvar]


def kalender(post: Kalenderpost) -> bytes:
    """An iCalendar object with one VEVENT; same post, same bytes."""
    kal = Calendar()
    kal.add("prodid", PRODID)
    kal.add("version", "2.0")
    kal.add("method", "CANCEL" if post.installd else "REQUEST")
    kal.add_component(_stockholm())
    kal.add_component(_handelse(post))
    return bytes(kal.to_ical())


def _handelse(post: Kalenderpost) -> Event:
    """The identity stays through all revisions, so that a calendar moves the entry it has."""
    handelse = Event()
    handelse.add("uid", f"{post.id}@stegvis")
    handelse.add("sequence", post.sekvens)
    handelse.add("dtstamp", post.andrad)
    handelse.add("dtstart", post.borjar.astimezone(STOCKHOLM))
    handelse.add("dtend", post.slutar.astimezone(STOCKHOLM))
    handelse.add("status", "CANCELLED" if post.installd else "CONFIRMED")
    handelse.add("class", "CONFIDENTIAL" if post.skyddad else "PRIVATE")
    # RFC 5546 wants SUMMARY and ORGANIZER in every invitation; neither says anything.
    handelse.add("summary", "Bokad tid" if post.skyddad else "Möte")
    handelse.add("organizer", vCalAddress(f"urn:uuid:{post.id}"))
    if not post.skyddad:
        _mer(handelse, post)
    return handelse


def _mer(handelse: Event, post: Kalenderpost) -> None:
    handelse.add("location", FORM[post.form])
    handelse.add("description", "Mer om mötet finns i Stegvis.")
    for part in Motespart:
        deltar = vCalAddress(f"urn:uuid:{uuid5(post.id, part.value)}")
        deltar.params["role"] = vText("REQ-PARTICIPANT")
        deltar.params["partstat"] = vText(SVAR[post.svar[part]])
        handelse.add("attendee", deltar, encode=False)


def _stockholm() -> Timezone:
    """Central European time as it has been since 1996; the two rules say all that a meeting needs."""
    zon = Timezone()
    zon.add("tzid", STOCKHOLM.key)
    zon.add_component(_skifte(TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), 1, 2, 3))  # noqa: DTZ001 - local by RFC 5545
    zon.add_component(_skifte(TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 2, 1, 10))  # noqa: DTZ001 - same
    return zon


def _skifte(skifte: Component, namn: str, fran: datetime, fore: int, efter: int, manad: int) -> Component:
    """A yearly change on the last Sunday of a month; ``fore`` and ``efter`` are hours east of Greenwich."""
    skifte.add("tzname", namn)
    skifte.add("dtstart", fran)
    skifte.add("tzoffsetfrom", timedelta(hours=fore))
    skifte.add("tzoffsetto", timedelta(hours=efter))
    skifte.add("rrule", vRecur({"FREQ": "YEARLY", "BYDAY": "-1SU", "BYMONTH": manad}))
    return skifte
