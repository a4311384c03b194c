"""The questions of the QQP grammar.

A topic is a group of questions about one case (topics stand between dashes), a question a group of wordings (between blank
lines). {a} and {b} are cities that are not alike in role: exchanging them asks something else.
"""

TOPICS = tuple(tuple(tuple(question.splitlines()) for question in topic.strip().split("\n\n")) for topic in """
How can I get from {a} to {b} by {means}?
What is the best way to travel from {a} to {b} by {means}?
How do I go by {means} from {a} to {b}?

How much does it cost to get from {a} to {b} by {means}?
What is the price of travelling from {a} to {b} by {means}?
What will I pay to go by {means} from {a} to {b}?

How long does it take to get from {a} to {b} by {means}?
How many hours do I need to travel from {a} to {b} by {means}?
How much time will I spend going by {means} from {a} to {b}?
--
How do I send {n} boxes from {a} to {b}?
What is the best way of shipping {n} boxes from {a} to {b}?
How can I have {n} boxes shipped to {b} from {a}?

How much does it cost to send {n} boxes from {a} to {b}?
What is the price of shipping {n} boxes from {a} to {b}?
What will I pay to have {n} boxes shipped to {b} from {a}?

How long does it take to send {n} boxes from {a} to {b}?
How many days do I need to ship {n} boxes from {a} to {b}?
When will {n} boxes reach {b} if they are shipped from {a}?
--
Is {a} colder than {b} in {month}?
Is {b} warmer than {a} in {month}?
Does {a} have colder weather than {b} in {month}?
Does {b} have warmer weather than {a} in {month}?

Is {a} drier than {b} in {month}?
Is {b} wetter than {a} in {month}?
Does it rain less in {a} than in {b} in {month}?
Does it rain more in {b} than in {a} in {month}?
--
Is it cheaper to rent a flat for {n} people in {a} than in {b}?
Is it more expensive to rent a flat for {n} people in {b} than in {a}?
Are rents for {n} people lower in {a} than in {b}?
Are rents for {n} people higher in {b} than in {a}?

Is it easier to find a flat for {n} people in {a} than in {b}?
Is it harder to find a flat for {n} people in {b} than in {a}?
Is finding a flat for {n} people simpler in {a} than in {b}?
--
How can a {job} from {a} find work in {b}?
What should a {job} from {a} do to get a job in {b}?
How do I get a job in {b} if I am a {job} from {a}?

How much can a {job} from {a} earn in {b}?
What is the pay in {b} for a {job} from {a}?
How well is a {job} from {a} paid in {b}?

Does a {job} from {a} need a visa to work in {b}?
Is a visa necessary for a {job} from {a} to work in {b}?
Do I need a visa to work in {b} if I am a {job} from {a}?
--
Where can I stay for {n} nights on the way from {a} to {b} in {month}?
Which hotels will take me for {n} nights between {a} and {b} if I go there in {month}?
If I travel from {a} to {b} in {month}, where can I spend {n} nights?

What can I see in {n} days on the way from {a} to {b} in {month}?
Which sights are worth {n} days if I go from {a} to {b} in {month}?
If I travel from {a} to {b} in {month}, what is there to see in {n} days?
""".split("--"))
