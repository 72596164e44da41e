# The worked cases of the pack as incidents, read without the program: the facts of the case, and for what the rules never read
# (names, accounts of what happened) the answers of tests/data/incidents/rich.json.
import re

from outputs import pack_files, rich_incident, text_facts


def fact_types():
    found = {}
    for text in pack_files("facts"):
        found.update(re.findall(r"^fact ([a-z_.]+) ([a-z]+)", text, re.M))
    return found


def read_moment(words):
    date, _, time = words.partition("T")
    return f"{date}T{time or '00:00'}:00+09:00"


def read_set(words):
    names = [] if words in ("none", "()") else [name.strip() for name in words.split("+")]
    maybe = [name[1:] for name in names if name[0] == "?"]
    has = [name for name in names if name[0] != "?"]
    return {"has": has, "maybe": maybe} if maybe else has


def read_number(words):
    least, dots, most = words.replace("_", "").partition("..")
    if not dots:
        return int(least)
    return {**({"min": int(least)} if least else {}), **({"max": int(most)} if most else {})}


def read_value(kind, words):
    if words == "unknown":
        return None
    if kind == "yesno":
        return words == "yes"
    readers = {"count": read_number, "money": read_number, "time": read_moment, "set": read_set}
    return readers.get(kind, str)(words)


class Case:
    def __init__(self, block, types, texts):
        self.id = block.split()[1]
        self.at = read_moment(re.search(r"^  at +(\S+)", block, re.M).group(1))
        self.forms = sorted(set(re.findall(r"^ {4}form +(\S+)", block, re.M)))
        self.facts = dict(texts)
        listed = re.search(r"^  facts\n((?: {4}.*\n|\n)+)", block, re.M)
        for statement in re.split(r",|\n", listed.group(1) if listed else ""):
            name, equals, words = statement.strip().partition(" = ")
            if equals:
                self.facts[name] = read_value(types[name], words.strip().split(" -- ")[0])


def worked_cases():
    types = fact_types()
    texts = {name: answer for name, answer in rich_incident().items() if name in text_facts()}
    blocks = [block for text in pack_files("cases") for block in re.split(r"^(?=case )", text, flags=re.M)[1:]]
    return [Case(block, types, texts) for block in blocks]
