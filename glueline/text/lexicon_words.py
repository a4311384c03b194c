"""The project's own small lists of common English words that mean the same, the opposite, or something more general.

Written for this project, by what can stand for what in most sentences: a word on the left of an arrow may be replaced by
each on its right, and not the other way round.
"""

Relation = dict[str, tuple[str, ...]]


def groups(text: str) -> Relation:
    """Words of each group, apart by "|", stand for one another: "big large | sad unhappy" -> {"big": ("large",), ...}."""
    found: Relation = {}
    for words in (group.split() for group in text.split("|")):
        for word in words:
            found[word] = found.get(word, ()) + tuple(other for other in words if other != word)
    return found


def arrows(text: str) -> Relation:
    """Entries apart by "|": "infant > baby" -> {"infant": ("baby",), ...}."""
    sides = (entry.split(">") for entry in text.split("|"))
    return {word: tuple(right.split()) for left, right in sides for word in left.split()}


def joined(*relations: Relation) -> Relation:
    """All that any of them says of a word, in their order."""
    words = sorted({word for relation in relations for word in relation})
    return {word: tuple(dict.fromkeys(other for relation in relations for other in relation.get(word, ()))) for word in words}


SYNONYMS: dict[str, Relation] = {
    "verb": joined(groups("""build construct | choose select | hide conceal | evaluate assess | buy purchase | fix repair
        | start begin | decrease reduce | allow permit | yell shout | jump leap | vanish disappear | scare frighten
        | delay postpone | oversee supervise | happen occur | enhance improve | calculate compute | annoy irritate
        | ban prohibit | thrive flourish | stare gaze | sob weep | fulfill satisfy"""),
        arrows("""forbid outlaw > prohibit ban | achieve > attain | attain > achieve reach | demonstrate > show
        | gather > collect | discover locate > find | possess > own | require > need | assist aid > help | injure > hurt
        | slay > kill | utilize utilise > use | inform > tell | attempt > try | slice chop > cut | stroll > walk
        | sprint dash > run | weep sob > cry | chat > talk | depart > leave | reside > live | perish > die | rescue > save
        | demolish > destroy | terminate > end | complete > finish | commence > begin start | conclude > end
        | boost > increase | reduce > lower | manufacture > make produce | reinforce > strengthen | donate > give
        | cease halt > stop | shut > close | acquire > obtain | devour > eat | hurl > throw | grasp > grip | wed > marry
        | collaborate > cooperate""")),
    "noun": joined(groups("""car automobile | movie film | doctor physician | lawyer attorney | photo photograph
        | phone telephone | sofa couch | store shop | error mistake | company firm | rise increase | decline decrease
        | author writer | explosion blast | earthquake quake | garbage trash | treaty pact | disadvantage drawback
        | illness sickness | reply response | attack assault | teenager adolescent"""),
        arrows("""outcome > result | vacation > holiday | kid > child | child > kid | infant > baby | instructor > teacher
        | bicycle > bike | objective > goal aim | concept > idea | disease > illness | gift > present | nation > country
        | cash > money | salary > pay | pupil > student | lady > woman | guy > man | canine > dog | feline > cat
        | jet airplane > plane | plane > airplane | autumn > fall | remark > comment | comment > remark | accord > agreement
        | method > way | portion section component > part | snapshot > photo | motive > reason | automobile > vehicle
        | seller > vendor | peril > danger | opportunity > chance | fabric > cloth | freight > cargo | tale > story
        | residence dwelling > home | spouse > partner""")),
    "adjective": joined(groups("""big large | huge enormous | tiny minuscule | sad unhappy | entire whole | odd strange
        | scary frightening | awful terrible | superb excellent | fascinating intriguing | stupid dumb | silly foolish
        | annual yearly | deadly lethal | brave courageous | costly expensive | mandatory compulsory | grateful thankful
        | lucky fortunate | obvious evident | quiet silent | crucial vital | worldwide global | delicious tasty
        | amusing funny | delightful charming | tedious boring | dreary dismal | witty clever | engaging absorbing"""),
        arrows("""immense massive vast gigantic > huge enormous | quick > fast swift | rapid swift > fast quick
        | intelligent clever > smart | smart > intelligent clever | difficult > hard | gorgeous > beautiful stunning
        | beautiful > lovely gorgeous | ill > sick | wealthy > rich | renowned celebrated famed > famous
        | significant > important | essential > vital | principal primary > main | main > primary | correct > right
        | incorrect > wrong | weird bizarre > strange odd | humorous > funny amusing | dreadful horrible > terrible awful
        | wonderful > marvelous fantastic | outstanding > excellent | poignant > touching moving | ancient elderly > old
        | initial > first | fatal > deadly | hazardous risky > dangerous | afraid > scared | glad > happy
        | exhausted > tired | numerous > many | inexpensive > cheap | filthy > dirty | enjoyable > pleasant
        | unneeded needless > unnecessary | unjust > unfair | dull > boring | tiresome > tedious boring
        | uncommon > unusual rare | famous > renowned | compelling > gripping | heartfelt > sincere | hilarious > funny
        | imaginative > inventive | inventive > imaginative | dangerous > hazardous | lame > feeble | messy > muddled
        | predictable > unsurprising | important > significant | bland > insipid""")),
    "adverb": joined(groups("""quickly rapidly | often frequently | almost nearly | rarely seldom
        | completely entirely totally | mainly primarily | approximately roughly | perhaps maybe | exactly precisely
        | especially particularly | usually normally | certainly definitely | suddenly abruptly | slightly somewhat
        | obviously clearly | apparently seemingly | luckily fortunately | nevertheless nonetheless | furthermore moreover
        | sometimes occasionally | deliberately intentionally | partly partially | essentially basically
        | considerably substantially"""),
        arrows("""swiftly > quickly rapidly | wholly > completely entirely | chiefly > mainly primarily | extremely > very
        | really > truly | truly > really | unfortunately > sadly | hence > thus therefore | additionally > also
        | merely > only just | solely > only | constantly > continually | initially > originally | subsequently > later
        | formerly > previously | lately > recently | instantly > immediately | utterly > completely absolutely
        | severely > badly | purposely > deliberately | genuinely > truly | thoroughly > completely | enormously > hugely
        | anyhow > anyway | annually > yearly""")),
}

ANTONYMS: dict[str, Relation] = {
    "verb": groups("""win lose | buy sell | open close | accept reject | increase decrease | rise fall | arrive depart
        | begin end | love hate | remember forget | succeed fail | push pull | lend borrow | allow forbid | import export
        | include exclude | agree disagree | appear disappear | admit deny | attack defend | strengthen weaken
        | approve reject | enter leave | pass fail | sit stand | raise lower | encourage discourage | like dislike
        | permit prohibit | fill empty | sink float"""),
    "noun": groups("""day night | friend enemy | victory defeat | beginning end | increase decrease | success failure
        | birth death | north south | east west | summer winter | winner loser | buyer seller | majority minority
        | war peace | top bottom | husband wife | father mother | son daughter | brother sister | man woman | boy girl
        | king queen | uncle aunt | strength weakness | advantage disadvantage | arrival departure | entrance exit
        | loss profit | rise fall | front back | import export | supporter opponent | landlord tenant | teacher pupil"""),
    "adjective": joined(groups("""big small | hot cold | good bad | happy sad | rich poor | strong weak | easy difficult
        | early late | high low | long short | wide narrow | thick thin | fast slow | clean dirty | dry wet | empty full
        | open closed | safe dangerous | cheap expensive | true false | alive dead | male female | same different
        | public private | legal illegal | possible impossible | guilty innocent | healthy sick | brave cowardly
        | polite rude | honest dishonest | deep shallow | bright dark | rough smooth | sharp blunt | lucky unlucky
        | famous unknown | ancient modern | loud quiet | tall short | happy unhappy | interesting boring
        | original unoriginal | positive negative | likely unlikely | necessary unnecessary | visible invisible
        | foreign domestic | rural urban | major minor | maximum minimum | temporary permanent | common rare
        | correct incorrect | right wrong | beautiful ugly | hard soft | satisfying unsatisfying | convincing unconvincing
        | predictable unpredictable | optimistic pessimistic"""),
        arrows("large > small | huge > tiny | new young > old | old > new young | heavy > light | warm > cool | last > first")),
    "adverb": groups("""always never | often rarely | quickly slowly | early late | inside outside | here there | more less
        | carefully carelessly | loudly quietly | rapidly slowly | well badly | partly completely | frequently seldom
        | legally illegally | officially unofficially | happily unhappily | indoors outdoors | upstairs downstairs
        | fast slowly"""),
}

HYPERNYMS: dict[str, Relation] = {
    "verb": arrows("""stroll march wander > walk move | sprint jog > run move | whisper shout mumble > speak
        | slice chop > cut | murder assassinate > kill | devour > eat consume | sip > drink consume
        | fry bake boil roast grill > cook | whisper > talk | stare gaze glance > look | purchase > get | sketch > draw
        | giggle chuckle > laugh | grab > take"""),
    "noun": arrows("""dog cat horse cow sheep monkey elephant lion tiger rabbit > animal | puppy > dog animal
        | kitten > cat animal | eagle sparrow parrot owl > bird animal | salmon trout shark > fish animal
        | man woman > person adult | boy girl > child person | car truck bus van motorcycle bicycle > vehicle
        | sedan > car vehicle | ferry yacht > boat vessel | guitar piano violin flute trumpet drum > instrument
        | apple banana orange pear grape > fruit food | carrot potato onion tomato cabbage > vegetable food
        | rose tulip daisy > flower plant | oak pine maple > tree plant
        | soccer tennis basketball baseball hockey > sport game | chess poker > game | sofa chair table desk bed > furniture
        | hammer saw wrench > tool | novel > book | physician surgeon > doctor | nurse doctor lawyer teacher > professional
        | cottage mansion > house building | hospital school church hotel > building | gun rifle pistol sword > weapon
        | dress shirt skirt jacket coat > garment | lake > water | beer wine whiskey > drink alcohol
        | gold silver copper iron > metal | rain snow > precipitation | city town village > place"""),
    "adjective": arrows("scarlet crimson > red | navy > blue | gigantic > big | freezing > cold | boiling > hot"),
    "adverb": {},
}
