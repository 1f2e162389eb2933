// A report from the pavement, where the network may be gone. What was typed, and what was meant to be sent and could not be, is
// kept on this phone (kept.js); the latter is sent once the network is back: by this page while it is open, by its worker afterwards where the browser has
// such a thing. The form's own key lets the server store it once, however often it arrives. Without this file the form is sent
// as it is.

import { SYNC, forget, keep, keepBlank, kept, post, tidy } from "./kept.js";

const FIRST_AGAIN = 5 * 1000; // browsers say "online" late, or when it is not true
const LAST_AGAIN = 60 * 1000;
const PATIENCE = 20 * 1000;
const WORRIED = 4 * 1000; // by then somebody may put the phone away
const TYPING = 500;
const SCOPE = "/k/";

const form = document.querySelector("form[data-report]");
const notices = Object.fromEntries([...document.querySelectorAll("[data-report-notice]")].map((each) => [each.dataset.reportNotice, each]));
const name = form?.dataset.report;
let isSending = false;
let isWaiting = false;
let leavesAlone = false;
let again = FIRST_AGAIN;
let timer = null;
let typing = null;

// Only one notice at a time, so that it is read out when it appears.
const say = (wanted) => Object.entries(notices).forEach(([each, notice]) => (notice.hidden = each !== wanted));

function fill(said) {
  for (const [field, value] of said) {
    const found = form.elements.namedItem(field);
    if (!found) continue;
    if (found instanceof RadioNodeList || found.type !== "checkbox") found.value = value;
    else found.checked = true;
  }
}

// --- sending --------------------------------------------------------------------------------------------------------------

// A redirect means that it was received; anything else is the server's to explain, on its own page.
async function send() {
  const report = await kept(name);
  isWaiting = Boolean(report?.address);
  if (!isWaiting || isSending) return;
  isSending = true;
  clearTimeout(timer);
  if (notices.kept.hidden && notices["kept-alone"].hidden) say("sending"); // nothing flickers while it is tried again
  const worry = setTimeout(letLeave, WORRIED);
  try {
    const answer = await post(location.pathname, report.said, PATIENCE);
    isWaiting = false;
    await forget(name);
    if (answer.type === "opaqueredirect") await arrived();
    else form.submit();
  } catch {
    await letLeave();
    say(leavesAlone ? "kept-alone" : "kept");
    timer = setTimeout(send, again);
    again = Math.min(again * 2, LAST_AGAIN);
  } finally {
    clearTimeout(worry);
    isSending = false;
  }
}

async function sendNow() {
  again = FIRST_AGAIN;
  await send();
}

async function arrived() {
  isWaiting = false;
  await withoutWorker();
  location.replace(location.pathname);
}

// --- the worker, which stays until nothing waits --------------------------------------------------------------------------

async function registration() {
  return (await navigator.serviceWorker?.getRegistration(SCOPE)) ?? null;
}

// The browser wakes the worker when the network is back. It may not keep that promise: the page says so, and tries, too.
async function letLeave() {
  try {
    const found = await registration();
    if (!isWaiting || !found?.active) return;
    await found.sync.register(SYNC);
    leavesAlone = true;
  } catch {
    leavesAlone = false; // a browser that has no such thing, or was told not to
  }
}

async function prepare() {
  try {
    await navigator.serviceWorker.register(form.dataset.worker, { scope: SCOPE, type: "module" });
    const page = await fetch(`${location.pathname}?blank=1`, { credentials: "omit" });
    const sheets = [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.href);
    const scripts = [...document.querySelectorAll("script[src]")].map((script) => script.src);
    if (page.ok) await keepBlank(location.pathname, page, [...sheets, ...scripts]);
  } catch {
    // no worker here: the page does what it can
  }
}

async function withoutWorker() {
  try {
    await tidy(location.pathname, await registration());
  } catch {
    // there was none
  }
}

// --- the page -------------------------------------------------------------------------------------------------------------

async function reporting() {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "send") submitted(event);
  });
  form.addEventListener("input", count);
  form.addEventListener("input", keepTyped);
  count();
  document.querySelectorAll("[data-report-forget]").forEach((button) => button.addEventListener("click", forgetHere));
  window.addEventListener("online", sendNow);
  window.addEventListener("pageshow", (event) => event.persisted && sendNow());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendNow());
  window.addEventListener("beforeunload", (event) => {
    if (isWaiting && !leavesAlone) event.preventDefault(); // it would not leave before the link is opened again
  });
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data.received === name && arrived());

  const earlier = await kept(name);
  if (earlier) {
    fill(earlier.said);
    count();
    say(earlier.address ? "kept" : "typed");
    await send();
  }
  if (form.dataset.worker) await prepare();
  else if (!("blank" in form.dataset)) await withoutWorker(); // it has arrived
}

const words = (data) => [...data].filter(([, value]) => typeof value === "string");

// A telephone that is short of memory lets go of pages: what was typed is there again. A correction begins with what is stored.
function keepTyped() {
  clearTimeout(typing);
  if (!isWaiting && (form.dataset.worker || "blank" in form.dataset)) typing = setTimeout(() => keep(name, words(new FormData(form))), TYPING);
}

async function submitted(event) {
  event.preventDefault();
  clearTimeout(typing);
  const said = words(new FormData(form, event.submitter));
  if (!form.querySelector("input[type=hidden][name=send]")) {
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "send", value: "report" });
    form.append(hidden); // for form.submit(), which presses no button
  }
  if (await keep(name, said, location.pathname)) await sendNow();
  else form.submit(); // nowhere to keep it: sent as it is
}

async function forgetHere() {
  isWaiting = leavesAlone = false;
  clearTimeout(timer);
  clearTimeout(typing);
  await forget(name);
  await withoutWorker();
  say("forgotten");
}

// How many of the large questions have an answer: a bar says it, and words beside it.
function count() {
  const bar = document.querySelector("[data-report-count]");
  if (!bar) return;
  const said = new FormData(form);
  const groups = bar.dataset.reportCount.split(" ").map((names) => names.split("|"));
  const answered = groups.filter((names) => names.some((each) => said.get(each))).length;
  bar.max = groups.length;
  bar.value = answered;
  bar.parentElement.hidden = false;
  bar.nextElementSibling.textContent = bar.dataset.words.replace("%n", answered).replace("%m", groups.length);
}

if (form) reporting();
else withoutWorker(); // nothing can be reported any more, or not yet
