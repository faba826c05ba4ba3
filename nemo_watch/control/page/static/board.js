// The board: jobs come, move from list to list, and go.

import { listenForActions, say } from "./asking.js";
import { listen } from "./live.js";
import { listenForDrops } from "./dropping.js";

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

// Pictures that stay the same are kept, so that nothing flickers; so is the focus.
function exchange(before, after) {
  const kept = before.querySelector(".thumbs");
  const next = after.querySelector(".thumbs");
  if (kept && next && kept.innerHTML === next.innerHTML) next.replaceWith(kept);
  const focused = before.contains(document.activeElement) ? document.activeElement : null;
  const key = focused && (focused.dataset.act || focused.getAttribute("href"));
  before.replaceWith(after);
  if (key) after.querySelector(`[data-act="${key}"], [href="${key}"]`)?.focus();
}

function showJob({ id, group, html }) {
  const before = document.getElementById(`job-${id}`);
  const after = elementOf(html);
  const from = before?.dataset.group;
  const progress = before?.querySelector("progress");
  if (progress && from === group) {
    after.querySelector("progress").value = progress.value;
    const value = elementOf(html).querySelector("progress").value;
    requestAnimationFrame(() => { after.querySelector("progress").value = value; });
  }
  if (before && from === group) {
    exchange(before, after);
    return;
  }
  before?.remove();
  const list = listOf(group);
  if (group === "waiting") list.append(after); else list.prepend(after);
  while (list.children.length > MOST_SHOWN[group]) list.lastElementChild.remove();
  count(group);
  if (from) count(from);
}

function showPart(id) {
  return ({ html, title }) => {
    const part = document.getElementById(id);
    const focused = part.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    part.innerHTML = html;
    if (focused) part.querySelector("button")?.focus();
    if (title) document.title = title;
  };
}

async function showAll() {
  const response = await fetch("/", { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ["state", "warnings", "needy", "active", "waiting", "recent", "queue", "numbers", "inboxes", "engines"]) {
    document.getElementById(id).replaceWith(fresh.getElementById(id));
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
listen(
  {
    job: showJob,
    state: showPart("state"),
    warnings: showPart("warnings"),
    inboxes: showPart("inboxes"),
    engines: showPart("engines"),
    numbers: showPart("numbers"),
    queue: showPart("queue"),
    flood: showAll,
  },
  showAll,
);
