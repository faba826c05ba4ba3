// The stream of what happens: who listens is told, and whether the daemon can be heard at all.

const trouble = document.getElementById("trouble");

export function listen(handlers, whenBack) {
  const stream = new EventSource("/events");
  let wasLost = false;
  stream.addEventListener("hello", () => {
    document.body.dataset.live = "1";
    trouble.hidden = true;
    if (wasLost) whenBack();
    wasLost = false;
  });
  stream.addEventListener("error", () => {
    document.body.dataset.live = "0";
    wasLost = true;
    trouble.textContent = stream.readyState === EventSource.CLOSED
      ? "This page is not let in any more. Open it again: nemo-watch page"
      : "nemo-watch cannot be heard: it is not running, or it is being started anew.";
    trouble.hidden = false;
  });
  for (const [name, handle] of Object.entries(handlers)) {
    stream.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
}
