"""Word lists that several grammars of the built-in set share."""

WOMEN = tuple("""Ada Agnes Alice Amelia Anna Astrid Beatrice Bella Carmen Cecilia Clara Daphne Diana Edith Eleanor
Elsa Emma Esther Eva Fatima Flora Freya Gloria Greta Hanna Helen Ida Ingrid Irene Iris Jane Joan Judith Julia Karin
Laura Leila Lena Lucy Lydia Maria Martha Maya Mina Nadia Nina Nora Olga Petra Rita Rosa Ruth Sally Sara Sofia Stella
Susan Teresa Uma Vera Wanda Yara Zoe""".split())
MEN = tuple("""Adam Ahmed Albert Alec Anton Arthur Basil Bernard Bruno Carl Cyril Daniel David Derek Edgar Edwin
Eric Felix Frank Fred George Gustav Harold Henry Hugo Ian Igor Isaac Ivan Jack Jakob James Jonas Karl Kevin Leon Leo
Louis Lukas Marco Martin Max Miguel Nils Noah Oliver Omar Oscar Otto Paul Pedro Peter Philip Ralph Robert Samir
Simon Stefan Thomas Tom Victor Walter Yusuf""".split())
SURNAMES = tuple("""Abbott Ashby Baker Barlow Bennett Berg Blake Brandt Carter Castro Clarke Cole Conti Crane Dalton
Drake Ellis Falk Fisher Fraser Garner Gibbs Grant Hale Harper Holm Hughes Irving Jensen Keller Kirby Lang Larsen
Lowe Marsh Mercer Moreno Nash Norton Novak Osborne Palmer Parker Petrov Quinn Ramsey Reyes Rowe Santos Sharp Silva
Sloan Stone Tanner Tate Vance Vogel Walsh Weber Yates""".split())
EUROPE = tuple("""Antwerp Athens Basel Bergen Berlin Bilbao Bologna Bordeaux Bremen Bristol Brussels Cardiff Cologne
Cork Dresden Dublin Florence Geneva Genoa Ghent Glasgow Granada Graz Hamburg Helsinki Innsbruck Krakow Kyiv Leeds
Leipzig Lisbon Ljubljana London Lyon Madrid Malaga Marseille Milan Munich Naples Nice Odense Oslo Oxford Paris Porto
Prague Riga Rome Rotterdam Salzburg Seville Stockholm Tallinn Tampere Toulouse Trieste Turin Utrecht Valencia Venice
Verona Vienna Warsaw York Zagreb Zurich""".split())
OVERSEAS = tuple("""Accra Ankara Bogota Boston Cairo Calgary Chicago Dakar Delhi Denver Hanoi Havana Jakarta Kyoto
Lagos Lima Manila Montreal Nairobi Osaka Perth Quito Santiago Seattle Seoul Sydney Tokyo Toronto Tunis""".split())
CITIES = EUROPE + OVERSEAS
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")
