// Asking the daemon to do something, and saying what came of it.

const said = document.getElementById("said");
let clearing = 0;

export function say(sentence) {
  said.textContent = sentence;
  clearTimeout(clearing);
  clearing = setTimeout(() => { said.textContent = ""; }, 8000);
}

export async function ask(path, content = {}) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept": "application/json" },
    body: JSON.stringify(content),
  });
  const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
  const answer = isJson ? await response.json() : { message: await response.text() };
  if (!response.ok) throw new Error([answer.message, answer.hint].filter(Boolean).join(" "));
  return answer;
}

const DOING = {
  retry: (element) => ask(`/jobs/${element.dataset.job}/retry`),
  cancel: (element) => ask(`/jobs/${element.dataset.job}/cancel`),
  undo: (element) => ask(`/jobs/${element.dataset.job}/undo`),
  refine: (element) => ask(`/jobs/${element.dataset.job}/refine`, { text: element.elements.text.value }),
  pause: (element) => ask("/pause", { seconds: element.dataset.seconds ? Number(element.dataset.seconds) : null }),
  resume: () => ask("/resume"),
};

async function act(element, button) {
  const doing = DOING[element.dataset.act];
  if (!doing || (element.dataset.sure && !confirm(element.dataset.sure))) return;
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  try {
    say((await doing(element)).message);
    if (element instanceof HTMLFormElement) element.reset();
  } catch (error) {
    say(error.message);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

export function listenForActions() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (button) act(button, button);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-act]");
    if (!form) return;
    event.preventDefault();
    act(form, event.submitter);
  });
}
