"""A WordNet of a few words written by hand in its own format, and the installed one where there is one."""

from pathlib import Path

import pytest

from glueline.refusal import Refused
from glueline.tables.wordnet import FILES, load_wordnet

INSTALLED = Path("/usr/share/wordnet")
LICENCE = "  1 WordNet 9.9 Copyright of nobody  \n"
# words, pointers (kind, number of the other synset, word here, word there)
NOUNS = [(["car", "automobile", "motor_car"], [("@", 1, 0, 0)]), (["vehicle"], [("@", 2, 0, 0)]),
         (["motor_thing", "artefact"], []), (["car", "wagon"], []), (["automobile", "pickup"], []), (["ruby"], [])]
ADJECTIVES = [(["hot(p)", "warm"], [("!", 1, 1, 1)]), (["cold"], [("!", 0, 1, 1)])]
COUNTS = ["car%1:06:00:: 1 8", "car%1:06:01:: 2 2", "automobile%1:06:00:: 1 4", "ruby%1:06:00:: 1 9",
          "vehicle%1:06:00:: 1 3", "wagon%1:06:00:: 1 5"]


def data_file(letter, synsets):
    """The text of a data file and where each synset begins in it."""
    offsets, text = [0] * len(synsets), ""
    for _ in range(2):  # first to learn the offsets, then to write them
        text = LICENCE
        for number, (words, pointers) in enumerate(synsets):
            offsets[number] = len(text)
            told = " ".join(f"{kind} {offsets[there]:08} {letter} {here:02x}{other:02x}"
                            for kind, there, here, other in pointers)
            text += f"{offsets[number]:08} 06 {letter} {len(words):02x} {' '.join(word + ' 0' for word in words)} " \
                    f"{len(pointers):03} {told} | some gloss  \n"
    return text, offsets


def index_file(letter, synsets, offsets):
    senses = {}
    for (words, _), offset in zip(synsets, offsets):
        for word in words:
            senses.setdefault(word.split("(")[0], []).append(offset)
    told = {word: " ".join(f"{offset:08}" for offset in found) for word, found in senses.items()}
    return LICENCE + "".join(f"{word} {letter} {len(senses[word])} 1 @ {len(senses[word])} 1 {told[word]}  \n"
                             for word in sorted(senses))


@pytest.fixture
def folder(tmp_path):
    for suffix, letter, synsets in (("noun", "n", NOUNS), ("adj", "a", ADJECTIVES), ("verb", "v", []), ("adv", "r", [])):
        text, offsets = data_file(letter, synsets)
        (tmp_path / f"data.{suffix}").write_text(text)
        (tmp_path / f"index.{suffix}").write_text(index_file(letter, synsets, offsets))
    (tmp_path / "cntlist.rev").write_text("".join(line + "\n" for line in COUNTS))
    return tmp_path


def test_synonyms_are_single_words_that_share_the_dominant_first_sense(folder):
    wordnet = load_wordnet(folder)
    assert wordnet.synonyms("car", "noun") == ("automobile",)    # 8 of its 10 uses; "motor_car" is two words
    assert wordnet.synonyms("automobile", "noun") == ("car",)
    assert wordnet.synonyms("vehicle", "noun") == ()
    assert wordnet.synonyms("wagon", "noun") == ()         # "car" means something else first
    assert wordnet.synonyms("zorp", "noun") == wordnet.synonyms("car", "verb") == ()


def test_a_word_seldom_seen_in_its_first_sense_has_no_synonyms(folder):
    counts = (folder / "cntlist.rev").read_text()
    (folder / "cntlist.rev").write_text(counts.replace("2 2", "2 6"))  # 8 of 14 uses
    assert load_wordnet(folder).synonyms("car", "noun") == ()
    (folder / "cntlist.rev").write_text(counts.replace("automobile%1:06:00:: 1 4", "automobile%1:06:00:: 1 1"))
    assert load_wordnet(folder).synonyms("car", "noun") == ()


def test_antonyms_follow_the_words_own_pointer(folder):
    wordnet = load_wordnet(folder)
    assert wordnet.antonyms("hot", "adjective") == ("cold",)
    assert wordnet.antonyms("cold", "adjective") == ("hot",)
    assert wordnet.antonyms("warm", "adjective") == ()


def test_hypernyms_are_single_words_nearest_first(folder):
    assert load_wordnet(folder).hypernyms("automobile", "noun") == ("vehicle", "artefact")
    assert load_wordnet(folder).hypernyms("ruby", "noun") == ()


def test_the_name_tells_the_release_and_changes_with_any_file(folder):
    name = load_wordnet(folder).name
    assert name.startswith("wordnet-9.9-") and len(name) == len("wordnet-9.9-") + 16
    for file in FILES:
        text = (folder / file).read_text()
        (folder / file).write_text(text + "  \n" if file != "cntlist.rev" else text + "zorp%1:06:00:: 1 1\n")
        assert load_wordnet(folder).name != name, file
        (folder / file).write_text(text)
    assert load_wordnet(folder).name == name


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_refused_by_name_and_nothing_takes_its_place(folder, file):
    (folder / file).unlink()
    with pytest.raises(Refused, match=rf"{file}: not found; install WordNet's files \(Debian: apt install wordnet-base\)"):
        load_wordnet(folder)


def test_files_of_something_else_are_refused(folder):
    (folder / "data.noun").write_text("no licence here\n")
    with pytest.raises(Refused, match="data.noun: no WordNet release at its head"):
        load_wordnet(folder)


@pytest.mark.skipif(not INSTALLED.is_dir(), reason="WordNet's files are not installed")
def test_the_installed_wordnet_answers_what_its_pages_show():
    wordnet = load_wordnet(INSTALLED)
    assert wordnet.name.startswith("wordnet-3.")
    assert wordnet.synonyms("often", "adverb") == ("frequently",)
    assert wordnet.antonyms("hot", "adjective") == ("cold",) and wordnet.antonyms("buy", "verb") == ("sell",)
    assert wordnet.hypernyms("dog", "noun")[:2] == ("canine", "canid")
    assert "animal" in wordnet.hypernyms("dog", "noun")
