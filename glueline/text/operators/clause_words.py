"""Words that tell where a clause or a time begins and ends, and what it belongs to."""

CLAUSE = frozenset("because when while if although though after before since unless until whenever".split())
AFTER_MAIN = CLAUSE - {"while", "since", "though"}  # the others often do not subordinate there
NOT_BEFORE = frozenset("""only even just ever soon shortly right long not and or but than as of about since until by at
    for in so especially particularly except second minute minutes hour hours day days week weeks month months year years
    moments""".split())
ASKS = frozenset("""know wonder ask see tell say remember learn decide determine find discover understand explain show
    forget depend check matter doubt think believe claim suggest report care mind imagine guess hope feel hate like love
    expect anticipate announce plan predict forecast schedule promise agree offer seek want intend""".split())
LINKS = frozenset("""that who whom whose which what how why where whether and or but than so because when while if
    although""".split())
HELPERS = frozenset("am is are was were do does did have has had will would can could shall should may might must".split())
NEGATIVE = frozenset("not n't never no nobody nothing hardly rarely neither none few only".split())
SPANS = frozenset("before after since until during when from between".split())
TIME_WORDS = frozenset("""january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday""".split())
THIRD_PERSON = frozenset("he she it they his her its their this that these those".split())
