// Files dropped on the page, or chosen: each goes into the chosen inbox, one after the other.

const form = document.getElementById("drop");
const list = document.getElementById("drop-list");

function line(name) {
  const item = document.createElement("li");
  const label = document.createElement("span");
  const bar = document.createElement("progress");
  label.textContent = name;
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Sending ${name}`);
  item.append(label, bar);
  list.prepend(item);
  while (list.children.length > 12) list.lastElementChild.remove();
  return {
    show: (share) => { bar.value = Math.round(100 * share); },
    end: (sentence, outcome) => {
      bar.remove();
      item.dataset.outcome = outcome;
      label.textContent = sentence;
    },
  };
}

function send(file, rule) {
  const told = line(file.name);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `/inboxes/${encodeURIComponent(rule)}/${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => told.show(event.loaded / event.total));
    request.addEventListener("loadend", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* it was no answer of ours */ }
      const sentence = [answer.message || `${file.name} could not be sent.`, answer.hint].filter(Boolean).join(" ");
      told.end(sentence, request.status === 201 ? "taken" : "refused");
      resolve();
    });
    request.send(file);
  });
}

let last = Promise.resolve();
let sending = 0;

function sendAll(files) {
  const rule = document.getElementById("drop-rule").value;
  for (const file of files) {
    sending += 1;
    last = last.then(() => send(file, rule)).finally(() => { sending -= 1; });
  }
}

window.addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });

export function listenForDrops() {
  const input = document.getElementById("drop-files");
  input.addEventListener("change", () => {
    sendAll([...input.files]);
    input.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  let depth = 0;
  const isFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  const over = (change) => {
    depth = Math.max(0, depth + change);
    form.classList.toggle("is-over", depth > 0);
  };
  document.addEventListener("dragenter", (event) => { if (isFiles(event)) over(1); });
  document.addEventListener("dragleave", (event) => { if (isFiles(event)) over(-1); });
  document.addEventListener("dragover", (event) => { if (isFiles(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    over(-depth);
    sendAll([...event.dataTransfer.files]);
  });
}
