// Making a part of the page like another one, in place: what is the same stays, with focus, selection and clicks.

const keyOf = (node) => node.nodeType === Node.ELEMENT_NODE
  ? [node.nodeName, node.id, node.dataset.act, node.dataset.job, node.dataset.seconds, node.getAttribute("href")].join("|")
  : String(node.nodeType);

function morphAttributes(before, after) {
  for (const { name, value } of [...after.attributes]) {
    if (before.getAttribute(name) !== value) before.setAttribute(name, value);
  }
  for (const { name } of [...before.attributes]) {
    if (!after.hasAttribute(name) && name !== "open" && name !== "aria-disabled") before.removeAttribute(name);
  }
}

export function morph(before, after) {
  if (before.isEqualNode(after)) return;
  if (before.nodeType !== Node.ELEMENT_NODE) {
    before.data = after.data;
    return;
  }
  morphAttributes(before, after);
  morphChildren(before, after);
}

export function morphChildren(before, after) {
  const olds = [...before.childNodes];
  const news = [...after.childNodes];
  news.forEach((fresh, index) => {
    const old = olds[index];
    if (!old) before.append(fresh);
    else if (keyOf(old) === keyOf(fresh)) morph(old, fresh);
    else old.replaceWith(fresh);
  });
  olds.slice(news.length).forEach((old) => old.remove());
}
