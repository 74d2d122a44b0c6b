"""Calendar text (RFC 5545, RFC 5546): one invitation or its withdrawal, and a feed of times.

A calendar leaves the service's protection: it is copied to phones and shared with colleagues. So
it says when, and how the parties meet, but never who, where or why; of a protected place not even
how, and a protected person's meeting is in no calendar at all (DP-14, DP-15). Loads the library:
import it through ``kalender``.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDuration,
    vRecur,
    vText,
)

from app.begrepp.tid import STOCKHOLM
from app.flode.uppstartsmote.kalender import Flodespost, Kalenderpost
from app.flode.uppstartsmote.states import Motesform, Motespart, Motessvar

PRODID = "-//Stegvis//Kalender//SV"
# Calendar software takes nothing but mail addresses for people. These name nobody and reach nobody (RFC 2606).
DOMAN = "stegvis.invalid"
SVAR = {
    Motessvar.INBJUDEN: "NEEDS-ACTION",
    Motessvar.ACCEPTERAT: "ACCEPTED",
    Motessvar.AVBOJT: "DECLINED",
}
FORM = {Motesform.FYSISKT: "Fysiskt möte", Motesform.DIGITALT: "Digitalt möte", Motesform.TELEFON: "Telefonmöte"}
ADRESS = {part: f"deltagare-{nummer}" for nummer, part in enumerate(Motespart, 1)}
HAMTA_IGEN = timedelta(hours=1)
NAMN = "Stegvis"


def inbjudan(post: Kalenderpost) -> bytes:
    """An iCalendar object with one VEVENT."""
    kal = _kalender("CANCEL" if post.installd else "REQUEST")
    kal.add_component(_stockholm())
    kal.add_component(_handelse(post))
    return bytes(kal.to_ical())


def flode(poster: Iterable[Flodespost]) -> bytes:
    """What a calendar that subscribes is given: times, each with as little as it can be told by."""
    kal = _kalender("PUBLISH")
    kal.add("x-wr-calname", NAMN)
    kal.add("x-wr-timezone", STOCKHOLM.key)
    kal.add("refresh-interval", vDuration(HAMTA_IGEN), {"VALUE": "DURATION"})
    kal.add("x-published-ttl", vDuration(HAMTA_IGEN))
    kal.add_component(_stockholm())
    for post in poster:
        kal.add_component(_upptagen(post))
    return bytes(kal.to_ical())


def _kalender(metod: str) -> Calendar:
    kal = Calendar()
    kal.add("prodid", PRODID)
    kal.add("version", "2.0")
    kal.add("calscale", "GREGORIAN")
    kal.add("method", metod)
    return kal


def _tid(handelse: Event, borjar: datetime, slutar: datetime) -> None:
    handelse.add("dtstart", _lokal(borjar))
    handelse.add("dtend", _lokal(slutar))


def _lokal(tid: datetime) -> datetime:
    """Swedish time; in UTC in the hour that comes a second time, which a local time cannot name (RFC 5545, 3.3.5)."""
    lokal = tid.astimezone(STOCKHOLM)
    return tid.astimezone(UTC) if lokal.fold else lokal


def _upptagen(post: Flodespost) -> Event:
    handelse = Event()
    handelse.add("uid", f"{post.id}@stegvis")
    handelse.add("sequence", post.sekvens)
    handelse.add("dtstamp", post.andrad)
    _tid(handelse, post.borjar, post.slutar)
    handelse.add("status", "CONFIRMED")
    handelse.add("transp", "OPAQUE")
    handelse.add("class", "PRIVATE")
    handelse.add("summary", f"Uppstartsmöte {post.nummer}")
    # RFC 5546, 3.2.1: what is published has an organizer and no attendees.
    handelse.add("organizer", vCalAddress(f"mailto:kalender@{DOMAN}"))
    return handelse


def _handelse(post: Kalenderpost) -> Event:
    """The identity stays through all revisions, so that a calendar moves the entry it has.

    RFC 5546, 3.2.2 and 3.2.5: an organizer who is the same through all revisions, a summary, and at least one
    attendee; none of them says anything. Nobody is asked to answer by mail.
    """
    handelse = Event()
    handelse.add("uid", f"{post.id}@stegvis")
    handelse.add("sequence", post.sekvens)
    handelse.add("dtstamp", post.andrad)
    _tid(handelse, post.borjar, post.slutar)
    handelse.add("status", "CANCELLED" if post.installd else "CONFIRMED")
    handelse.add("transp", "TRANSPARENT" if post.installd else "OPAQUE")
    handelse.add("class", "CONFIDENTIAL" if post.skyddad else "PRIVATE")
    handelse.add("summary", "Bokad tid" if post.skyddad else "Möte")
    handelse.add("organizer", vCalAddress(f"mailto:{post.id}@{DOMAN}"))
    if post.skyddad:
        handelse.add("attendee", _deltagare(post, "deltagare", None), encode=False)
        return handelse
    handelse.add("location", FORM[post.form])
    handelse.add("description", "Mer om mötet finns i Stegvis.")
    for part in Motespart:
        handelse.add("attendee", _deltagare(post, ADRESS[part], post.svar[part]), encode=False)
    return handelse


def _deltagare(post: Kalenderpost, vem: str, svar: Motessvar | None) -> vCalAddress:
    deltar = vCalAddress(f"mailto:{vem}.{post.id}@{DOMAN}")
    deltar.params["role"] = vText("REQ-PARTICIPANT")
    deltar.params["rsvp"] = vText("FALSE")
    if svar is not None:
        deltar.params["partstat"] = vText(SVAR[svar])
    return deltar


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
