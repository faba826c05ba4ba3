"""Which language a text is in: by its letters and, where they are Latin, by its commonest words."""

from __future__ import annotations

import unicodedata
from collections import Counter

_SCRIPTS = (
    *(("CYRILLIC", "ru"), ("GREEK", "el"), ("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("CJK", "cmn"), ("HANGUL", "ko")),
    *(("ARABIC", "ar"), ("HEBREW", "he"), ("DEVANAGARI", "hi"), ("THAI", "th"), ("ARMENIAN", "hy"), ("GEORGIAN", "ka")),
)
_KANA_SHARE = 0.1
"""Of the letters: with so many of them kana, what else is written in Chinese characters is Japanese."""
_COMMON_WORDS = {
    "en": "the and is of to in it you that for with are this on not have was be your from",
    "de": "der die das und ist nicht ein eine mit für auf sie den von zu es im werden auch wir",
    "fr": "le la les et est une des pas pour dans vous qui que sur avec plus nous sont au du",
    "es": "el los las y es una que no para con por se lo como más pero su del está muy",
    "it": "il che di è non per una con gli sono della anche più nel questo come si alla le lo",
    "pt": "o os as e é uma que não para com por se mais você do da em um como são",
    "nl": "het een en is niet van dat voor met zijn op je ook maar aan wij er worden deze bij",
    "pl": "i nie to się jest na że z do jak co po dla czy ale przez są jego tak już",
    "sv": "och att det är inte en som på för med jag har till av om kan vi den ett så",
    "tr": "ve bir bu için ile çok daha ne gibi ama olarak var değil her kadar sonra en mi ben o",
}
_READ_LETTERS = 4000


def language_of(text: str) -> str:
    """Return the language that a text seems to be in, by its code in espeak-ng (ISO 639); English if in doubt."""
    read = text[:_READ_LETTERS]
    letters = Counter(unicodedata.name(letter, "").split(" ")[0] for letter in read if letter.isalpha())
    kana = letters["HIRAGANA"] + letters["KATAKANA"]
    if kana > _KANA_SHARE * letters.total():
        return "ja"
    main = letters.most_common(1)[0][0] if letters else "LATIN"
    if main == "CYRILLIC" and set(text) & set("іїєґІЇЄҐ"):
        return "uk"
    return dict(_SCRIPTS).get(main) or _latin_language(read)


def _latin_language(text: str) -> str:
    words = Counter(text.lower().split())
    counts = {language: sum(words[word] for word in common.split()) for language, common in _COMMON_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] else "en"
