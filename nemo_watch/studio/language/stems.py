"""One form for every word: "trimmed" and "trimming" are "trim", "colour" is "color".

Texts and patterns are folded alike, so a pattern may name any form. Only verbs of editing are folded; of other
words the ending may carry the meaning ("recording", "opening", "clips").
"""

from __future__ import annotations

from collections.abc import Iterator

_PLAIN = """
    add affect alter append attach boost bump burn caption clean clear compress convert correct display distort
    download edit embed export extract fill fix flatten follow insert join keep lay layer letterbox lift limit loop
    lower mirror mix mux overlay pillarbox play pull remux render repeat restrict send shorten show shrink slow sort
    maintain retain squash stamp steady stick stitch stretch switch tighten tilt touch transform turn upload watermark
    zoom
"""
_ENDING_IN_E = """
    accelerate assemble bake balance change combine compile compromise concatenate create crossfade decrease degrade
    deinterlace delete denoise desaturate deshake double downscale downsize eliminate encode enhance enlarge equalize
    erase exclude fade generate glue halve include increase isolate leave lose make maximize merge minimize mute
    normalize optimize paste place preserve produce quadruple raise reduce reencode remove replace rescale resize
    reverse rotate sacrifice save scale share shave silence slice splice square squeeze stabilize standardize subtitle
    superimpose take title transcode triple unite upsample upscale use visualize write
"""
_DOUBLING = "blur cap chop clip crop cut drop fit flip get grab lop pad put rip set skip snip spin strip swap trim"
_IRREGULAR = """
    make:made keep:kept take:taken take:took speed:sped speed:speeding show:shown write:written burn:burnt send:sent
    lay:laid shrink:shrunk lose:lost amplify:amplified amplify:amplifying apply:applied apply:applying
    modify:modified modify:modifying hide:hidden hide:hiding level:levelled level:levelling level:leveling
    color:colour colors:colours gray:grey grayscale:greyscale center:centre stabilization:stabilisation
    normalization:normalisation
"""
_SLIPS = """
    you:u your:ur the:teh the:hte and:adn video:vidoe video:viedo video:vedio subtitles:subtitels subtitles:subtitiles
    background:backround background:backgroud seconds:secounds seconds:secons minutes:minuts remove:remvoe remove:remov
    horizontally:horizontaly vertically:verticaly thumbnail:thumnail compress:compres music:muisc audio:audoi
    audio:adio volume:volumn volume:volum rotate:rotat watermark:watermak convert:covert convert:conver
    vertical:verticle slideshow:slidshow beginning:begining beginning:begginning title:tittle quality:qualty
    quality:quailty please:plese please:pleas please:plz silence:silense normalize:normilize square:sqaure
"""
"""Words, each with a way in which it is often mistyped."""


def stem(word: str) -> str:
    """Return the form of a word that stands for all its forms."""
    return _STEMS.get(word, word)


def _forms() -> Iterator[tuple[str, str]]:
    """Yield pairs of a form and its stem."""
    for verb in _PLAIN.split():
        yield from ((f"{verb}{ending}", verb) for ending in ("ing", "ed"))
    for verb in _ENDING_IN_E.split():
        for root in (verb, verb.removesuffix("ize") + "ise" if verb.endswith("ize") else verb):
            yield from ((f"{root[:-1]}ing", verb), (f"{root}d", verb), (root, verb))
    for verb in _DOUBLING.split():
        yield from ((f"{verb}{verb[-1]}{ending}", verb) for ending in ("ing", "ed"))
    for pair in f"{_IRREGULAR}{_SLIPS}".split():
        verb, form = pair.split(":")
        yield form, verb


_STEMS = {form: word for form, word in _forms() if form != word}
