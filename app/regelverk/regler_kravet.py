"""Rules on who is asked to take part, from when and to what extent (AK-01 to AK-10)."""

from datetime import date

from app.regelverk.modell import Grad
from app.regelverk.regler_modell import Hallning, Omrade, Regel, Regelstatus

_SOL_2025 = date(2025, 7, 1)
_KRAVET = date(2026, 7, 1)
_FORSTA_MANAD = date(2026, 10, 1)
_LYDELSEN = Regelstatus.I_KRAFT_LYDELSEN_KONTROLLERAS
_4A_TILL_6A = "12 kap. 4 a–6 a §§ SoL"

KRAVET = Omrade(
    "Vem som omfattas och i vilken omfattning",
    (
        Regel(
            id="AK-01",
            rubrik="Beslutet anger sin grund",
            text="Varje beslut anger om det vilar på aktivitetsplikten i 12 kap. 4 § SoL eller på aktivitetskravet i "
            "12 kap. 4 a § SoL.",
            kalla="12 kap. 4 § samt 12 kap. 4 a § och följande paragrafer SoL; att grunden ska framgå av varje beslut "
            "är en slutsats (D)",
            lagrum="12 kap. 4 § eller 4 a § SoL",
            foljer_grunden=True,
            grader=(Grad.D,),
            galler_fran=_SOL_2025,
            hallning=Hallning.SPARRAR,
            tjansten="Lagrummet är obligatoriskt i bedömning och beslut. Ett lagrum som inte hör ihop med regelverket "
            "för månaden nekas, liksom ett beslut på en annan grund än den bedömning det vilar på.",
        ),
        Regel(
            id="AK-02",
            rubrik="Tre månader i följd",
            text="Aktivitetskravet gäller den som har haft försörjningsstöd minst tre månader i följd.",
            kalla="Prop. 2025/26:207 (B); kommunens äldre underlag anger två månader (S)",
            lagrum="12 kap. 4 a § SoL",
            foljer_grunden=True,
            grader=(Grad.B,),
            galler_fran=_FORSTA_MANAD,
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="Månaderna i följd räknas ur biståndsmånaderna, och prövningen visar vilka som räknades (T-01). "
            "Ingen bedömning fastställs utan de månader som den vilar på, och inget beslut fattas utan en fastställd "
            "bedömning vars utfall och månad bär beslutet.",
        ),
        Regel(
            id="AK-03",
            rubrik="Tidigast oktober 2026",
            text="Deltagande enligt aktivitetskravet får inte begäras för månader före oktober 2026.",
            kalla="Prop. 2025/26:207",
            lagrum="12 kap. 4 a § SoL",
            grader=(Grad.B,),
            galler_fran=_FORSTA_MANAD,
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="Bedömningar och beslut på grunden 12 kap. 4 a § SoL nekas för tidigare månader, och ett beslut "
            "kan inte börja gälla före den månad som det avser.",
        ),
        Regel(
            id="AK-04",
            rubrik="Bara vuxna",
            text="Kravet gäller inte den som är under 18 år, och inte den som är 18–20 år och går i grundskola, "
            "gymnasieskola eller motsvarande utbildning.",
            kalla="Lagrådsremissen om aktivitetskrav, december 2025",
            lagrum="12 kap. 4 a § SoL",
            grader=(Grad.B,),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="Prövningen räknar åldern på dagen. Att personen är under 18 år följer av födelsedagen och kan "
            "inte registreras som undantag; skolgång för den som är 18–20 år registreras med underlag.",
        ),
        Regel(
            id="AK-05",
            rubrik="Undantag helt eller delvis",
            text="Den som helt faller under ett undantag omfattas inte så länge undantaget varar, medan ett undantag "
            "till en del bara minskar timmarna.",
            kalla="Lagrådsremissen om aktivitetskrav, december 2025 (B); kommunens underlag (S)",
            lagrum="12 kap. 4 a § SoL",
            foljer_grunden=True,
            grader=(Grad.B, Grad.S),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="Listan över undantag är en del av regelverket. Varje undantag har period, grad, underlag och "
            "vem som bedömde det. Undantagen ska vara prövade innan bedömningen fastställs. En begäran att delta "
            "nekas om personen är helt undantagen varje dag från det att beslutet ska gälla till månadens slut.",
        ),
        Regel(
            id="AK-06",
            rubrik="Riktåldern",
            text="Kravet upphör när personen når riktåldern för pension.",
            kalla="2 kap. 10 a–d §§ socialförsäkringsbalken (A); vilken ålder som gäller vilket år är en slutsats (D)",
            lagrum="2 kap. 10 a–d §§ SFB",
            grader=(Grad.A, Grad.D),
            hallning=Hallning.RAKNAR,
            tjansten="Prövningen räknar ut dagen för riktåldern (T-05), och från den dagen är personen undantagen. "
            "Undantaget går aldrig ut.",
        ),
        Regel(
            id="AK-07",
            rubrik="Högsta antal timmar",
            text="Högst 40 timmar i veckan får begäras, och högst 30 timmar när det finns barn under åtta år i "
            "hushållet.",
            kalla="Uppgift från dem som bygger för lagen, inte bekräftad i lagtext (C)",
            lagrum="12 kap. 4 a § SoL",
            foljer_grunden=True,
            grader=(Grad.C,),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="Fler timmar än taket nekas i bedömning, beställning och plan, även med skäl. Taket prövas på "
            "anvisade timmar och eget jobbsökande tillsammans.",
        ),
        Regel(
            id="AK-08",
            rubrik="Sysselsättning på deltid",
            text="Arbete, studier och insatser på deltid minskar antalet timmar som får begäras.",
            kalla="Lagrådsremissen om aktivitetskrav, december 2025",
            lagrum=_4A_TILL_6A,
            foljer_grunden=True,
            grader=(Grad.B,),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="Prövningen drar av timmarna av arbete, studier och insatser rad för rad. Deltid kan inte anges "
            "som ett undantag, och återstår inga timmar nekas en begäran att delta.",
        ),
        Regel(
            id="AK-09",
            rubrik="Personens förmåga",
            text="Omfattningen bestäms efter personens förmåga att delta.",
            kalla="Prop. 2025/26:207",
            lagrum=_4A_TILL_6A,
            foljer_grunden=True,
            grader=(Grad.B,),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="Den som bedöms omfattas ska ha timmar per vecka med motivering och en motiverad bedömning av "
            "förmågan. En plan vars timmar skiljer sig från beställningen kräver skäl.",
        ),
        Regel(
            id="AK-10",
            rubrik="Nämnden ska kunna erbjuda aktiviteter",
            text="Nämnden ska tillhandahålla de aktiviteter som den begär att någon deltar i.",
            kalla="Prop. 2025/26:207",
            lagrum=_4A_TILL_6A,
            grader=(Grad.B,),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="Att ingen aktivitet kunde erbjudas noteras för månaden, en gång och med orsak. En vägran eller "
            "nedsättning som avser en sådan månad nekas, eftersom bristen är kommunens.",
        ),
    ),
)
