"""Names by kind: what may take the place of a name so that the sentence keeps its sense and loses its truth."""

from glueline.text.words import CITIES, DAYS, MEN, MONTHS, WOMEN

COUNTRIES = tuple("""Afghanistan Albania Algeria Argentina Australia Austria Bangladesh Belgium Bolivia Brazil Bulgaria
Cambodia Cameroon Canada Chile China Colombia Croatia Cuba Denmark Ecuador Egypt Estonia Ethiopia Finland France Georgia
Germany Ghana Greece Haiti Hungary Iceland India Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Jordan Kenya Kuwait
Laos Latvia Lebanon Libya Lithuania Malaysia Mexico Mongolia Morocco Nepal Nigeria Norway Pakistan Panama Paraguay Peru Poland
Portugal Qatar Romania Russia Rwanda Scotland Serbia Singapore Slovakia Slovenia Somalia Spain Sudan Sweden Switzerland Syria
Taiwan Tanzania Thailand Tunisia Turkey Uganda Ukraine Uruguay Venezuela Vietnam Yemen Zimbabwe""".split())
# No name of a kind covers another one: no "Asian" beside "Indian", no "Bombay" beside "Mumbai". Peoples with a language of
# their own stand apart, since "she speaks French" can become "she speaks Thai", but not "she speaks Swiss".
TONGUES = tuple("""English French German Italian Spanish Portuguese Dutch Russian Polish Chinese Japanese Korean Greek Turkish
Danish Swedish Norwegian Finnish Hungarian Romanian Bulgarian Ukrainian Czech Thai
Vietnamese""".split())
PEOPLES = tuple("""Afghan Albanian American Argentine Australian Austrian Belgian Brazilian British Canadian
Chilean Colombian Cuban Egyptian Indian Indonesian Iranian Iraqi Irish Israeli Kenyan Mexican Moroccan Pakistani
Palestinian Serbian Swiss Syrian""".split())
STATES = tuple("""Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Idaho Illinois Indiana Iowa
Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio
Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia Wisconsin Wyoming""".split())
TOWNS = tuple(dict.fromkeys((*CITIES, *"""Amsterdam Atlanta Baghdad Baltimore Bangalore Bangkok Barcelona Beijing Beirut
Budapest Chennai Cleveland Copenhagen Dallas Damascus Detroit Dubai Edinburgh Frankfurt Houston Hyderabad Istanbul
Jerusalem Kabul Karachi Lahore Liverpool Manchester Melbourne Memphis Miami Milwaukee Minneapolis Moscow Mumbai Philadelphia
Phoenix Pittsburgh Pune Richmond Rotterdam Sacramento Shanghai Tehran Zagreb""".split())))
SITES = tuple("""Facebook Flipkart Google Instagram LinkedIn Pinterest Quora Reddit Skype Snapchat Spotify Twitter WhatsApp
Wikipedia Yahoo YouTube""".split())
MAKERS = tuple("""Acer Apple Cisco Dell HP Honda Intel Lenovo Microsoft Motorola Nintendo Nokia Nvidia Panasonic Samsung
Siemens Sony Toshiba Xiaomi""".split())
COMPANIES = tuple("""Airbus Amazon BMW Boeing Citigroup Deloitte Ericsson Ford Infosys Netflix Nike Oracle Pepsi Starbucks
Tesla Toyota Uber Verizon Vodafone Volkswagen Volvo Walmart Wipro""".split())
LANGUAGES = ("Java", "Python", "Ruby", "Haskell", "Javascript", "PHP", "Perl", "Scala", "Rust", "Kotlin")
PLANETS = ("Mercury", "Venus", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune", "Pluto")
POLITICIANS = tuple("""Obama Trump Clinton Bush Reagan Nixon Kennedy Putin Merkel Thatcher Churchill Modi Gandhi Nehru
Lincoln""".split())
DEGREES = ("MBA", "BBA", "MBBS", "MCA", "BCA", "PhD", "LLB")
KINDS: tuple[tuple[str, ...], ...] = (COUNTRIES, TONGUES, PEOPLES, STATES, TOWNS, SITES, MAKERS, COMPANIES, LANGUAGES, PLANETS,
                                      POLITICIANS, DEGREES, DAYS, MONTHS, MEN, WOMEN)
KIND_OF = {name: kind for kind in reversed(KINDS) for name in kind}  # the first kind counts where a name has two
