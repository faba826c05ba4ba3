// One job: what is told of it is kept fresh; what plays, plays on.

import { listenForActions } from "./asking.js";
import { listen } from "./live.js";
import { morph } from "./morph.js";

const id = document.body.dataset.job;
let isAsking = false;
let isStale = false;

async function refresh() {
  isStale = true;
  if (isAsking) return;
  isAsking = true;
  while (isStale) {
    isStale = false;
    try {
      const response = await fetch(`/jobs/${id}`, { headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      const details = fresh.getElementById("details");
      if (!response.ok || !details) break;
      const player = fresh.getElementById("player");
      const before = document.getElementById("player");
      if (player && player.dataset.size !== before?.dataset.size) {
        before?.remove();
        document.querySelector("h1").after(player);
      }
      morph(document.getElementById("details"), details);
    } catch {
      break;
    }
  }
  isAsking = false;
}

listenForActions();
listen({ job: (told) => { if (told.id === id) refresh(); }, flood: refresh }, refresh);
