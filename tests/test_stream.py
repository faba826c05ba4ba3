"""Server-sent events and the turns that they tell."""

import base64
import json
from pathlib import Path

import pytest

from nemo_watch.nemo.stream import Event, EventParser, StreamError
from nemo_watch.nemo.turn import Turn, TurnEvent, TurnReader

DATA = Path(__file__).parent / "data"
CASES = json.loads((DATA / "sse_cases.json").read_text("utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_stream_is_parsed_as_the_standard_says(case):
    parser = EventParser()
    events, counts = [], []
    for chunk in case["chunks_b64"]:
        events += parser.feed(base64.b64decode(chunk))
        counts.append(len(events))
    assert events == [Event(**expected) for expected in case["expected"]]
    assert counts == case.get("events_after_chunk", counts)
    if "retry" in case:
        assert parser.retry_milliseconds == case["retry"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_chunk_borders_do_not_matter(case):
    stream = b"".join(base64.b64decode(chunk) for chunk in case["chunks_b64"])
    parser = EventParser()
    events = [event for byte in stream for event in parser.feed(bytes([byte]))]
    assert events == [Event(**expected) for expected in case["expected"]]


def feed_repeatedly(parser, chunk):
    for _ in range(10_000):
        parser.feed(chunk)


def test_endless_line_is_refused():
    parser = EventParser()
    with pytest.raises(StreamError, match="line"):
        feed_repeatedly(parser, b"x" * 50_000)


def test_line_of_the_largest_size_is_taken():
    parser = EventParser(most_line_bytes=20, most_event_bytes=20)
    assert parser.feed(b"data: 12345678901234\n\n") == [Event(data="12345678901234")]
    with pytest.raises(StreamError):
        parser.feed(b"data: 123456789012345\n\n")


def test_event_of_endless_lines_is_refused():
    parser = EventParser()
    with pytest.raises(StreamError, match="event"):
        feed_repeatedly(parser, b"data: " + b"x" * 1000 + b"\n")


def test_endless_events_are_refused():
    parser = EventParser(most_events=10)
    assert len(parser.feed(b"data\n\n" * 10)) == 10
    with pytest.raises(StreamError, match="events"):
        parser.feed(b"data\n\n")


def test_comments_are_no_events_and_hold_no_memory():
    parser = EventParser(most_event_bytes=100)
    assert [event for _ in range(1000) for event in parser.feed(b": still here\n\n")] == []


def turn_of(stream: bytes, *, closed: bool = True) -> Turn:
    parser, reader = EventParser(), TurnReader()
    for event in parser.feed(stream):
        reader.take(event.data)
    return reader.finish(closed=closed)


def told(*events: object) -> Turn:
    return turn_of(b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events))


def adk_text(text: str, **more: object) -> dict[str, object]:
    return {"content": {"role": "model", "parts": [{"text": text}]}, **more}


RECORDED = {
    "partial": Turn(text="Cutting the first five seconds now."),
    "tools": Turn(text="I will trim the clip.\nDone: the clip is now 5 s.", tools=("edit_multitrack",)),
    "silent": Turn(tools=("edit_multitrack",)),
    "multi": Turn(text="Working on both.\nTitle added, music failed.", tools=("add_bgm", "add_title")),
    "raise": Turn(
        text="Starting",
        error='RuntimeError: provider said no: "quota"\nline two \u2028 end',
    ),
    "raise-1.18": Turn(text="Starting", error='provider said no: "quota', invalid=1),
    "errorevent": Turn(text="Starting", error="429 quota exceeded", error_code="RESOURCE_EXHAUSTED"),
    "interrupted": Turn(text="half a sen", closed=False),
    "custom": Turn(text="alive"),
    "nothing": Turn(),
}


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_stream_tells_its_turn(name):
    assert turn_of((DATA / "adk" / f"{name}.sse").read_bytes()) == RECORDED[name]


def test_text_that_looks_like_a_stream_stays_one_text():
    turn = turn_of((DATA / "adk" / "unicode.sse").read_bytes())
    assert turn.text.startswith("a\u2028b\u2029c\x85d")
    assert turn.text.endswith('data: {"fake":1}')


def test_typed_events_tell_a_turn():
    turn = told(
        {"type": "text", "content": "I'll generate your video now..."},
        {"type": "tool_call", "name": "generate", "args": {}},
        {"type": "heartbeat"},
        {"type": "tool_result", "name": "generate", "result": {}},
        {"type": "text", "content": "Your video is ready."},
    )
    assert turn == Turn(text="I'll generate your video now...\nYour video is ready.", tools=("generate",))


def test_partial_texts_are_not_counted_twice():
    turn = told(adk_text("Cut", partial=True), adk_text("ting.", partial=True), adk_text("Cutting."))
    assert turn.text == "Cutting."


def test_partial_texts_of_an_interrupted_reply_are_kept_beside_the_next_reply():
    turn = told(adk_text("Half a sentence.", partial=True), adk_text("Another one."))
    assert turn.text == "Half a sentence.\nAnother one."


def test_typed_pieces_followed_by_the_whole_are_counted_once():
    pieces = ("I am ", "cutting ", "it.", "I am cutting it.")
    assert told(*({"type": "text", "content": piece} for piece in pieces)).text == "I am cutting it."


def test_snake_case_events_are_read():
    turn = told(
        {"content": {"parts": [{"function_call": {"name": "trim"}}]}},
        {"content": {"parts": [{"function_response": {"name": "trim"}}]}},
        {"error_code": "BUSY", "error_message": "later"},
    )
    assert turn == Turn(tools=("trim",), error="later", error_code="BUSY")


def test_thoughts_and_echoes_are_not_shown():
    parts = [{"text": "let me think", "thought": True}, {"text": "Done."}]
    echo = {"content": {"role": "user", "parts": [{"text": "convert it"}]}}
    assert told(echo, {"content": {"role": "model", "parts": parts}}).text == "Done."


def test_temporary_issue_after_a_good_reply_is_ignored():
    turn = told(
        {"type": "text", "content": "Title added."},
        {"type": "text", "content": "I encountered a temporary issue. Please try again."},
    )
    assert (turn.text, turn.error) == ("Title added.", "")


def test_temporary_issue_alone_is_an_error():
    turn = told({"type": "text", "content": "I encountered a temporary issue."})
    assert (turn.text, turn.error) == ("", "I encountered a temporary issue.")


def test_error_code_in_the_stream_is_an_error():
    turn = told({"code": 2001, "message": "insufficient credits"})
    assert (turn.error, turn.error_code) == ("insufficient credits", "2001")


def test_every_event_says_whether_anything_goes_on():
    reader = TurnReader()
    assert reader.take("") == [TurnEvent(kind="heartbeat")]
    assert reader.take('{"type":"heartbeat"}') == [TurnEvent(kind="heartbeat")]
    assert reader.take('{"customMetadata":{"type":"heartbeat"}}') == [TurnEvent(kind="heartbeat")]
    assert reader.take('{"actions":{"stateDelta":{"draft":{}}}}') == [TurnEvent(kind="other")]
    assert reader.take('{"type":"tool_call","name":"cut"}') == [TurnEvent(kind="tool_call", name="cut")]


@pytest.mark.parametrize(
    "data",
    [
        "{",
        '{"a": NaN}',
        "[" * 100_000,
        '{"a":' * 50_000,
        '"\\ud800"',
        "[DONE]",
    ],
    ids=["cut", "nan", "deep-list", "deep-object", "surrogate", "done"],
)
def test_broken_json_is_counted_and_harms_nothing(data):
    reader = TurnReader()
    assert reader.take(data) == []
    reader.take('{"type":"text","content":"Fine."}')
    assert reader.finish(closed=True) == Turn(text="Fine.", invalid=1)


@pytest.mark.parametrize(
    "event",
    [
        [],
        None,
        7,
        {"type": 1},
        {"type": "text", "content": 5},
        {"content": "text"},
        {"content": {"parts": "x"}},
        {"content": {"parts": [1, None, {"text": 3}, {"functionCall": 9}, {"functionCall": {"name": []}}]}},
        {"error": None, "errorCode": None},
        {"code": 0, "data": {}},
    ],
)
def test_unknown_shapes_are_passed_over(event):
    turn = told(event, {"type": "text", "content": "Fine."})
    assert (turn.text, turn.error) == ("Fine.", "")


def test_endless_text_is_cut():
    turn = told(*({"type": "text", "content": "word " * 1000} for _ in range(100)))
    assert len(turn.text) <= 100_000
