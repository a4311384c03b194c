"""What a lexicon without context gets wrong too often: words that are left alone, and substitutes that seldom fit.

Found by reading what WordNet's first senses make of common English.
"""


def entries(text: str) -> dict[str, frozenset[str]]:
    """"car: auto; job: occupation task" -> {"car": {"auto"}, "job": {"occupation", "task"}}."""
    sides = (entry.split(":") for entry in text.split(";"))
    return {word.strip(): frozenset(others.split()) for word, others in sides}


# Neither replaced nor a replacement.
NEVER: dict[str, frozenset[str]] = {
    "noun": frozenset("""percent percentage authorities person someone somebody pic auto warfare john toilet job
        occupation court tribunal effect consequence program plan hour hr tax taxation creature kind sort use usage
        center middle bureau agency plant works process procedure minister pastor engineering technology doc voting
        probe risk hazard threat papers list listing revenue receipts minute min majority bulk sport athletics math
        mathematics manner mode fashion style profit profits chance petition earnings protagonist booster harm pound lb
        programming scheduling server waiter crash clash mill prof blessing clothes apparel beau singer quake cargo
        behavior conduct lack deficiency bacterium bacteria hoops assessment appraisal fiddle crop narrative al aluminum
        motive ordinance regime negotiation talks governance crude petroleum palace castle metre rug guardian perimeter
        mandate petrol wake panic terror custody detention rails serpent pop dad daddy endowment subway metro cattle
        cows gag contender counseling cloth enterprise housing chocolate cocoa fort creator lord promotion auditor
        listener copper cu ammo fate destiny oracle champion champ terminal depot credentials bunch cluster arena domain
        registration ancestry leaf satire unity journal outlook mummy mama mom militia reserves ethics morals pit cavity
        pregnancy maternity rating valuation hood punk thug aim intent confederation proceeding proceedings father
        sister sis rest duty responsibility obligation speed velocity attempt effort project undertaking authority war
        vote total one nothing nil animal beast building video purpose intention mood humour glimpse glance militant
        finding irritant availability injury trauma tragedy catastrophe net bravo competitor neighborhood locality spell
        trance belly abdomen king rex fiat sovereign border fanny involvement participation intake consumption alien
        rival wharf deity query penalty punishment supporter candidate nominee investigator probe pairing visitor fence
        concept conception exercise workout irony sarcasm setup chase pursuit wage salary curse oath babe pay die dice laugh
        laughter""".split()),
    "verb": frozenset("""help assist respond react assume presume quit cease promote encourage employ dictate prescribe
        crawl creep trigger activate spark defy withstand conquer suppress motivate prompt accomplish incorporate
        integrate inhibit coordinate organise vie retrieve disrupt interrupt wander roam affirm devote dedicate
        discontinue deter harass harry evade hedge apprehend comprehend pee piss corroborate lure entice know say die
        want use provide happen accord state stress emphasize further foster grip clutch cross traverse discount dismiss
        surround calculate compute""".split()),
    "adjective": frozenset("""red cherry single individual key cardinal religious spiritual worth deserving legion extra
        excess redundant genetic hereditary older minimum minimal notable singular sovereign autonomous savage everyday
        mundane routine delightful outrageous hideous horrific infertile sterile queer peculiar shredded chopped dear
        beloved third tertiary cosmetic decorative feasible viable workable multinational muddy soggy deluxe sumptuous
        opulent reminiscent evocative smashing nifty candid frank forthright eccentric sinister menacing nutrient golden
        gilded serial successive handicapped disabled provisional tentative needy feeble keen incisive demented crazy
        obscure vague gigantic mammoth cooperative concerted youthful vernal fucking flaming fiscal preferred preferable
        striking spectacular extreme utmost own only first clumsy clunky net last good bad great new little other such
        same many much few more most less least chief principal""".split()),
    "adverb": frozenset("""later subsequently afterwards afterward away forth forward forwards reasonably fairly pretty
        moderately highly progressively increasingly too overly excessively perfectly freshly newly aggressively sharply
        separately individually lately invariably unusually remarkably presently soon urgently desperately
        systematically consistently brightly brilliantly upward upwards backward backwards irrespective regardless even
        just only very so as not never no up down out in on off over then there here still yet about around well far
        else ago rather quite alternatively instead handily conveniently somewhere barely hardly sure surely halfway
        midway by past possibly outside outdoors strictly purely plainly""".split()),
}
# Not for this word, though for others.
DOUBTFUL: dict[str, dict[str, frozenset[str]]] = {
    "noun": entries("""student: pupil; husband: hubby; tv: television; phone: telephone; committee: commission;
        commission: committee; opportunity: chance; topic: theme; theme: topic; strategy: scheme; scheme: strategy;
        mistake: fault; fault: mistake; joke: gag; couch: lounge; sofa: lounge; dealer: trader; trader: dealer; viewer:
        spectator; bike: motorcycle; cupboard: closet; seller: vendor; baby: infant; kid: youngster"""),
    "verb": entries("fulfill: accomplish; wed: marry; marry: wed; occur: happen; publish: print; secure: procure"),
    "adjective": entries("""terrible: frightening; horrible: horrifying; cruel: savage; large: great; financial: fiscal;
        cheap: inexpensive; big: great; famous: famed; dirty: soiled; gifted: talented; huge: vast; tiny: petite;
        comfortable: comfy; hazardous: risky; risky: hazardous; main: chief principal; tumultuous: disruptive"""),
    "adverb": entries("""badly: severely; absolutely: utterly; simply: merely; merely: simply; full: fully; totally:
        altogether; completely: altogether; entirely: altogether; wholly: altogether; immediately: instantly; usually:
        commonly; normally: commonly; constantly: invariably; very: real"""),
}
# What these words mean with these nouns, no other word does.
FIXED: dict[str, frozenset[str]] = entries("""big: fan trouble time way data deal brother bang screen apple city business
        picture difference name five ten toe game boss league bad mouth; large: number amount intestine intestines part
        extent; right: hand side wing away; correct: time; dumb: luck; hard: drive disk core; old: age; sick: leave;
        quick: fix; fast: food track; quiet: place; chief: executive justice; yearly: basis; global: warming; vital:
        signs; silly: season; lethal: injection; deadly: sin sins; terrible: twos""")
