// The board: jobs come, move from list to list, and go.

import { listenForActions, say } from "./asking.js";
import { listen } from "./live.js";
import { listenForDrops } from "./dropping.js";
import { morph, morphChildren } from "./morph.js";

const MOST_SHOWN = { needy: 100, active: 50, waiting: 50, recent: 300 };

const listOf = (group) => document.querySelector(`#${group} .jobs`);

function elementOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

function count(group) {
  document.getElementById(group).dataset.count = listOf(group).children.length;
}

function showJob({ id, group, html }) {
  const before = document.getElementById(`job-${id}`);
  const after = elementOf(html);
  const from = before?.dataset.group;
  if (before && from === group) {
    morph(before, after);
    return;
  }
  before?.remove();
  const list = listOf(group);
  if (group === "waiting") list.append(after); else list.prepend(after);
  while (list.children.length > MOST_SHOWN[group]) list.lastElementChild.remove();
  count(group);
  if (from) count(from);
}

// A list that is shorter than it should be is asked for anew: others have gone from before those that were not shown.
function checkLengths(counts) {
  for (const [group, length] of Object.entries(counts)) {
    const shown = listOf(group).children.length;
    document.querySelector(`#${group} .rest`).textContent = length > shown ? `and ${length - shown} more` : "";
    if (shown < Math.min(length, MOST_SHOWN[group] / 2)) showAllSoon();
  }
}

function showPart(id) {
  return ({ html, title, counts }) => {
    morphChildren(document.getElementById(id), elementOf(`<div>${html}</div>`));
    if (id !== "state") return;
    document.title = title;
    checkLengths(counts);
  };
}

const PARTS = ["state", "warnings", "needy", "active", "waiting", "recent", "queue", "numbers", "inboxes", "engines"];
let asking = null;
let soon = 0;
const late = [];

// Events that come while everything is asked for are newer than the answer may be: they are shown after it.
function whenAsked(show) {
  return (told) => { if (asking) late.push(() => show(told)); else show(told); };
}

function showAllSoon() {
  clearTimeout(soon);
  soon = setTimeout(showAll, 1000);
}

async function showAll() {
  if (asking) return;
  asking = fetch("/", { headers: { Accept: "text/html" } });
  try {
    const response = await asking;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (response.ok && fresh.getElementById("recent")) {
      for (const id of PARTS) morph(document.getElementById(id), fresh.getElementById(id));
    }
  } catch {
    // it cannot be heard: the stream says so, and asks again
  } finally {
    asking = null;
    late.splice(0).forEach((show) => show());
  }
}

async function showOlder(button) {
  const list = listOf("recent");
  const last = list.lastElementChild?.querySelector("time")?.dateTime;
  const response = await fetch(`/older?before=${encodeURIComponent(last)}`);
  const fresh = elementOf(`<ul>${await response.text()}</ul>`);
  const count = fresh.children.length;
  for (const job of [...fresh.children]) {
    if (!document.getElementById(job.id)) list.append(job);
  }
  if (count === 0) {
    button.hidden = true;
    say("There are no older ones.");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest('button[data-act="older"]');
  if (button) showOlder(button);
});

listenForActions();
listenForDrops();
const shows = { job: showJob };
for (const id of ["state", "warnings", "inboxes", "engines", "numbers", "queue"]) shows[id] = showPart(id);
for (const name of Object.keys(shows)) shows[name] = whenAsked(shows[name]);
listen({ ...shows, flood: showAllSoon }, showAll);
