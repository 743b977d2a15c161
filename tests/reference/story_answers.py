"""Finds the answers in stories by reading their words alone, and compares them with what the generator says it decided.

    python3 tests/reference/story_answers.py

An implementation of its own: it knows the language as a reader does, by what sentences look like, and nothing of how
stories are made. Of the families where, who, colour and pair, in which the words decide everything. Prints how many
stories and answers agree; exits with 1 where any does not.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SETS = ["train", "held-out"]
SETS += [f"distractor:{kind}" for kind in ["again", "denied", "supposed", "another", "off-topic"]]
SETS += [f"reworded:{words}-{distance}" for words in ["seen", "rare", "unseen"] for distance in ["near", "far"]]

# What is so of the thing (group 1) from then on: a place, an owner, a colour. Word positions come from the groups.
TELLS = {
    "where": [
        r"\w+ (?:put|left|hid) the (\w+) in the (\w+)",
        r"(?:now )?the (\w+) (?:is|lies) in the (\w+)",
        r"the (\w+) was bought in the (\w+)",
        r"(?:then )?\w+ (?:took|moved) the (\w+) to the (\w+)",
    ],
    "who": [
        r"(?:now )?the (\w+) belongs to (\w+)",
        r"the (\w+) is in the hands of (\w+)",
        r"they sent the (\w+) to (\w+)",
        r"the (\w+) came to (\w+)",
        r"the (\w+) was bought by (\w+)",
        r"(?:then )?\w+ (?:gives|handed) the (\w+) to (\w+)",
    ],
    "colour": [
        r"the (\w+)(?: of \w+)? is (\w+)",
        r"\w+ painted the (\w+) (\w+)",
        r"the (\w+) (?:came|was sent) in (\w+)",
    ],
    "pair": [
        r"(?:say|sing|they shout) (\w+) (\w+)",
        r"the word after (\w+) is (\w+)",
        r"(\w+) goes before (\w+)",
    ],
}
# What is asked: the thing, and the answer.
ASKS = {
    "where": [
        r"where is the (\w+) \? in the (\w+)",
        r"the (\w+) is still in the (\w+)",
        r"\w+ finds the (\w+) in the (\w+)",
    ],
    "who": [
        r"who (?:has|can show) the (\w+) \? (\w+)",
        r"so the (\w+) is with (\w+)",
    ],
    "colour": [
        r"what colour is the (\w+) \? (\w+)",
        r"\w+ sees that the (\w+) is (\w+)",
        r"so the (\w+) is (\w+)",
    ],
    "pair": [],  # saying a pair again asks for it
}
NIGHT = "night goes before day"


def sentences(words):
    """(first position, words) of each sentence, without its full stop."""
    begin = 0
    for position, word in enumerate(words):
        if word == ".":
            yield begin, words[begin:position]
            begin = position + 1


def matched(patterns, text):
    return next((m for m in (re.fullmatch(p, text) for p in patterns) if m), None)


def answers(family, words):
    known = {}  # thing: (value, positions)
    found = []
    for begin, sentence in sentences(words):
        text = " ".join(sentence)
        asked = matched(ASKS[family], text)
        told = None if asked or text == NIGHT else matched(TELLS[family], text)
        match = asked or told
        if not match:
            continue
        thing, value = match.group(1), match.group(2)
        position = begin + text[: match.start(2)].count(" ")
        if family == "pair" and thing in known:
            asked = told
        if asked:
            found.append({"position": position, "word": known[thing][0], "antecedents": list(known[thing][1])})
        if thing in known and known[thing][0] == value:
            known[thing][1].append(position)
        else:
            known[thing] = (value, [position])
    return found


def told(set_name):
    command = ["node", "dist/cli.js", "stories", "--json", "--seed", "5", "--count", "1200", "--set", set_name]
    stories = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    return [story for story in stories if story["family"] in TELLS]


def main():
    wrong = 0
    for set_name in SETS:
        stories = told(set_name)
        others = [story for story in stories if answers(story["family"], story["words"]) != story["answers"]]
        for story in others[:3]:
            print(story["set"], story["family"], " ".join(story["words"]))
            print("  told: ", story["answers"])
            print("  found:", answers(story["family"], story["words"]))
        count = sum(len(story["answers"]) for story in stories)
        print(f"{set_name}: {len(stories) - len(others)} of {len(stories)} stories agree, {count} answers")
        wrong += len(others) + (0 if stories else 1)
    sys.exit(1 if wrong else 0)


main()
