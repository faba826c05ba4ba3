"""An agent without a model: a message names the scene that it plays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from google.adk.agents import BaseAgent
from google.adk.agents.invocation_context import InvocationContext
from google.adk.events import Event, EventActions
from google.genai.types import Content, FunctionCall, FunctionResponse, Part

WAIT = asyncio.Event()
"""Never set: who comes here waits until the server is ended."""

Step = dict[str, Any] | Exception | asyncio.Event
"""What an event holds, what is raised in its place, or what is waited for first."""


def says(text: str, **more: Any) -> Step:
    return {"content": Content(role="model", parts=[Part(text=text)]), **more}


def calls(number: str, tool: str, **arguments: Any) -> Step:
    call = FunctionCall(id=number, name=tool, args=arguments)
    return {"content": Content(role="model", parts=[Part(function_call=call)])}


def answers(number: str, tool: str, **state: Any) -> Step:
    """Return a tool's answer, with what it changes in the state of the session."""
    answer = FunctionResponse(id=number, name=tool, response={"ok": True})
    content = Content(role="user", parts=[Part(function_response=answer)])
    return {"content": content, "actions": EventActions(state_delta=state)}


def thinks_and_calls() -> Step:
    parts = [
        Part(text="Nobody should read this.", thought=True),
        Part(text="Both at once."),
        Part(function_call=FunctionCall(id="1", name="add_music", args={"volume": 0.5})),
        Part(function_call=FunctionCall(id="2", name="add_title", args={"text": "Été «2»"})),
    ]
    return {"content": Content(role="model", parts=parts)}


DRAFT = {"t": [{"tt": 0, "sg": [{"d": 5000}]}]}

SCENES: dict[str, tuple[Step, ...]] = {
    "typing": (
        says("The first ", partial=True),
        says("five seconds ", partial=True),
        says("go.", partial=True),
        says("The first five seconds go."),
        says("That is all.", turn_complete=True),
    ),
    "stopped": (says("The first ", partial=True), {"interrupted": True, "turn_complete": True}),
    "tools": (
        says("A cut, then a title."),
        calls("1", "trim", start_ms=0, end_ms=5000),
        answers("1", "trim", draft=DRAFT),
        calls("2", "add_title", text="Hello"),
        answers("2", "add_title"),
        calls("3", "trim", start_ms=0, end_ms=4000),
        answers("3", "trim"),
        says("It is done.", turn_complete=True),
    ),
    "both": (thinks_and_calls(), answers("2", "add_title"), answers("1", "add_music"), says("Both are there.")),
    "silent": (calls("1", "trim", end_ms=5000), answers("1", "trim", draft=DRAFT)),
    "nothing": (),
    "state": ({"actions": EventActions(state_delta={"draft": DRAFT})},),
    "characters": (says('a\u2028b\u0085c 完成 \U0001f3ac\r\n\r\ndata: {"text":"no event"}\n\nend'),),
    "large": (says("word " * 100_000),),
    "waits": (says("One moment."), WAIT, says("It is done.")),
    "refuses": (
        says("One moment."),
        {"error_code": "RESOURCE_EXHAUSTED", "error_message": "the quota is spent", "turn_complete": True},
    ),
    "breaks": (says("One moment."), RuntimeError('the word is "quota"\nand that was all')),
    "breaks-while-typing": (says("One mo", partial=True), RuntimeError("the model went away")),
    "breaks-after-work": (calls("1", "trim"), answers("1", "trim", draft=DRAFT), ValueError("no such track")),
    "breaks-at-once": (RuntimeError("nothing goes today"),),
}


class NemoAgent(BaseAgent):
    """Plays a scene; to any other message it tells the messages of the session so far."""

    async def _run_async_impl(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        heard = ["".join(part.text or "" for part in event.content.parts) for event in messages(ctx)]
        for step in SCENES.get(heard[-1], (says(" | ".join(heard)),)):
            if isinstance(step, Exception):
                raise step
            if isinstance(step, asyncio.Event):
                await step.wait()
            else:
                yield Event(invocation_id=ctx.invocation_id, author=self.name, **step)


def messages(ctx: InvocationContext) -> list[Event]:
    return [event for event in ctx.session.events if event.author == "user"]


root_agent = NemoAgent(name="nemo_agent", description="plays scenes")
