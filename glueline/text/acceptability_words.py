"""The words of the CoLA grammar. People have a gender, because English reflexives show it.

Not "mother", "prince", "fish" or "noticed": "Mother ate fish" and "the nun noticed" lack a word and are English.
"""

FEMALE = tuple("""actress bride cowgirl daughter duchess girl heiress heroine hostess lady niece nun policewoman
princess queen sister stewardess waitress widow woman""".split())
MALE = tuple("""boy brother cowboy fisherman gentleman groom heir hero host king landlord man monk nephew policeman
priest son steward waiter widower""".split())
ADJECTIVES = tuple("""tall tired young clever nervous careful proud quiet angry polite friendly lonely kind brave
shy old""".split())
PLACES = tuple("""gate bridge garden kitchen tower station window market river church hotel stable harbour
library""".split())
TIMES = ("yesterday", "last night", "after lunch", "before dinner", "on Sunday", "this morning", "in May", "last week")
THINGS = tuple("""letter picture basket bottle lamp chair ladder mirror coat piano blanket bicycle drum kettle table
parcel carpet candle statue suitcase""".split())
LOOKS = ("old", "dirty", "heavy", "expensive", "broken", "beautiful", "very small", "quite new", "too large", "rather ugly")
INTRANSITIVE = tuple("""slept laughed arrived sneezed smiled fainted coughed waited sat knelt fell
danced""".split())
STRICT = tuple("""described mentioned destroyed carried avoided repaired examined praised admired purchased
touched""".split())
MASSES = tuple("""flour water sugar rice furniture luggage milk money bread advice sand jewellery""".split())
COUNTED = THINGS
MISHAPS = ("blamed {} for the mistake", "hurt {} with a knife", "saw {} in the mirror", "praised {} in the letter",
           "taught {} to swim", "bought {} a present", "locked {} in the kitchen", "drew {} on the wall")


def _verb(forms: str, objects: str) -> tuple[str, str, str, str, tuple[str, ...]]:
    base, past, participle, ing = forms.split()
    return base, past, participle, ing, tuple(objects.split())


# Base form, past, participle, -ing form, and what it can be done to; past and participle differ.
VERBS = tuple(_verb(forms, objects) for forms, objects in (
    ("write wrote written writing", "letter poem story song"),
    ("break broke broken breaking", "bottle window lamp chair cup"),
    ("steal stole stolen stealing", "picture bicycle ring lamp coat"),
    ("hide hid hidden hiding", "key letter parcel ring bottle"),
    ("choose chose chosen choosing", "coat carpet picture song present"),
    ("draw drew drawn drawing", "tree horse castle bridge map"),
    ("take took taken taking", "key basket coat ladder suitcase"),
    ("eat ate eaten eating", "apple biscuit sandwich pear sausage"),
    ("throw threw thrown throwing", "ball stone bottle hat"),
    ("forget forgot forgotten forgetting", "key song umbrella story name"),
    ("shake shook shaken shaking", "blanket carpet bottle box"),
    ("wear wore worn wearing", "coat hat ring scarf mask"),
    ("sing sang sung singing", "song hymn ballad"),
    ("ride rode ridden riding", "horse bicycle donkey pony"),
))

# Plain, comparative, superlative.
COMPARED = (("tall", "taller", "tallest"), ("young", "younger", "youngest"), ("kind", "kinder", "kindest"),
            ("old", "older", "oldest"), ("strong", "stronger", "strongest"), ("rich", "richer", "richest"),
            ("patient", "more patient", "most patient"), ("generous", "more generous", "most generous"),
            ("careful", "more careful", "most careful"), ("useful", "more useful", "most useful"),
            ("cheerful", "more cheerful", "most cheerful"), ("talented", "more talented", "most talented"))
