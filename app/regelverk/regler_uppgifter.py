"""Rules on figures that others are owed (AK-32 to AK-36)."""

from datetime import date

from app.regelverk.modell import Grad
from app.regelverk.regler_modell import Hallning, Omrade, Regel, Regelstatus

_UPPGIFTSLAMNANDET = date(2027, 1, 1)
_AVGIFTEN = date(2027, 7, 1)

UPPGIFTERNA = Omrade(
    "Uppgifter till tillsyn och statistik",
    (
        Regel(
            id="AK-32",
            rubrik="Kvartalsuppgifter till Ivo",
            text="Kommunen lämnar varje kvartal uppgift till Inspektionen för vård och omsorg om hur många som har "
            "anvisats och hur många som har fått stödet vägrat eller nedsatt, fördelat på försörjningshinder.",
            kalla="Uppgift från dem som bygger för lagen, inte bekräftad i författning (C)",
            grader=(Grad.C,),
            galler_fran=_UPPGIFTSLAMNANDET,
            status=Regelstatus.KOMMANDE,
            hallning=Hallning.RAKNAR,
            tjansten="Rapporten räknar kvartalet så som det var känt vid en tidpunkt: omfattade, anvisade, vägrade och "
            "nedsatta, per månad och försörjningshinder, och vilka som inte är med och varför. När den har skickats "
            "fryses den; en rättelse är en ny utgåva. Blankett, sista dag och exakta uppgifter är inte kända, så ingen "
            "blankett påstås.",
        ),
        Regel(
            id="AK-33",
            rubrik="Sanktionsavgift",
            text="Inspektionen för vård och omsorg kan besluta om sanktionsavgift för en kommun med systematiska "
            "brister.",
            kalla="Prop. 2025/26:207",
            grader=(Grad.B,),
            galler_fran=_AVGIFTEN,
            status=Regelstatus.KOMMANDE,
            hallning=Hallning.RAKNAR,
            tjansten="Rapporten egenkontroll visar för en månad och per enhet var beslut, plan, timmar, möte, "
            "aktivitet eller start saknades eller kom sent. Vad som utlöser avgiften är inte känt, så måtten är "
            "kommunens egna.",
        ),
        Regel(
            id="AK-34",
            rubrik="Statistik till Socialstyrelsen",
            text="Kommunen lämnar varje månad uppgifter om enskilda till Socialstyrelsen, bland annat "
            "försörjningshinder och kommunala arbetsmarknadsinsatser.",
            kalla="2 § förordningen 1981:1370; 3–4 §§ HSLF-FS 2015:30, som kan ha ändrats",
            lagrum="2 § förordningen 1981:1370",
            grader=(Grad.A,),
            hallning=Hallning.REGISTRERAR,
            tjansten="Försörjningshinder registreras per person och månad, och orsaken när en beställning avslutas. "
            "Rapporten lämnar månadens rader som fil efter en layout som kommunen ställer in, med avslutsorsaken till "
            "och med den fjärde månaden efter den då stödet upphörde.",
            skal="Det är kommunens verksamhetssystem som lämnar statistiken; filen är till för det. Den layout som "
            "följer med är ett exempel.",
        ),
        Regel(
            id="AK-35",
            rubrik="Beslut som inte har verkställts",
            text="Ett gynnande beslut om bistånd som inte har verkställts inom tre månader rapporteras varje kvartal "
            "till Inspektionen för vård och omsorg och till kommunens revisorer.",
            kalla="16 kap. 6 f–h §§ i 2001 års SoL; om regeln gäller aktiviteter är oklart",
            lagrum="16 kap. 6 f–h §§ SoL (2001:453)",
            grader=(Grad.A,),
            status=Regelstatus.OKLAR,
            hallning=Hallning.RAKNAR,
            tjansten="Egenkontrollen räknar de beslut som inte har lett till start på tre månader (T-10). Om en "
            "begäran att delta är ett sådant beslut är oklart; nämnden bedömer om det ska rapporteras.",
        ),
        Regel(
            id="AK-36",
            rubrik="Försörjningshinder per vuxen och månad",
            text="Försörjningshinder anges för varje vuxen och varje månad, inte för hushållet.",
            kalla="Socialstyrelsens frågor och svar",
            grader=(Grad.B,),
            hallning=Hallning.REGISTRERAR,
            tjansten="Varje biståndsmånad hör till en person och har ett eget försörjningshinder. En rättelse är en ny "
            "rad, och den gamla finns kvar.",
            skal="Uppgiften är till för statistik och styr inte om någon omfattas.",
        ),
    ),
)
