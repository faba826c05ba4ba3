// One job: what is told of it is kept fresh; what plays, plays on.

import { listenForActions } from "./asking.js";
import { listen } from "./live.js";

const id = document.body.dataset.job;
let state = document.querySelector(".verdict .badge").dataset.state;

async function refresh() {
  const response = await fetch(`/jobs/${id}`, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const text = document.getElementById("refine-text")?.value || "";
  const isOpen = document.querySelector("#details details")?.open;
  document.getElementById("details").replaceWith(fresh.getElementById("details"));
  const now = document.querySelector(".verdict .badge").dataset.state;
  const player = fresh.getElementById("player");
  if (now !== state && now === "done" && player) {
    document.getElementById("player")?.remove();
    document.querySelector("h1").after(player);
  }
  state = now;
  const field = document.getElementById("refine-text");
  if (field) field.value = text;
  const log = document.querySelector("#details details");
  if (log) log.open = isOpen;
}

listenForActions();
listen({ job: (told) => { if (told.id === id) refresh(); }, flood: refresh }, refresh);
