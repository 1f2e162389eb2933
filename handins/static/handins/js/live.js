// A page that asks for news: says how old what one sees is, and takes nothing out of somebody's hands when news comes.
// [data-age] holds the words for seconds, data-age-old those for minutes; "#" stands for the number. Without this file
// the page says the instant it was made at.

const STALE = 60; // seconds; a page that asks every ten and is told nothing for so long is cut off
const SHOWN = 2000; // ms for which what has changed is marked
const WATCHED = ".hi-num-figure, .hi-board-table tbody > tr:not(.hi-group), .hi-needs-list > li";
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

// Which folds are open, which link or fold has the focus, and how far the page is scrolled.
function keep(live) {
  const focused = live.contains(document.activeElement) ? document.activeElement : null;
  const folds = [...live.querySelectorAll("details")].map((fold) => fold.open);
  const href = focused?.getAttribute("href");
  const same = href ? links(live, href) : summaries(live);
  return { folds, href, number: same.indexOf(focused), top: scrollY, told: told(live) };
}

// What is said, by what it is about: a number by its name, a row or a need by what it is headed with. Spans of time go
// on by themselves and are no news, so of a need only its title counts.
function told(live) {
  const said = new Map();
  for (const element of live.querySelectorAll(WATCHED)) {
    const head = element.matches("tr") ? element.cells[0] : element.querySelector("h3");
    const key = head ? head.textContent.replace(/[0-9]+/g, "#") : element.parentElement.lastElementChild.className + said.size;
    const text = element.matches("li") ? key : element.textContent;
    said.set(key.trim(), { element, text });
  }
  return said;
}

// Only what is new or different is marked, for two seconds; the count of new needs stays until the next news.
function mark(live, before) {
  const changed = [...told(live)].filter(([key, { text }]) => before.get(key)?.text !== text);
  for (const [, { element }] of changed) {
    element.classList.add("hi-news");
    setTimeout(() => element.classList.remove("hi-news"), SHOWN);
  }
  const needs = changed.filter(([, { element }]) => element.matches("li")).length;
  const counter = live.querySelector("[data-new]");
  if (counter && needs) counter.textContent = counter.dataset.new.replace("#", needs);
}

// An event is linked to from several places, of which a small or a wide window shows some.
function links(live, href) {
  return [...live.querySelectorAll(`a[href="${CSS.escape(href)}"]`)];
}

function summaries(live) {
  return [...live.querySelectorAll("summary")];
}

function restore(live, { folds, href, number, top, told: before }) {
  mark(live, before);
  live.querySelectorAll("details").forEach((fold, index) => {
    fold.open = folds[index] ?? fold.open;
  });
  const same = href ? links(live, href) : summaries(live);
  same[number]?.focus({ preventScroll: true });
  scrollTo({ top, behavior: "instant" }); // for a moment old and new stood there together, and the browser followed the old
}

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target?.id !== "live" || detail.xhr.status !== 200) return;
  // Somebody is choosing from a list in it: the next poll brings the same news.
  if (detail.requestConfig.elt === detail.target && detail.target.querySelector("select:focus")) detail.shouldSwap = false;
  else kept = keep(detail.target);
});

// At once, before anything of it is painted.
document.body.addEventListener("htmx:afterSwap", () => {
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
