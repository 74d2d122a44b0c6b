"""The kinds of bevakning: what there is to watch, what a list says of it, and how long it may take (pure)."""

from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple


class Bevakningssort(StrEnum):
    """What is watched; the words tell nothing delicate, since they stand in lists (DP-03)."""

    KOMMUNICERING_SVAR = "kommunicering_svar"
    OVERKLAGANDETID = "overklagandetid"
    DELGIVNING = "delgivning"
    SAMRAD_SVAR = "samrad_svar"
    UNDERRATTELSE_AF = "underrattelse_af"
    EJ_PABORJAT = "ej_paborjat"
    BESTALLNING_MOTTAGANDE = "bestallning_mottagande"
    BESTALLNING_SVAR = "bestallning_svar"
    MOTE_BOKNING = "mote_bokning"
    MOTE_GENOMFORANDE = "mote_genomforande"
    MOTE_UPPFOLJNING = "mote_uppfoljning"
    BEDOMNING_AVVAKTAN = "bedomning_avvaktan"
    BEDOMNING_UTKAST = "bedomning_utkast"
    PLAN_GODKANNANDE = "plan_godkannande"
    RAPPORT_INLAMNING = "rapport_inlamning"  # no longer computed: rapport_senast; tasks of earlier versions have it
    RAPPORT_GODKANNANDE = "rapport_godkannande"
    OVERLAMNING_UTKAST = "overlamning_utkast"
    OVERLAMNING_KVITTENS = "overlamning_kvittens"
    MEDDELANDE_AF = "meddelande_af"
    OVERLAMNING_INAKTUELL = "overlamning_inaktuell"
    SKYDD_HOS_AF = "skydd_hos_af"
    SKYDD_OMPROVAS = "skydd_omprovas"
    TIMMAR_ANDRAS = "timmar_andras"
    OMPROVNING = "omprovning"
    BESLUT_SENAST = "beslut_senast"
    RIKTALDER = "riktalder"
    FK_SVAR = "fk_svar"
    FORSLAG_SVAR = "forslag_svar"
    BESTALLNING_UTFORARE = "bestallning_utforare"
    BESTALLNING_FLYTT = "bestallning_flytt"
    BESTALLNING_PAUS = "bestallning_paus"
    SLUTREDOVISNING = "slutredovisning"
    PLATS_ERBJUDEN = "plats_erbjuden"
    PLAN_ESKALERING = "plan_eskalering"
    MEDDELANDE_OLAST = "meddelande_olast"
    NARVARO_INLAMNING = "narvaro_inlamning"
    NARVARO_RATTAD = "narvaro_rattad"
    AVVIKELSE_BESLUT = "avvikelse_beslut"
    AVVIKELSE_UPPFOLJNING = "avvikelse_uppfoljning"
    MATNING_SENAST = "matning_senast"
    RAPPORT_SENAST = "rapport_senast"
    SLUTRAPPORT_INLAMNING = "slutrapport_inlamning"
    SLUTRAPPORT_GODKANNANDE = "slutrapport_godkannande"
    AFBEDOMNING = "afbedomning"
    AFHANDELSE = "afhandelse"


# Kinds that are for who leads the work.
ESKALERADE = frozenset({Bevakningssort.PLAN_ESKALERING.value})


class Bevakningstext(NamedTuple):
    """What a list says of a kind of task, what to do about it, and how many days ahead it shows.

    ``framforhallning`` None: as soon as the date is known.
    """

    rubrik: str
    att_gora: str
    regel: str
    lagrum: str | None = None
    framforhallning: int | None = None


TEXTER: dict[Bevakningssort, Bevakningstext] = {
    Bevakningssort.KOMMUNICERING_SVAR: Bevakningstext(
        "Svarsdag för kommunicering",
        "Notera partens svar, eller att inget svar kom när svarsdagen har passerat.",
        "T-06",
        "25 § FL",
    ),
    Bevakningssort.OVERKLAGANDETID: Bevakningstext(
        "Sista dag att överklaga",
        "Kontrollera om ett överklagande har kommit in, och rättidspröva det.",
        "T-07",
        "43–44 §§ FL",
    ),
    Bevakningssort.DELGIVNING: Bevakningstext(
        "Beslut utan delfåendedatum",
        "Underrätta parten om beslutet och notera vilken dag parten fick del av det.",
        "AK-25",
        "33 § FL",
    ),
    Bevakningssort.SAMRAD_SVAR: Bevakningstext(
        "Samråd väntar på svar",
        "Notera Arbetsförmedlingens svar, eller varför nämnden går vidare utan svar.",
        "AK-14",
        "12 kap. 4 § SoL",
    ),
    Bevakningssort.UNDERRATTELSE_AF: Bevakningstext(
        "Underrätta Arbetsförmedlingen",
        "Underrätta Arbetsförmedlingen om beslutet, eller notera att det är gjort för hand.",
        "AK-15",
        "12 kap. 4 a § SoL",
    ),
    Bevakningssort.EJ_PABORJAT: Bevakningstext(
        "Beslut som inte har verkställts",
        "Se till att insatsen påbörjas. Ett beslut som inte har verkställts inom tre månader kan behöva rapporteras.",
        "T-10",
        None,
        14,
    ),
    Bevakningssort.BESTALLNING_MOTTAGANDE: Bevakningstext(
        "Beställning inte mottagen", "Kontakta utföraren: beställningen är skickad men inte mottagen.", "AK-40"
    ),
    Bevakningssort.BESTALLNING_SVAR: Bevakningstext(
        "Beställning väntar på svar", "Utföraren ska bekräfta eller avböja inom avtalets svarstid.", "T-12"
    ),
    Bevakningssort.MOTE_BOKNING: Bevakningstext(
        "Uppstartsmöte ska bokas", "Boka uppstartsmötet, eller påminn utföraren.", "T-12"
    ),
    Bevakningssort.MOTE_GENOMFORANDE: Bevakningstext(
        "Uppstartsmöte ska hållas", "Se till att uppstartsmötet hålls inom avtalets tid.", "T-12"
    ),
    Bevakningssort.MOTE_UPPFOLJNING: Bevakningstext(
        "Uppstartsmöte behöver en ny tid",
        "Ta reda på vad som hände, anteckna det och se till att en ny tid bokas. Ingenting följer av sig självt.",
        "AK-20",
        None,
        0,
    ),
    Bevakningssort.BEDOMNING_AVVAKTAN: Bevakningstext(
        "Bedömning tas upp igen", "Ta upp bedömningen igen: dagen som du avvaktade till har kommit.", "AK-02", None, 7
    ),
    Bevakningssort.BEDOMNING_UTKAST: Bevakningstext(
        "Bedömning som inte är fastställd",
        "Fastställ bedömningen, eller ange varför den inte behövs.",
        "AK-27",
        None,
        0,
    ),
    Bevakningssort.PLAN_GODKANNANDE: Bevakningstext(
        "Plan väntar på nämnden", "Godkänn planen eller återsänd den med skäl.", "AK-13"
    ),
    Bevakningssort.RAPPORT_INLAMNING: Bevakningstext(
        "Progressionsrapport saknas", "Påminn utföraren om rapporten för månaden som gått.", "AK-40", None, 0
    ),
    Bevakningssort.RAPPORT_GODKANNANDE: Bevakningstext(
        "Progressionsrapport väntar på godkännande", "Godkänn rapporten eller begär komplettering.", "AK-40"
    ),
    Bevakningssort.OVERLAMNING_UTKAST: Bevakningstext(
        "Överlämning som inte är lämnad", "Ange grund för utlämnandet och lämna över, eller lämna för hand.", "AK-17"
    ),
    Bevakningssort.OVERLAMNING_KVITTENS: Bevakningstext(
        "Överlämning väntar på kvittens", "Notera Arbetsförmedlingens kvittens, eller fråga efter den.", "AK-17"
    ),
    Bevakningssort.MEDDELANDE_AF: Bevakningstext(
        "Meddelande har inte kommit fram",
        "Arbetsförmedlingen har inte tagit emot meddelandet. Rätta och sänd om, eller gå en annan väg.",
        "AK-17",
        None,
        0,
    ),
    Bevakningssort.OVERLAMNING_INAKTUELL: Bevakningstext(
        "Överlämning stämmer inte längre",
        "Uppgifterna har ändrats sedan överlämningen kan ha nått Arbetsförmedlingen. Lämna en ny version när den är "
        "kvitterad, eller hör av dig till Arbetsförmedlingen.",
        "AK-17",
    ),
    Bevakningssort.SKYDD_HOS_AF: Bevakningstext(
        "Svar från Arbetsförmedlingen behöver prövas",
        "Läs svaret, och pröva om uppgifterna i ärendet ska ändras.",
        "DP-15",
    ),
    Bevakningssort.SKYDD_OMPROVAS: Bevakningstext(
        "Uppgift i ärendet behöver prövas på nytt",
        "Pröva om uppgiften gäller än. Den ändras inte av sig själv.",
        "DP-15",
        None,
        30,
    ),
    Bevakningssort.TIMMAR_ANDRAS: Bevakningstext(
        "Timtaket ändras", "Gör en ny bedömning: ett barn i hushållet fyller åtta år.", "T-03", None, 30
    ),
    Bevakningssort.OMPROVNING: Bevakningstext(
        "Ny bedömning inför ändrade förhållanden",
        "Gör en ny bedömning: ett undantag upphör, eller ett barn i hushållet fyller ett år.",
        "T-04",
        None,
        30,
    ),
    Bevakningssort.BESLUT_SENAST: Bevakningstext(
        "Beslut om aktivitetskrav",
        "Bedöm om personen omfattas och fatta beslut, eller fastställ en bedömning som säger varför inte.",
        "T-02",
        "12 kap. 4 a § SoL",
        31,
    ),
    Bevakningssort.RIKTALDER: Bevakningstext(
        "Riktåldern för pension nås",
        "Låt beslut om deltagande upphöra: kravet gäller inte längre.",
        "T-05",
        "2 kap. 10 a–d §§ SFB",
        60,
    ),
    Bevakningssort.FK_SVAR: Bevakningstext(
        "Försäkringskassan har inte svarat", "Påminn Försäkringskassan, eller notera svaret.", "AK-30"
    ),
    Bevakningssort.FORSLAG_SVAR: Bevakningstext(
        "Utförarens förslag väntar på svar", "Godkänn eller avslå förslaget, eller ändra beställningen.", "AK-40"
    ),
    Bevakningssort.BESTALLNING_UTFORARE: Bevakningstext(
        "Ingen utförare tog beställningen",
        "Beställningen avböjdes och ingen annan har fått frågan. Beställ hos en annan utförare.",
        "AK-40",
    ),
    Bevakningssort.BESTALLNING_FLYTT: Bevakningstext(
        "Flytt till annan utförare blev inte av",
        "Uppdraget är kvar hos utföraren. Fråga en annan utförare, eller låt det vara.",
        "AK-40",
    ),
    Bevakningssort.BESTALLNING_PAUS: Bevakningstext(
        "Paus skulle ha tagit slut", "Återuppta beställningen, förläng pausen eller avsluta.", "AK-40", None, 0
    ),
    Bevakningssort.SLUTREDOVISNING: Bevakningstext(
        "Slutredovisning saknas", "Påminn utföraren om slutanteckningen.", "AK-40"
    ),
    Bevakningssort.SLUTRAPPORT_INLAMNING: Bevakningstext(
        "Slutrapport saknas",
        "Påminn utföraren om slutrapporten. Beställningen avslutas när den är inlämnad.",
        "AK-40",
        None,
        14,
    ),
    Bevakningssort.SLUTRAPPORT_GODKANNANDE: Bevakningstext(
        "Slutrapport väntar på godkännande", "Godkänn slutrapporten eller begär komplettering.", "AK-40"
    ),
    Bevakningssort.PLATS_ERBJUDEN: Bevakningstext(
        "Erbjuden plats väntar på svar",
        "Tacka ja eller nej till platsen. Efter svarsdagen går den till nästa i kön.",
        "AK-10",
    ),
    Bevakningssort.PLAN_ESKALERING: Bevakningstext(
        "Plan har väntat för länge på nämnden",
        "Arbetsledaren ser till att planen godkänns eller återsänds: svarstiden har passerat.",
        "AK-13",
        None,
        0,
    ),
    Bevakningssort.MEDDELANDE_OLAST: Bevakningstext(
        "Oläst meddelande från utföraren", "Läs meddelandet och svara om det behövs.", "AK-40", None, 0
    ),
    Bevakningssort.NARVARO_INLAMNING: Bevakningstext(
        "Närvaro saknas för en vecka", "Påminn utföraren om närvaron för veckan som gått.", "AK-40", None, 0
    ),
    Bevakningssort.NARVARO_RATTAD: Bevakningstext(
        "Närvaro har rättats",
        "Utföraren har rättat närvaro som ingår i en lämnad rapport eller ett lämnat underlag. Se om det ändrar något.",
        "AK-20",
    ),
    Bevakningssort.AVVIKELSE_BESLUT: Bevakningstext(
        "Avvikelse väntar på besked", "Läs underlaget och lämna besked till utföraren, eller begär mer.", "AK-19"
    ),
    Bevakningssort.AVVIKELSE_UPPFOLJNING: Bevakningstext(
        "Avvikelse ska följas upp", "Följ upp åtgärden, och stäng avvikelsen när den är klar.", "AK-40", None, 7
    ),
    Bevakningssort.MATNING_SENAST: Bevakningstext(
        "Mätning av progression ska göras", "Påminn utföraren om mätningen.", "AK-40", None, 7
    ),
    Bevakningssort.RAPPORT_SENAST: Bevakningstext(
        "Progressionsrapport saknas för en period", "Påminn utföraren om rapporten för perioden.", "AK-40"
    ),
    Bevakningssort.AFBEDOMNING: Bevakningstext(
        "Bedömning från Arbetsförmedlingen",
        "Läs Arbetsförmedlingens bedömning och se om nämnden ska göra en ny. Inget ändras av sig självt.",
        "AK-16",
    ),
    Bevakningssort.AFHANDELSE: Bevakningstext(
        "Händelse från Arbetsförmedlingen gick inte att tolka",
        "Fråga Arbetsförmedlingen vad den gäller. Systemadministratören kan låta tolka den igen eller skriva av den.",
        "AK-17",
    ),
}

# Days from the fact to the due date where neither law nor avtal names them; the shortest time that is no delay.
FRIST: dict[Bevakningssort, timedelta] = {
    Bevakningssort.DELGIVNING: timedelta(days=7),
    Bevakningssort.UNDERRATTELSE_AF: timedelta(days=3),
    Bevakningssort.BEDOMNING_UTKAST: timedelta(days=14),
    Bevakningssort.MOTE_UPPFOLJNING: timedelta(days=3),
    Bevakningssort.PLAN_GODKANNANDE: timedelta(days=7),
    Bevakningssort.RAPPORT_GODKANNANDE: timedelta(days=7),
    Bevakningssort.OVERLAMNING_UTKAST: timedelta(days=3),
    Bevakningssort.OVERLAMNING_KVITTENS: timedelta(days=7),
    Bevakningssort.MEDDELANDE_AF: timedelta(days=1),
    Bevakningssort.OVERLAMNING_INAKTUELL: timedelta(days=1),
    Bevakningssort.SKYDD_HOS_AF: timedelta(days=1),
    Bevakningssort.FK_SVAR: timedelta(days=14),
    Bevakningssort.BESTALLNING_UTFORARE: timedelta(days=1),
    Bevakningssort.BESTALLNING_FLYTT: timedelta(days=1),
    Bevakningssort.SLUTREDOVISNING: timedelta(days=14),
    Bevakningssort.SLUTRAPPORT_INLAMNING: timedelta(days=14),
    Bevakningssort.SLUTRAPPORT_GODKANNANDE: timedelta(days=7),
    Bevakningssort.NARVARO_RATTAD: timedelta(days=7),
    Bevakningssort.AVVIKELSE_BESLUT: timedelta(days=7),
    Bevakningssort.AFBEDOMNING: timedelta(days=7),
    Bevakningssort.AFHANDELSE: timedelta(days=1),
}
# Working days that a message from the utförare may lie unread.
OLAST_ARBETSDAGAR = 2
