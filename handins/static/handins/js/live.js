// A page that asks for news: says how old what one sees is, and takes nothing out of somebody's hands when news comes.
// [data-age] holds the words for seconds, data-age-old those for minutes; "#" stands for the number. Without this file
// the page says the instant it was made at.

const STALE = 60; // seconds; a page that asks every ten and is told nothing for so long is cut off
let heard = Date.now();
let kept = null;

function tell() {
  const age = Math.floor((Date.now() - heard) / 1000);
  for (const element of document.querySelectorAll("[data-age]")) {
    const isStale = age > STALE;
    const [words, number] = isStale ? [element.dataset.ageOld, Math.floor(age / 60)] : [element.dataset.age, age];
    element.textContent = words.replace("#", number);
    element.classList.toggle("hi-stale", isStale);
  }
}

// Which folds are open, and which link or button has the focus.
function keep(live) {
  const focused = live.contains(document.activeElement) ? document.activeElement : null;
  const folds = [...live.querySelectorAll("details")].map((fold) => fold.open);
  return { folds, href: focused?.getAttribute("href"), summary: summaries(live).indexOf(focused) };
}

function summaries(live) {
  return [...live.querySelectorAll("summary")];
}

function restore(live, { folds, href, summary }) {
  live.querySelectorAll("details").forEach((fold, number) => {
    fold.open = folds[number] ?? fold.open;
  });
  const same = href ? live.querySelector(`a[href="${CSS.escape(href)}"]`) : summaries(live)[summary];
  same?.focus({ preventScroll: true });
}

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target?.id !== "live" || detail.xhr.status !== 200) return;
  // Somebody is choosing from a list in it: the next poll brings the same news.
  if (detail.requestConfig.elt === detail.target && detail.target.querySelector("select:focus")) detail.shouldSwap = false;
  else kept = keep(detail.target);
});

document.body.addEventListener("htmx:afterSettle", () => {
  const live = document.getElementById("live");
  if (live && kept) restore(live, kept);
  kept = null;
  tell();
});

document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const isNews = detail.xhr.status === 304 || (detail.xhr.status === 200 && detail.shouldSwap !== false);
  if (isNews) heard = Date.now();
});

setInterval(tell, 1000);
tell();
