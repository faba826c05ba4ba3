// The stream of what happens: who listens is told, and whether the daemon can be heard at all. A page that nobody sees
// does not listen: a browser has six connections to a server, and each page that listens holds one.

const trouble = document.getElementById("trouble");

export function listen(handlers, askAnew) {
  let stream = null;

  function open() {
    stream = new EventSource("/events");
    stream.addEventListener("hello", () => {
      document.body.dataset.live = "1";
      trouble.hidden = true;
      askAnew();
    });
    stream.addEventListener("error", () => {
      document.body.dataset.live = "0";
      trouble.textContent = stream.readyState === EventSource.CLOSED
        ? "This page is not let in any more, or too many are open. Open it again: nemo-watch page"
        : "nemo-watch cannot be heard: it is not running, or it is being started anew.";
      trouble.hidden = false;
    });
    for (const [name, handle] of Object.entries(handlers)) {
      stream.addEventListener(name, (event) => handle(JSON.parse(event.data)));
    }
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      stream?.close();
      stream = null;
    } else if (!stream) {
      open();
    }
  });
  if (!document.hidden) open();
}
