"""Words that carry no wish of their own: politeness, what joins wishes, and what is worked on.

Written in the language of `pattern`. Knows nothing of edits.
"""

from __future__ import annotations

from nemo_watch.studio.language.vocabulary import entries, groups

FILLER_GROUPS = groups("""
someone = i|we|you|they|people|everyone|everybody|anyone|mom|mum|grandma|boss|client|he|she|friends|viewers|team|it
audience = mobile|phones|cell phone|smartphone|smartphones|mobile devices|channel|website|site|blog|vlog|class
    |course|presentation|boss|mom|mum|friend|friends|family|client|clients|team|project|page|portfolio|collection
    |archive|archives|records|phone|laptop|slides|grandma|school|company|newsletter|parents|wife|husband|kids
    |colleagues|coworkers|customers|students|teacher|work|homework|tv|ipad|tablet|intranet|meeting|event|party|wedding
    |birthday|report|blog post|landing page|homepage|online store|shop|gallery|album|deck|powerpoint|keynote
    |email signature|editing|upload|backup|sharing|review
carrier = youtube|instagram|insta|bilibili|discord|whatsapp|email|e mail|mail|slack|telegram|twitter|x|web|facebook
    |messenger|linkedin|imessage|signal
    |wechat|sharing|uploading|upload|vimeo|sending|attachment|email attachment|internet|gmail|outlook|teams|dropbox
    |google drive|drive|text message|sms|mms|line|viber|reddit|discord server|server|cloud|streaming|online|social media
    |social|website|phone|tv|laptop|usb stick|forum|mastodon|tumblr|pinterest|skype|zoom|group chat|chat|outlook email
    |signal chat|web page|mobile data
sent = post|upload|share|send|put|email|e mail|mail|text|attach|use|show|play|watch|open|publish|view|stream|store|embed
""")
"""Groups of which only fillers are made."""

COURTESY = entries("""
# Thanks, and asking.
please|pls|plz|kindly|please and thank you|thank you [(very|so) much]|thanks [a lot|a million|a bunch|in advance]
many thanks|thx|cheers|ty|much appreciated|appreciated|i appreciate it
(can|could|would|will|may|might) (you|we|i) [please|just|kindly|also|maybe|possibly|quickly] [help me [to]]
would you mind|do you mind|(you|we|i|it) (can|could|should)|(is it|would it be) possible to|are you able to
(i was|i'm) wondering if you (could|can)|is there (a|any) way to|any chance you (could|can)|how about|what about
would (be|it be) (great|nice|good|awesome|lovely|perfect|helpful) [if] [you] [could|can] [to]|feel free to
(is|are|will be|would be|works) [just] (fine|ok|okay|good|great|enough|perfect|will do)|(will|would) (do|work|suffice)
请|请你|请帮我|帮我|帮忙|帮忙把|帮|麻烦|麻烦你|能不能|能否|可以|可不可以|您好|你好|您|劳驾|辛苦|拜托|是否可以|希望能
你能|你可以|能帮我|希望|给我|我|你|谢谢|谢谢你|谢谢您|多谢|感谢|可以吗|好吗|行吗|好|嗯|能|会

# What is wanted, and what for.
(i|we) [just|really|also|would|do|still] (want|need|would like|would love|prefer|like|have|wish|require)
    [you|for you] [to]
(i'd|we'd|id) [really|also|just] (like|love|prefer|want|need|appreciate) [you|for you] [to]
(i'd|we'd|(i|we) would) (be [very|so|really|most] (grateful|glad|happy|thankful|pleased|obliged)|appreciate it)
    [if] [you] [would|could|can]
[would|could] [you] be (so (kind|good) as|kind enough|good enough) to
(i'm|we're|i am|we are) (trying|looking|hoping|going|planning) [to|for]|(i|we) (have|got) to
(i|we) (have|got|recorded|shot|filmed|made|took) [this|these] [<kind>] [<any format>] [<noun>]|(i've|we've) got
all (i|we) (need|want) is|what (i|we) (need|want) is|(goal|task|todo|to do|instructions|request) :
我想|我想要|我要|我需要|我希望|想|要|需要|就|就行|就好|即可|只|一定|记得|务必|要求|只要|只需|一起
for [{:word}] <audience>|on [{:word}] channel|to save [some] [disk] (space|bandwidth|storage|room)
for [{:word}] [{:word}] (channel|friends|family|website|blog|class|presentation|portfolio)
for (sharing|uploading|editing|work|backup|later|reference|web|online) [use|viewing|playback]
(for|to) [use|show|post|upload|share|send|put] (on|in|at|with|by|via|over|to) [{:word}] (<carrier>|<audience>)
(for|on|via|over|to <sent> (on|via|by|to|over|with|in)|so it fits on|before <sent> [it|this|them] [to|on|it to])
    (<carrier>|<audience>)
(so|so that|to|in order to|which|that|before|because) [<someone>]
    [can|could|may|will|want to|need to|have to|must|be able to|is going to] [easily|quickly|then] <sent>
    [it|this|them|that] [easily|quickly] [on|to|in|with|by|via|at|as|over|using|from] [{:word}] (<carrier>|<audience>)
before (upload|uploading|share|sharing|posting|sending|send|publishing) [it|this|them]
(上传|发布|分享|发送)(之前|以前|前)
(so|so that) (i|we) (can|could) <sent> (it|this|them) [easily|faster|around|later|online]
发(微信|邮件|朋友圈|给朋友|到群里|QQ|Discord|给客户|到微信|给老板|到网上|给同事|抖音群)
    |用于(微信|邮件|网页|分享|网站|展示)
(以便|方便|便于|好|用于|用来|为了|准备|想)(分享|发送|上传|发(微信|邮件|朋友圈|给朋友|群)|传输|保存|观看)

# Names of what is worked on.
(file|video|clip|it) is (called|named) ({:clip}|{:sound}|{:quote}|{:picture})
(called|named) ({:clip}|{:sound}|{:picture})|文件名(是|叫|为)({:clip}|{:quote}|{:sound})
(把|将|给|对|让|为|使|帮)[我|这|这段|这些|那|那段|该|此|整|所有|全部|原][<any format>][格式]<视频>
(把|将)[我|这|这段|这些|那|那段|该|此|所有|全部|原]<any format>[格式]

# Other filler.
(audio|sound|video|picture) :|整体|整个|总体|等比|等比例|按比例
i|we|you|me|us|hi|hello|hey|yo|good (morning|afternoon|evening|day)
    |hey there|there|i have|there is|here is|here's|ok|okay|well|just|simply|basically|so|now
go ahead and|let's|lets|help me [to]|for (me|us)|if (possible|you can|you could|you don't mind)|as well|too
(don't|do not) forget [to]|(别|不要|请勿)忘[了|记]|make sure [that] [to|you|it's|it is|<clip> is]|be sure to|remember to
    |ensure [that] [it is]
[and] that's (it|all)|only|instead|right away|asap|quickly|dear|sir|guys|team|maybe|perhaps|preferably|sorry|perfect
yes|so [that]|because|and nothing else|nothing else|at once|for now|this time|again|actually|also
""")
"""Politeness and filler: dropped also from the edges of what was not understood."""

JOINTS = entries("""
and|then|and then|after that|afterwards|next|finally|lastly|firstly|also|plus|additionally|but|and finally
first of all|secondly|thirdly|once done|when done|after which|then and also|and lastly|along with|followed by
to (begin|start|finish) with|in addition|on top of that|besides|while|afterward|as well as
step {:digits}|(second|third|fourth|fifth) ,|and in the end|subsequently|at last
once that's done|in the end|and after that|first up|at the same time
先|再|然后|接着|之后|最后|并|并且|而且|同时|还|也|另外|以及|和|与|及|还有|顺便|随后|后|完成后|做完后|其次|首先
最终|此外|且|但|但是|再把|接下来|紧接着|外加|加上|跟着|再然后|第一步|第二步|第三步
""")
"""Words that join one wish to the next."""

SOFT_JOINTS = frozenset("&+-()/\"'“”和与及并还也再先") | {"and"}
"""Joints that may stand inside one wish: "with visuals and music"."""

THINGS = entries("""
<clip>|<a>|(of|from|in) (this|these) <any format>|<any format> to
in|at|of|to|into|as|with|for|from|on|by|<be>|that|which|it's|so|being
first|last|version|versions|result|results|output|copy|format|same|have|has|having|one more thing|final
[and] rest [<in clip>]|it to be|out of (this|it)|completely|entirely|fully|totally|altogether|permanently
    |automatically|smoothly|gently|nicely|cleanly|properly|carefully
[我|这|这段|这些|那|整][<any format>][格式]<视频>|这|这段|为|成|成为|到|在|以|用|里|中|那|所有|全部|是
格式|版|版本|画面|变成|变为|把|将|让|对|自动|直接|给
""")
"""What is worked on, and little words: no wish by themselves, but part of one that was not understood."""

COMMAS = frozenset(",、")
SENTENCE_ENDS = frozenset(".;!?。")
ANDS = frozenset(["and", "&", "plus", *"和与及、"])
"""Marks that part wishes or sentences, and what makes a list of words."""

_VERBS = """
    add apply animate blur boost burn change color compress convert correct crop cut deinterlace delete denoise edit
    embed enhance export extract fade fix flip freeze generate get give grab improve increase insert join keep loop
    lower make merge mirror mix mute normalize overlay pan place play put reduce remove render repeat replace resize
    reverse rotate save scale send sharpen slow speed split stabilize strip swap switch take translate trim turn upscale
    use watermark write zoom
"""
SPLITTERS = frozenset(_VERBS.split())
"""Verbs that begin a new wish behind "and"."""
