"""How the service reads the rules where their sources leave room: what a jurist may want to change."""

from app.regelverk.regler_modell import Tolkning

TOLKNINGAR: tuple[Tolkning, ...] = (
    Tolkning(
        "TOLK-01",
        "Kalendern",
        "Lördag, söndag, allmän helgdag, midsommarafton, julafton och nyårsafton är inte arbetsdagar; skärtorsdag, "
        "trettondagsafton, valborgsmässoafton och allhelgonaafton är det (lagen 1930:173, grad A). En frist som slutar "
        "på en sådan dag flyttas till nästa vardag. Månader och år räknas till samma dag i månaden, annars till "
        "månadens sista dag; den som är född den 29 februari fyller år den 28 februari andra år än skottår. En ålder "
        "uppnås på dagen, och en frist har passerat dagen efter. Statistiken ska alltid lämnas den 15.",
        "Sista dag att överklaga, fristerna i avtal, åldrar och tremånadersfristen.",
        ("T-07", "T-09", "T-10", "T-12"),
    ),
    Tolkning(
        "TOLK-02",
        "Månader i följd",
        "Följden ska vara obruten fram till månaden med krav; ett avbrott börjar en ny följd. En gången månad utan "
        "uppgift är okänd och leder till att nämnden avvaktar, aldrig till en tyst lucka. En månad utan "
        "försörjningsstöd omfattas inte. Antalet månader är det som regelverket för månaden anger, för tidigare dagar "
        "det för oktober 2026. Månader före 18-årsdagen räknas inte. Om luckor tillåts gäller det enstaka månader.",
        "Från vilken månad kravet kan ställas, och vilka månader som har räknats.",
        ("AK-02", "T-01"),
    ),
    Tolkning(
        "TOLK-03",
        "Utfallens ord",
        "Utfallet är ett av fem: omfattas; undantag (med grund och slutdag, också när månader saknas); avvakta "
        "(månaderna räcker inte, eller någon är okänd); omfattas inte (månaden ligger före oktober 2026, stöd saknas, "
        "eller personen räknas inte som vuxen av annat skäl än att vara under 18 år); inaktuell.",
        "Vilket utfall en bedömning får.",
        ("AK-02", "AK-03", "AK-04", "AK-05"),
    ),
    Tolkning(
        "TOLK-04",
        "Timmarna",
        "Taket, 40 timmar eller 30 med barn under åtta år, minskas först med summan av förmånernas grad och sedan med "
        "timmarna av arbete, insatser och studier på deltid, dock inte under noll; därefter gäller det lägsta av "
        "resultatet och personens förmåga att delta vid sidan av det hen redan gör. Barn under åtta och halv "
        "sjukersättning ger 15 timmar; halv sjukersättning och 12 timmars arbete ger 8. Föräldrapenning på deltid "
        "räknas bara när handläggaren har registrerat den. Vid noll timmar omfattas personen, men inget kan begäras.",
        "Hur många timmar som föreslås och högst får begäras.",
        ("AK-05", "AK-07", "AK-08", "AK-09"),
    ),
    Tolkning(
        "TOLK-05",
        "Taket och eget jobbsökande",
        "Taket prövas på anvisade timmar och eget jobbsökande tillsammans, och närvaromålet är timmarna minus eget "
        "jobbsökande.",
        "Om en plan ryms, och vad närvaron ska mätas mot.",
        ("AK-07", "AK-12"),
    ),
    Tolkning(
        "TOLK-06",
        "Delvis undantagen månad",
        "Ett beslut hindras bara om varje dag från det att beslutet ska gälla till månadens slut är undantagen, och "
        "från riktåldern alltid. Perioder anges med första och sista dag; en uträknad ändring anger den första dag då "
        "något inte längre gäller.",
        "Om en begäran kan göras i en månad då ett undantag börjar eller slutar.",
        ("AK-05", "AK-06", "T-04", "T-05"),
    ),
    Tolkning(
        "TOLK-07",
        "Vilken grund som gäller",
        "Det är månaden som beslutet avser som avgör, så ett beslut i september får avse oktober. Aktivitetsplikten "
        "kan användas även från oktober 2026 för den som inte omfattas av aktivitetskravet den månaden. Lagrum och "
        "regelverk ska höra ihop; kommunens äldre underlag hör till 12 kap. 4 a § SoL och har också 30 timmar med barn "
        "under åtta år. Föräldraledighet med barn under ett år är ett undantag i båda (grad S).",
        "Om ett beslut får vila på plikten eller på kravet.",
        ("AK-01", "AK-03", "AK-05", "AK-07"),
    ),
    Tolkning(
        "TOLK-08",
        "Arbetsförmedlingen",
        "Underrättelsen enligt AK-15 hindrar aldrig ett beslut, men den syns på beslutet. Samrådet enligt AK-14 är "
        "uppfyllt när det är besvarat, eller när svarstiden har gått ut och skälet att gå vidare är antecknat.",
        "När ett beslut får fattas med hänsyn till Arbetsförmedlingen.",
        ("AK-14", "AK-15"),
    ),
    Tolkning(
        "TOLK-09",
        "När kommuniceringen är klar",
        "Kommuniceringen är klar när personen har svarat, eller dagen efter den sista svarsdagen.",
        "Första dag för vägran eller nedsättning.",
        ("AK-22", "T-06"),
    ),
    Tolkning(
        "TOLK-10",
        "Start och plan",
        "Aktiviteterna får starta när uppstartsmötet har hållits. Att en plan börjar gälla, och att närvaro på "
        "planerade tillfällen räknas, kräver nämndens godkännande.",
        "Vad som får börja före planen.",
        ("AK-13", "AK-40"),
    ),
    Tolkning(
        "TOLK-11",
        "Två dagar för första mötet",
        "Mötet ska bokas inom sju dagar från mottagandet och hållas inom det antal dagar som avtalet anger, annars 14. "
        "Dagarna flyttas inte av att mötet bokas om eller ställs in eller att någon uteblir; den första bokningen "
        "räcker för den första av dem. En beställning kan pausas först efter starten, när mötet redan har hållits.",
        "När ett möte är försenat.",
        ("AK-40", "T-12"),
    ),
    Tolkning(
        "TOLK-12",
        "Första kvartalet",
        "Det första kvartalet är det fjärde 2026, som lämnas i januari 2027.",
        "Vilka kvartal uppgifterna till Ivo avser.",
        ("AK-32", "T-08"),
    ),
    Tolkning(
        "TOLK-13",
        "Riktåldern år för år",
        "65 år före 2023, 66 år 2023–2025 och 67 år från 2026 (grad D). Den som har nått en äldre gräns behåller den.",
        "Från vilken dag någon är undantagen för ålder.",
        ("AK-06", "T-05"),
    ),
    Tolkning(
        "TOLK-14",
        "De öppna frågorna",
        "Tills de öppna frågorna är besvarade: handläggaren undertecknar planen för nämnden, begäran att delta kan "
        "inte överklagas, uppgifterna till Ivo påstår ingen blankett, kommunens egen utförarenhet är en annan part, "
        "plan och närvaro hör till personakten i fem år, bara kommunens egna indikatorer används, bevarandet är fem "
        "och två år, och ingen vidare grund för utlämnande antas.",
        "Hur tjänsten gör där lagen ännu inte ger svar.",
        ("AK-13", "AK-26", "AK-32", "T-11"),
    ),
    Tolkning(
        "TOLK-15",
        "Ingen beställning utan beslut",
        "Varje gång tjänsten nekar en beställning utan gällande beslut anges AK-41.",
        "Vilken regel som anges.",
        ("AK-41",),
    ),
    Tolkning(
        "TOLK-16",
        "Fyra månader i statistiken",
        "De fyra månaderna räknas från den månad då stödet upphörde.",
        "Senaste dag för orsaken till att stödet upphörde.",
        ("AK-34", "T-09"),
    ),
)
