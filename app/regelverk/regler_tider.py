"""Dates and limits that follow from the rules (T-01 to T-13)."""

from datetime import date

from app.regelverk.modell import Grad
from app.regelverk.regler_modell import Hallning, Omrade, Regel, Regelstatus

_KRAVET = date(2026, 7, 1)
_FORSTA_MANAD = date(2026, 10, 1)
_UPPGIFTSLAMNANDET = date(2027, 1, 1)
_AVTALET = date(2026, 9, 10)
_LYDELSEN = Regelstatus.I_KRAFT_LYDELSEN_KONTROLLERAS

TIDERNA = Omrade(
    "Dagar och frister",
    (
        Regel(
            id="T-01",
            rubrik="Första månad med krav",
            text="Kravet kan tidigast ställas månaden efter den tredje månaden i följd med försörjningsstöd, och "
            "aldrig före oktober 2026.",
            kalla="Följer av AK-02 och AK-03 (B); hur månaderna räknas är en slutsats (D)",
            lagrum="12 kap. 4 a § SoL",
            grader=(Grad.B, Grad.D),
            galler_fran=_FORSTA_MANAD,
            status=Regelstatus.OKLAR,
            hallning=Hallning.RAKNAR,
            tjansten="Månaden räknas ur biståndsmånaderna och visas med de månader som har räknats, de som är okända "
            "och den månad då kravet skulle gälla om stödet fortsatte. Hur luckor och tidigare månader räknas är en "
            "inställning.",
        ),
        Regel(
            id="T-02",
            rubrik="Försenat beslut",
            text="Ett beslut är försenat när månaden i T-01 har gått ut utan beslut, undantag eller antecknat skäl.",
            kalla="Slutsats; någon bestämd dag har inte hittats i lag",
            grader=(Grad.D,),
            galler_fran=_FORSTA_MANAD,
            status=Regelstatus.OKLAR,
            hallning=Hallning.RAKNAR,
            tjansten="Sista dag för beslutet räknas ut tillsammans med månaden i T-01.",
        ),
        Regel(
            id="T-03",
            rubrik="Yngsta barnet fyller åtta",
            text="Det lägre timtaket upphör den dag då yngsta barnet i hushållet fyller åtta år.",
            kalla="AK-07, inte bekräftad i lagtext (C)",
            lagrum="12 kap. 4 a § SoL",
            foljer_grunden=True,
            grader=(Grad.C,),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.RAKNAR,
            tjansten="Ärendet har dagen då yngsta barnet fyller åtta, aldrig vem barnet är. Taket i bedömningen "
            "bestäms av läget den första dagen i månaden.",
        ),
        Regel(
            id="T-04",
            rubrik="När ett undantag slutar",
            text="Ett undantag slutar när barnet fyller ett år, när förmånen, arbetet, studierna eller insatsen "
            "slutar, eller när personen fyller 18 eller 21 år.",
            kalla="AK-04 och AK-05 (B); undantaget för barn under ett år ur kommunens underlag (S)",
            lagrum="12 kap. 4 a § SoL",
            grader=(Grad.B, Grad.S),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.RAKNAR,
            tjansten="Varje undantag har från och till och med, och räknas inte längre än så. Före slutet, och före "
            "dagen då barnet fyller ett, får handläggaren en bevakning.",
        ),
        Regel(
            id="T-05",
            rubrik="Dagen för riktåldern",
            text="Riktåldern nås den födelsedag då personen fyller så många år som riktåldern är det året.",
            kalla="2 kap. 10 a–d §§ socialförsäkringsbalken (A); åldern för varje år är en slutsats (D)",
            lagrum="2 kap. 10 a–d §§ SFB",
            grader=(Grad.A, Grad.D),
            hallning=Hallning.RAKNAR,
            tjansten="Dagen räknas ut ur födelsedagen och tabellen över riktålder år för år.",
        ),
        Regel(
            id="T-06",
            rubrik="Svarsdag vid kommunicering",
            text="Parten får svara till och med den dag som handläggaren har bestämt.",
            kalla="25 § förvaltningslagen",
            lagrum="25 § FL",
            grader=(Grad.A,),
            hallning=Hallning.RAKNAR,
            tjansten="Tystnad räknas som tystnad först dagen efter svarsdagen. Svarsdagen kan flyttas framåt.",
        ),
        Regel(
            id="T-07",
            rubrik="Sista dag att överklaga",
            text="Ett överklagande ska ha kommit in inom tre veckor från den dag parten fick del av beslutet, eller "
            "nästa vardag om den sista dagen är en helgdag, en lördag eller en afton som likställs med helgdag.",
            kalla="44 § förvaltningslagen; 2 § lagen (1930:173) om beräkning av lagstadgad tid",
            lagrum="44 § FL",
            grader=(Grad.A,),
            hallning=Hallning.RAKNAR,
            tjansten="Sista dagen räknas ut ur dagen för delfående, och när ett överklagande kommer in visas om det "
            "kom i tid.",
        ),
        Regel(
            id="T-08",
            rubrik="Kvartal till Ivo",
            text="Uppgifterna till Inspektionen för vård och omsorg avser kalenderkvartal, och en plan räknas med om "
            "den gällde någon dag i kvartalet.",
            kalla="Uppgift från dem som bygger för lagen, inte bekräftad i författning (C)",
            grader=(Grad.C,),
            galler_fran=_UPPGIFTSLAMNANDET,
            status=Regelstatus.KOMMANDE,
            hallning=Hallning.RAKNAR,
            tjansten="Rapporten gäller ett kalenderkvartal, räknar den som hade en beställning eller plan någon dag i "
            "det, och fryses först när kvartalet är slut.",
        ),
        Regel(
            id="T-09",
            rubrik="Sista dag för statistiken",
            text="Uppgifterna till Socialstyrelsen lämnas senast den 15 i månaden efter, och orsaken till att stödet "
            "har upphört senast fyra månader efter den månad då det upphörde.",
            kalla="2 § förordningen 1981:1370; 3–4 §§ HSLF-FS 2015:30, som kan ha ändrats",
            lagrum="2 § förordningen 1981:1370",
            grader=(Grad.A,),
            hallning=Hallning.REGISTRERAR,
            tjansten="Rapporten visar sista dagen och lämnar avslutsorsaken i de månader då den kan lämnas.",
            skal="Det är kommunens verksamhetssystem som lämnar statistiken, och fristen bevakas där (AK-34).",
        ),
        Regel(
            id="T-10",
            rubrik="Tre månader utan verkställighet",
            text="Ett beslut är inte verkställt i tid när tre månader har gått från beslutet; tiden har passerat "
            "dagen efter.",
            kalla="16 kap. 6 f–h §§ i 2001 års SoL; om regeln gäller aktiviteter är oklart",
            lagrum="16 kap. 6 f–h §§ SoL (2001:453)",
            grader=(Grad.A,),
            status=Regelstatus.OKLAR,
            hallning=Hallning.RAKNAR,
            tjansten="En begäran som inte har lett till start inom tre månader ger en bevakning. Om den ska "
            "rapporteras (AK-35) bedömer nämnden.",
        ),
        Regel(
            id="T-11",
            rubrik="Gallring",
            text="Uppgifter gallras fem år efter den sista anteckningen hos nämnden och två år efter den hos en "
            "enskild utförare, senast vid utgången av året efter.",
            kalla="12 kap. 1 § och 7 kap. 3 § i 2001 års SoL; i 2025 års lag 16 och 17 kap., inte kontrollerade",
            lagrum="16 och 17 kap. SoL",
            grader=(Grad.A,),
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="Fristerna räknas från den sista anteckningen. Förslaget visar vad som är förfallet och vad som "
            "bevaras för forskning, och den som har föreslagit gallringen får inte besluta om den.",
        ),
        Regel(
            id="T-12",
            rubrik="Frister i en beställning",
            text="Utföraren svarar inom en arbetsdag från det att beställningen togs emot och bokar första mötet inom "
            "sju dagar, om avtalet inte säger annat.",
            kalla="Ett kommunalt avtal som gäller från september 2026; fristerna anges i varje avtal",
            grader=(Grad.C,),
            galler_fran=_AVTALET,
            status=Regelstatus.LOKAL,
            hallning=Hallning.SPARRAR,
            tjansten="Från mottagandet räknas sista dag för svar i svenska arbetsdagar, och för bokning och möte i "
            "kalenderdagar. Ett obokat möte syns som försenat dagen efter. Frågan går vidare till nästa utförare först "
            "när svarstiden har gått ut.",
        ),
        Regel(
            id="T-13",
            rubrik="Vilande samordningsnummer",
            text="Ett samordningsnummer förklaras vilande vid utgången av det femte kalenderåret efter det då det "
            "tilldelades eller förnyades.",
            kalla="3 kap. 2 § lagen (2022:1697) om samordningsnummer",
            lagrum="3 kap. 2 § lagen (2022:1697) om samordningsnummer",
            grader=(Grad.A,),
            hallning=Hallning.REGISTRERAR,
            tjansten="Samordningsnummer tas emot och känns igen.",
            skal="Tjänsten vet inte när numret tilldelades eller förnyades, så dagen kan inte räknas ut.",
        ),
    ),
)
