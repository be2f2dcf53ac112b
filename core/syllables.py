"""How many syllables an English word has, by its vowels: right for about nineteen words in twenty, never exact.

The rules are our own: groups of vowels count, silent endings do not, vowels that are said apart count twice. Words that the
rules get wrong and that papers for patients use stand in a list.
"""

import re

LISTED = {
    word: count
    for count, words in {
        1: "ached aches clothes",
        2: "argue being business cement chocolate client clients every evening forehead giant people poem rescue science",
        3: "area areas comfortable everyone everything idea ideas interesting museum nausea reassure theater vegetable vegetables",
        4: "diabetes diarrhea february gastritis",
        7: "gastrointestinal",
    }.items()
    for word in words.split()
}
GROUP = re.compile(r"[aeiouy]+")
# Neighbours that are said apart, in dial, period, sodium, diet, video, create, fluid, annual and being.
APART = re.compile(
    r"(?<![cstg])ia(?!ge)|ia(?=t[eio])|(?<![cstgxn])(?<!ll)io|io(?=lo|th)|iu|ie(?=ty?\b)|(?<![cstn])ie(?=nt|nce)"
    r"|(?<=[drln])eo|(?<=cr)ea(?=t[ei])|(?<=r)ea(?=ct)|(?<=[flr])ui(?=[dn])|(?<=s)ui(?=ci)|(?<![gq])ua|uou|(?<=c)oa(?=g)|[aeioy]ing"
)
SILENT = re.compile(r"[^aeiouy]e$|[gq]ue$|[^aeiouytd]ed$|(?:[^aeiouysxzcgh]|[tp]h)es$")
# The "e" of "table", "tables" and "handled" is heard.
HEARD = re.compile(r"[^aeiouylr]l(?:e|es|ed)$")
# The "e" inside "careful", "movement" and "homemade" is not; that of "element" is.
SILENT_WITHIN = re.compile(
    r"^(?:care|home|house|life|safe|side|some|time)(?=[^aeioudrs])"
    r"|[^aeiouy]e(?=(?:ful|less|ly|ness)(?:es|ly)?$)|[^aeiouyl]e(?=ments?$)"
)


def syllables(word: str) -> int:
    """Syllables of one word; a number counts one, the parts of a hyphenated word are added."""
    if word[:1].isdigit():
        return 1
    if "-" in word:
        return sum(syllables(part) for part in word.split("-") if part)
    small = word.casefold().replace("’", "'").removesuffix("'s").replace("'", "")
    return LISTED.get(small) or max(1, _counted(small))


def _counted(word: str) -> int:
    count = len(GROUP.findall(word)) + len(APART.findall(word)) - len(SILENT_WITHIN.findall(word))
    silent = SILENT.search(word) and not HEARD.search(word)
    return count - 1 if silent else count
