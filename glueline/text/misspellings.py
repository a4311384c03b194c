"""How common words are often misspelt: a list, and the habits behind most of it."""

LISTED = dict(pair.split(">") for pair in """
    accommodate>accomodate achieve>acheive across>accross actually>actualy address>adress already>allready although>altough
    amateur>amature apparently>apparantly appearance>appearence argument>arguement awkward>akward basically>basicly
    beautiful>beautifull because>becuase beginning>begining behavior>behavour believe>beleive between>betwen
    business>buisness calendar>calender caught>cought character>charachter characters>charachters children>childern
    coming>comming completely>completly conscious>concious criticism>critisism decision>desicion definite>definate
    definitely>definately describe>discribe different>diffrent difficult>dificult disappear>dissapear
    disappointed>dissapointed disappointing>dissapointing doctor>docter embarrassing>embarassing enough>enought
    entertaining>entertaning environment>enviroment especially>especialy everything>everthing exactly>excactly
    excellent>excelent exercise>excercise existence>existance experience>experiance explanation>explaination
    extremely>extremly familiar>familier favorite>favorit february>febuary finally>finaly foreign>foriegn forward>foward
    friend>freind friends>freinds further>futher government>goverment grammar>grammer guarantee>garantee happened>happend
    height>heigth humorous>humourous immediately>immediatly important>importent independent>independant instead>insted
    intelligent>inteligent interesting>intresting knowledge>knowlege language>langauge leisure>liesure library>libary
    license>lisence little>litle machine>mashine marriage>marrage mountain>mountian necessary>neccessary neighbor>nieghbor
    niece>neice occasion>ocassion occurred>occured opinion>opinon original>orignal parliament>parliment
    particularly>particulary people>poeple performance>performence picture>pitcure piece>peice political>politcal
    possible>possable president>presidant probably>probaly problem>probelm really>realy receive>recieve received>recieved
    recommend>recomend remember>rember restaurant>restaraunt ridiculous>rediculous safety>safty science>sience
    secretary>secratary security>secuirty separate>seperate similar>similer simply>simpley sincerely>sincerly speech>speach
    strength>strenght successful>succesful surprise>suprise surprised>suprised surprising>suprising system>sytem
    technology>tecnology their>thier thought>thougt together>togather tomorrow>tommorow tragedy>tradgedy truly>truely
    unfortunately>unfortunatly until>untill usually>usualy vacuum>vaccum weather>wether wednesday>wensday weird>wierd
    welcome>wellcome which>wich without>witout writing>writting written>writen yesterday>yestarday""".split())
HABITS = (  # the ending or part that goes wrong, how, and from which length of word on
    ("tely", "tly", 9), ("ally", "aly", 8), ("cie", "cei", 6), ("cei", "cie", 6), ("lie", "lei", 7), ("ible", "able", 7),
    ("ence", "ance", 8), ("ance", "ence", 8), ("ss", "s", 9), ("tt", "t", 8),
    ("ll", "l", 9), ("mm", "m", 8), ("pp", "p", 8), ("rr", "r", 8), ("cc", "c", 8), ("ff", "f", 8), ("ious", "ous", 8),
)


def misspelt(word: str) -> str | None:
    """A word in lower case as it is often misspelt: "receive" -> "recieve"; None where no mistake is common."""
    if word in LISTED:
        return LISTED[word]
    return next((word[:at] + wrong + word[at + len(right) :] for right, wrong, least in HABITS
                 if len(word) >= least and (at := word.rfind(right)) > 0), None)
