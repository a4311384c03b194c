"""Common English first names that are seldom anything else."""

from glueline.text.words import MEN, WOMEN

FEMALE = frozenset(WOMEN) | frozenset("""Abigail Alexandra Alison Allison Amanda Amy Andrea Angela Anne Annie Audrey Barbara
Becky Betsy Betty Brenda Bridget Carol Caroline Carolyn Catherine Cheryl Christina Christine Cindy Claire Connie
Cynthia Deborah Debra Diane Dolores Donna Doris Dorothy Elaine Elizabeth Ellen Emily Erica Evelyn Fiona Frances Gail Gina
Gwen Heather Heidi Hillary Isabel Jacqueline Janet Janice Jean Jenna Jennifer Jenny Jessica Jill Joanna Josephine
Joyce Judy Julie Karen Kate Katherine Kathleen Kathy Kelly Kim Kimberly Laurie Leslie Linda Lisa Lois Lori Louise Lucille
Margaret Marie Marilyn Marjorie Martha Mary Maureen Megan Melissa Michelle Mildred Miriam Molly Monica Nancy Natalie Nicole
Pamela Patricia Paula Peggy Phyllis Rachel Rebecca Rhonda Roberta Robin Rosemary Samantha Sandra Sandy Sarah Sharon Sheila
Shirley Sonia Sophie Sue Suzanne Sylvia Tammy Tessa Tina Tracy Valerie Vanessa Vera Veronica Vicky Vivian Wendy Wilma Yvonne
""".split()) - frozenset("Florence Rosa Robin Sandy Iris Flora Jean Kim Kelly Tracy Leslie Bella Nadia Olga".split())
MALE = frozenset(MEN) | frozenset("""Aaron Alan Albert Alex Alexander Alfred Allen Andrew Andy Anthony Antonio Barry Ben
Benjamin Bill Billy Bob Bobby Brad Bradley Brandon Brian Bruce Bryan Calvin Carlos Charles Charlie Chris Christopher
Clarence Clifford Craig Curtis Dan Danny Dave Dennis Donald Doug Douglas Dustin Dwayne Dylan Ed Eddie Edmund Ernest Ethan
Evan Francis Frank Fred Frederick Gary Gerald Gilbert Glenn Gordon Graham Greg Gregory Harry Harvey Herbert Herman
Howard Jacob Jake Jason Jay Jeff Jeffrey Jeremy Jerome Jerry Jesse Jim Jimmy Joe Joel John Johnny Jonathan Jose Joseph Josh
Joshua Juan Justin Keith Ken Kenneth Kurt Kyle Larry Lawrence Lee Lenny Lloyd Luke Mario Mark Marvin Matt Matthew Maurice
Maxwell Melvin Michael Mickey Mike Mitchell Nathan Neil Nicholas Nick Patrick Pete Peter Phil Randy Ray Raymond
Richard Rick Ricky Rob Rodney Roger Ron Ronald Ross Roy Russell Ryan Sam Samuel Scott Sean Sidney Stanley Stephen Steve
Steven Stuart Ted Terry Theodore Tim Timothy Todd Tony Travis Trevor Tyler Vernon Vincent Wallace Walter Warren Wayne
William Willie Zachary""".split()) - frozenset("Mark Bill Rob Lee Ray Jay Ross Gordon Wallace Lawrence Francis Terry".split()) \
    | frozenset(("Mark", "Bill", "Ross"))
