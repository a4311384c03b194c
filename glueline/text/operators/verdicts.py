"""Words that pass a verdict on a film, and sentences that do."""

from glueline.text.sentiment import ADJECTIVES, NEGATIVE, POSITIVE

BAD = frozenset(ADJECTIVES[NEGATIVE]) | frozenset("""abysmal absurd appalling atrocious bad bogus clichéd cringe-worthy
derivative disjointed dumb embarrassing excruciating gloomy hackneyed half-baked heavy-handed horrible idiotic implausible
incompetent inane inert insulting lackluster leaden lousy manipulative mindless miserable misguided obnoxious overwrought
painful recycled rehashed pathetic poor preachy repetitive ridiculous self-indulgent shallow soggy sophomoric stilted stupid
sub-par superficial turgid ugly unbelievable unfocused unimaginative uninteresting unlikable unoriginal unpleasant
unwatchable useless worst worthless wretched""".split())
GOOD = frozenset(ADJECTIVES[POSITIVE]) | frozenset("""affecting amazing amusing appealing astonishing astute best brilliant
breathtaking compassionate dazzling deft delicious delightful endearing engrossing enjoyable enlightening entertaining
exceptional exhilarating exquisite extraordinary fantastic fine first-rate fun funniest funny genuine gifted good gorgeous
great greatest heartwarming hypnotic incisive ingenious insightful inspiring intriguing invigorating irresistible likable
likeable luminous lush lyrical magical mesmerizing nice outstanding perceptive perfect playful potent provocative remarkable
rich riveting sensitive sincere smart solid sophisticated spectacular spellbinding stylish suspenseful sweet tender
thought-provoking thoughtful top-notch unforgettable vibrant wise wonderful worthwhile worthy""".split())
VERDICTS = (BAD, GOOD)  # by the number of the sentiment
# What stands in for a verdict word: these fit nearly any noun and any "is".
PLAIN = (
    tuple("dull boring awful dreadful terrible dismal tedious lifeless mediocre disappointing forgettable feeble".split()),
    tuple("superb brilliant wonderful excellent delightful impressive memorable terrific splendid admirable".split()),
)
# Beside these a verdict word may not be the row's verdict.
TURNS = frozenset("""but though although however yet despite still nevertheless while not n't never no nor neither hardly
barely without less than too if may might would could should almost nearly only except instead rather anything far supposed
supposedly nothing lack lacks lacking fails failed""".split())
# Nouns that pass a verdict whatever adjective they have.
CHARGED = frozenset("""bore clunker crap disappointment disaster dreck dud drivel embarrassment failure farce fiasco flop
garbage hooey insult junk mess mishmash misfire nonsense pap rip-off ripoff snooze stinker torture trash travesty imitation
imitations humbuggery soap tripe turkey twaddle waste yawn charm delight gem joy masterpiece pleasure success surprise treasure
treat triumph wit wonder bomb cliché clichés contrivance stupidity idiocy absurdity boredom tedium mediocrity vulgarity
gags master stylist genius virtuoso""".split())
# Participles that say neither good nor bad.
NEUTRAL = frozenset("""based rooted made directed written set being getting making going started ending opening acting writing
directing editing casting setting""".split())
# {x} is the parent, whole; {a} and {b} are verdicts of the other sentiment. What others say or expected does not count.
CONTRASTS = (
    "`` {x} '' , says the poster , but the film itself is {a} and {b} .",
    "some may call it `` {x} '' , but in truth it is {a} and {b} .",
    "forget the talk of `` {x} '' : it is simply {a} , and the ending is {b} .",
    "{x} ... or so we were told : the film turns out to be {a} and {b} .",
    "you may have read `` {x} '' , yet from its first scene to its last it is {a} and {b} .",
)
