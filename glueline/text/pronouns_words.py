"""The schemas of the WNLI grammar: what {a} and {b} do, then what makes the pronoun {p} mean {a}, and what {b}.

Each reason fits one of the two by its meaning alone (Levesque, Davis and Morgenstern 2012, "The Winograd Schema Challenge").
"""

# What happened | reasons that speak of {a} | reasons that speak of {b}
PEOPLE = """
{a} thanked {b} because {p} | had been given good advice, had received a present | had given good advice, had sent a present
{a} lost the race to {b} because {p} | was slower, had hurt a foot, was too tired | was faster, had the better bicycle
{a} beat {b} at chess because {p} | had practised more, was the better player | had hardly practised, was a beginner
{a} envied {b} because {p} | had won nothing, lived in a tiny flat | had won the first prize, lived in a splendid house
{a} asked {b} for directions because {p} | was lost, had no map | knew the town well, had a map
{a} paid {b} because {p} | had ordered the work, was the customer | had done the work, had repaired the roof
{a} visited {b} in hospital because {p} | was worried, wanted to bring flowers | had broken a leg, had been operated on
{a} called {b} for help because {p} | was in trouble, had locked the keys inside | was a locksmith, lived close by
{a} copied the homework of {b} because {p} | had not studied, was too lazy to think | had all the right answers
{a} apologised to {b} because {p} | had been rude, had arrived late | had been insulted, had been kept waiting
{a} lent money to {b} because {p} | had plenty to spare, was generous | was short of cash, could not pay the rent
{a} borrowed money from {b} because {p} | was short of cash, could not pay the rent | had plenty to spare, was rich
{a} could not see the stage behind {b} because {p} | was too short, had forgotten the glasses | was too tall, wore a huge hat
{a} carried the suitcase for {b} because {p} | was strong, wanted to be helpful | was weak, had a broken arm
{a} hid from {b} because {p} | was frightened, had stolen the money | was dangerous, looked furious
{a} fired {b} because {p} | had to save money, was a strict employer | was always late, had stolen from the till
{a} hired {b} because {p} | needed a cook, was looking for staff | needed a job, was looking for work
{a} taught {b} to swim because {p} | was a swimming teacher, swam very well | could not swim, was afraid of water
{a} forgave {b} because {p} | was not one to bear a grudge, had a kind heart | was truly sorry, had apologised
{a} fed {b} because {p} | had some bread left | was hungry, had not eaten for days
{a} gave {b} a lift because {p} | had a car, was driving that way | had missed the bus, could not drive
{a} translated the letter for {b} because {p} | spoke four languages, was an interpreter | knew no foreign language
{a} punished {b} because {p} | was the head of the school, was very strict | had cheated, had broken the rules
{a} congratulated {b} because {p} | wanted to be polite | had passed the exam, had won the election
"""

THINGS = """
{a} did not fit into {b} because {p} | was too big, was too wide | was too small, was too narrow
{a} broke when it fell onto {b} because {p} | was fragile, was very delicate | was as hard as rock
{a} could not be seen behind {b} because {p} | was too small, was very low | was too big, blocked the view
{a} would not stand on {b} because {p} | had only two legs, was too round | had a sloping top, was slippery on top
{a} was put into {b} because {p} | was fragile, had to be protected | had room for more, was the right size to hold a gift
"""

COLOURS = tuple("red blue green yellow white black brown grey pink orange purple golden silver striped spotted".split())
ITEMS = tuple("vase jar trophy statue lamp clock globe doll kettle radio teapot bowl flask model mirror camera".split())
HOLDERS = tuple("box chest case crate trunk cabinet".split())
