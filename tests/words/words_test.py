#!/usr/bin/python3
"""What the three languages promise of their wording: the same places in all of them, English without Japanese but for names in 「」, and
easy Japanese that is easy: short sentences, polite endings, no double negation, no kanji beyond elementary school without its reading."""
import glob
import re
import sys

LANGS = ("ja", "ja-simple", "en")
AVERAGE, LONGEST = 30, 45  # characters of a sentence; a run of Latin letters is one name or command, and counts as one
JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")
KANJI = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
READING = re.compile("[^ 。、]*（[ぁ-んァ-ヶー・ ]+）")
NEGATIVE = r"(ない|なく|なけれ|ず|ぬ)"
TWICE = re.compile(NEGATIVE + r"(と|ては|ば|は|も|に|わけ|もの|ことは|ことも|とは)+(は|も|が)?(い|あり|なり|いけ|でき|すみ)?(ない|ません|ぬ)|ざるを得")
BLUNT = re.compile(r"[るただくすむぬうい]$")
POLITE = re.compile(r"(です|ます|ください|(まし|でし)た)$")
VOCABULARIES = ("read.", "ask.words")  # lists of what people type, no sentences

failed = 0


def test(name, faults):
    global failed
    failed += bool(faults)
    print(f"not ok {name} - {faults[:6]}" if faults else f"ok {name}", flush=True)


def product():
    """Of each word of the product: where it stands, its name, and its texts."""
    for path in sorted(glob.glob("text/*.words")):
        word = None
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line[:1] not in " #\n":
                    word = (f"{path}:{number}", line.strip(), {})
                    yield word
                elif line.startswith("  "):
                    lang, _, text = line.strip().partition(" ")
                    word[2][lang] = text.strip()


def pack(lang):
    for path in sorted(glob.glob(f"packs/jp/words/{lang}-*.words")):
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if not line.lstrip().startswith("--"):
                    for text in re.findall(r'"((?:[^"\\]|\\.)*)"', line):
                        yield f"{path}:{number}", text.replace('\\"', '"')


def is_vocabulary(name):
    return name.startswith(VOCABULARIES) and not name.startswith(("read.no_", "read.none_", "read.empty", "read.bounds"))


def texts(lang):
    """All of one language, as people see it: with line ends, without the marks that keep spaces at the margin."""
    for place, name, all_texts in words:
        if not is_vocabulary(name):
            yield place, all_texts[lang].replace("\\n", "\n").replace("\\s", " ")
    yield from pack(lang)


def sentences(text):
    """As they are read aloud: without the spaces between words, and what stands in brackets with the sentence around it."""
    for sentence in re.split(r"[。！？\n]", text):
        sentence = re.sub(r"[!-~][ -~]*[!-~]|[!-~]", "x", re.sub(r"（[ぁ-んァ-ヶー・ ]+）", "", sentence))
        sentence = re.sub(r"[\s　]", "", sentence)
        if sentence:
            yield sentence


def hard(text):
    """Kanji beyond elementary school whose word is not followed by its reading."""
    return [text[found.start():found.start() + 12] for found in KANJI.finditer(text) if found.group() not in elementary and not READING.match(text, found.start())]


with open("tests/data/elementary-kanji.txt", encoding="utf-8") as kanji:
    years = [line.strip() for line in kanji if not line.startswith("#")]
elementary = set("".join(years))
test("the table of kanji is whole", [] if [len(year) for year in years] == [80, 160, 200, 202, 193, 191] and len(elementary) == 1026 else [len(elementary)])
words = list(product())
test("every word is there in every language", [name for _, name, said in words if set(said) != set(LANGS) or not all(said.values())] or [] if len(words) > 1000 else [len(words)])
test("the same places in every language", [name for _, name, said in words if len({tuple(sorted(set(re.findall(r"\{\d\}", text)))) for text in said.values()}) > 1])
test("English has Japanese only as names in 「」", [(place, text[:60]) for place, text in texts("en") if JAPANESE.search(re.sub("「[^」]*」", "", text))])
easy = list(texts("ja-simple"))
test("there is easy Japanese", [] if len(easy) > 2000 else [len(easy)])
lengths = [(len(sentence), place, sentence) for place, text in easy for sentence in sentences(text)]
average = sum(length for length, _, _ in lengths) / len(lengths)
print(f"# {len(lengths)} sentences of easy Japanese, {average:.1f} characters each, at most {max(lengths)[0]}")
test("easy sentences are short", [average] if average > AVERAGE else [])
test("none of them is long", [row for row in lengths if row[0] > LONGEST])
test("hard kanji have their reading", [(place, word) for place, text in easy for word in hard(text)])
test("nothing is said by denying twice", [(place, found.group()) for place, text in easy for sentence in sentences(text) for found in [TWICE.search(sentence)] if found])
test("sentences end politely", [(place, sentence) for place, text in easy for sentence in re.findall(r"([^。！？\n]*)。", text) if BLUNT.search(sentence.strip()) and not POLITE.search(sentence.strip())])
for example, fault in (("払って ください。", hard), ("閲覧（えつらん）の", lambda text: not hard(text)), ("書かないと いけません", lambda text: TWICE.search(next(sentences(text)))),
                       ("書かない ことは ありません", lambda text: TWICE.search(next(sentences(text))))):
    test(f"the measure itself: {example}", [] if fault(example) else [example])
sys.exit(1 if failed else 0)
