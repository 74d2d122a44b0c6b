"""Rules on activities, plan and the utförare's work (AK-11 to AK-13, AK-28 to AK-31, AK-38 to AK-41)."""

from datetime import date

from app.regelverk.modell import Grad
from app.regelverk.regler_modell import Hallning, Omrade, Regel, Regelstatus

_SOL_2025 = date(2025, 7, 1)
_KRAVET = date(2026, 7, 1)
_AVTALET = date(2026, 9, 10)
_LYDELSEN = Regelstatus.I_KRAFT_LYDELSEN_KONTROLLERAS
_4A_TILL_6A = "12 kap. 4 a–6 a §§ SoL"

GENOMFORANDET = Omrade(
    "Aktiviteter, plan och genomförande",
    (
        Regel(
            id="AK-11",
            rubrik="Fyra slag av aktiviteter",
            text="Aktiviteterna är av fyra slag: sådana som stärker motivation och förmåga, språk, jobbsökande och "
            "arbetsplatsförlagda.",
            kalla="Lagrådsremissen i december 2025 (B); paragrafen och ordningen enligt dem som bygger för lagen (C)",
            lagrum="12 kap. 6 a § SoL",
            grader=(Grad.B, Grad.C),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="Slagen är fasta koder, inte nummer, eftersom lagen och kommunens underlag numrerar dem olika. "
            "Planens timmar, närvaron och timräkningen summeras per slag. En aktivitet i planen har samma slag som den "
            "i utbudet som den pekar på.",
        ),
        Regel(
            id="AK-12",
            rubrik="Eget jobbsökande",
            text="Eget jobbsökande ska få skälig tid i planen men är inte en anvisad aktivitet.",
            kalla="Lagrådsremissen i december 2025 (B); Socialstyrelsens svar så som de återges av dem som bygger för "
            "lagen (C)",
            lagrum=_4A_TILL_6A,
            foljer_grunden=True,
            grader=(Grad.B, Grad.C),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.RAKNAR,
            tjansten="Planen har två skilda summor, anvisat och eget jobbsökande. Närvaromålet är de beställda "
            "timmarna minus eget jobbsökande, och timräkningen ställer närvaron mot det, vecka för vecka och månad för "
            "månad. Eget jobbsökande får inga tillfällen och ingen närvaro.",
        ),
        Regel(
            id="AK-13",
            rubrik="Individuell plan",
            text="Nämnden ska upprätta en individuell plan för aktiviteterna.",
            kalla="Lagrådsremissen i december 2025",
            lagrum=_4A_TILL_6A,
            foljer_grunden=True,
            grader=(Grad.B,),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="Vägledaren utarbetar planen och nämnden godkänner den. En tom plan, en plan som godkänns av den "
            "som har skrivit den och en plan som ska gälla före godkännandet nekas. Den senast godkända gäller medan "
            "en ny utarbetas. Nämndens svarsdag bevakas, och tillfällen kommer bara ur en plan som är godkänd.",
        ),
        Regel(
            id="AK-28",
            rubrik="Uppföljning av insatser",
            text="Insatser ska följas upp, och nämnden får för det begära uppgifter från utföraren.",
            kalla="Socialtjänstlagen (2025:400) enligt riksdagens sammanfattning; paragrafen är inte kontrollerad",
            grader=(Grad.B,),
            galler_fran=_SOL_2025,
            hallning=Hallning.REGISTRERAR,
            tjansten="Utföraren lämnar närvaro, mätningar, progressionsrapporter och slutrapport, som handläggaren "
            "granskar; "
            "närvaro kan begäras in också när tiden för den har gått ut.",
            skal="Nämnden avgör vad den begär. En särskild väg, med egen grund, för att begära in uppgifter för "
            "kvalitet och uppföljning finns ännu inte.",
        ),
        Regel(
            id="AK-29",
            rubrik="Barnets bästa",
            text="När ett barn berörs ska barnets bästa bedömas och bedömningen dokumenteras.",
            kalla="4 kap. SOSFS 2014:5 (A) och SoL, där paragrafen i 2025 års lag inte är kontrollerad; kommunens "
            "underlag (S)",
            lagrum="4 kap. SOSFS 2014:5",
            grader=(Grad.A, Grad.S),
            hallning=Hallning.SPARRAR,
            tjansten="När det finns barn i hushållet nekas bedömning, beslut och godkännande av plan tills barnets "
            "bästa är bedömt och antecknat.",
        ),
        Regel(
            id="AK-30",
            rubrik="Barnomsorg",
            text="Tid i förskola eller fritidshem planeras tillsammans med aktiviteten.",
            kalla="Regeringens budget (B); kommunens underlag (S)",
            grader=(Grad.B, Grad.S),
            galler_fran=_KRAVET,
            status=Regelstatus.OKLAR,
            hallning=Hallning.RAKNAR,
            tjansten="Behov av barnomsorg och vad som har sökts och beviljats registreras, och nämnden varnas när "
            "planens tider inte ryms; det hindrar inget.",
        ),
        Regel(
            id="AK-31",
            rubrik="Arbetsplatsförlagda aktiviteter",
            text="Den som deltar på en arbetsplats ska i vissa delar av arbetsmiljölagen och för "
            "arbetsskadeförsäkringen likställas med arbetstagare.",
            kalla="12 kap. 6 § SoL, tidigare 4 kap. 6 § i 2001 års lag",
            lagrum="12 kap. 6 § SoL",
            grader=(Grad.A,),
            hallning=Hallning.SPARRAR,
            tjansten="En arbetsplatsförlagd aktivitet i en plan nekas utan arbetsplats, handledare, dagar, "
            "riskbedömning och uppgift om försäkring.",
        ),
        Regel(
            id="AK-38",
            rubrik="Fri att ta ett arbete",
            text="Aktiviteterna ska ordnas så att personen kan ta ett arbete som erbjuds.",
            kalla="Ds 2024:29, sammanfattningen",
            grader=(Grad.B,),
            status=Regelstatus.OKLAR,
            hallning=Hallning.REGISTRERAR,
            tjansten="En beställning kan avslutas samma dag med orsaken arbete. Utföraren kan märka ett sådant förslag "
            "som brådskande; då ska det besvaras samma dag.",
            skal="Regeln är ett förslag, och det finns inget att spärra: den ska göra det lättare att sluta.",
        ),
        Regel(
            id="AK-39",
            rubrik="Planerat tillsammans med personen",
            text="Insatser ska ha god kvalitet, utföras av personal med lämplig utbildning och planeras tillsammans "
            "med personen.",
            kalla="SoL, paragrafen i 2025 års lag är inte kontrollerad; kommunens underlag (S)",
            grader=(Grad.S,),
            hallning=Hallning.SPARRAR,
            tjansten="Personens egna synpunkter är obligatoriska i en bedömning som leder till krav, och personens "
            "egen syn i en plan.",
        ),
        Regel(
            id="AK-40",
            rubrik="Utförarens frister",
            text="Utföraren svarar på en beställning inom en arbetsdag, bokar ett första möte inom en vecka, "
            "rapporterar närvaro varje vecka och progression varje månad och lämnar en slutrapport.",
            kalla="Ett kommunalt avtal som gäller från september 2026; fristerna anges i varje avtal",
            grader=(Grad.C,),
            galler_fran=_AVTALET,
            status=Regelstatus.LOKAL,
            hallning=Hallning.SPARRAR,
            tjansten="Fristerna är uppgifter i avtalet och räknas enligt T-12. Aktiviteterna startar "
            "inte före uppstartsmötet, och ett möte, en närvaro eller en rapport som inte kan stämma nekas. En vecka "
            "eller en period som inte är rapporterad bevakas, och en mätning som inte är gjord. Slutrapporten finns "
            "ännu inte; den som saknas bevakas.",
        ),
        Regel(
            id="AK-41",
            rubrik="Ingen beställning utan beslut",
            text="En beställning lämnas till en utförare bara när det finns ett gällande beslut om att delta.",
            kalla="Kommunens underlag, steg 3",
            grader=(Grad.S,),
            status=Regelstatus.LOKAL,
            hallning=Hallning.SPARRAR,
            tjansten="En beställning skickas, ändras, återupptas och återöppnas bara när beslutet gäller den dagen, "
            "och den förlängs inte längre än beslutet.",
        ),
    ),
)
