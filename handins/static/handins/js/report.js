// A report from the pavement, where the network may be gone. What was meant to be sent and could not be is kept on this phone:
// the fields of the form, no photo. It is sent once the network is back, and deleted when the server has it or after a day.
// The form's own key lets the server store it once, however often it arrives. Without this file the form is sent as it is.

const DAY = 24 * 60 * 60 * 1000;
const AGAIN = 15 * 1000; // browsers say "online" late, or when it is not true
const PATIENCE = 20 * 1000;
const PATIENCE_FOR_A_PHOTO = 180 * 1000;
const LONGEST_SIDE = 2048; // px, as the server keeps it
const PREFIX = "hi-report:";

const form = document.querySelector("form[data-report]");
const notices = Object.fromEntries([...document.querySelectorAll("[data-report-notice]")].map((each) => [each.dataset.reportNotice, each]));
let isSending = false;

// Only one notice at a time, so that it is read out when it appears.
const say = (name) => Object.entries(notices).forEach(([each, notice]) => (notice.hidden = each !== name));

function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null; // no storage here, or not ours
  }
}

function keep(name, said) {
  try {
    localStorage.setItem(name, JSON.stringify({ at: Date.now(), said }));
    return true;
  } catch {
    return false;
  }
}

function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // nothing was kept
  }
}

function forgetOld() {
  let names = [];
  try {
    names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return;
  }
  names.filter((name) => !(Date.now() - kept(name)?.at < DAY)).forEach(forget);
}

function fill(said) {
  for (const [name, value] of said) {
    const field = form.elements.namedItem(name);
    if (!field) continue;
    if (field instanceof RadioNodeList || field.type !== "checkbox") field.value = value;
    else field.checked = true;
  }
}

async function post(target, body, patience) {
  const request = { method: "POST", body, credentials: "omit", redirect: "manual", signal: AbortSignal.timeout(patience) };
  const answer = await fetch(target, request);
  if (answer.status >= 500) throw new Error(`${answer.status}`);
  return answer;
}

// Sends what is kept. A redirect means that it was received; anything else is the server's to explain, on its own page.
async function send(name) {
  const report = kept(name);
  if (!report || isSending) return;
  if (!(Date.now() - report.at < DAY)) {
    forget(name);
    return;
  }
  isSending = true;
  if (notices.kept?.hidden) say("sending");
  try {
    const answer = await post(location.pathname, new URLSearchParams(report.said), PATIENCE);
    forget(name);
    if (answer.type === "opaqueredirect") location.replace(location.pathname);
    else form.submit();
  } catch {
    say("kept");
  } finally {
    isSending = false;
  }
}

function reporting() {
  const name = PREFIX + form.dataset.report;
  const earlier = kept(name);
  if (earlier) {
    fill(earlier.said);
    say("kept");
    send(name);
  }
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "send") return;
    const said = [...new FormData(form, event.submitter)].filter(([, value]) => typeof value === "string");
    const isKept = keep(name, said);
    if (!isKept) return; // nowhere to keep it: sent as it is
    event.preventDefault();
    if (!form.querySelector("input[type=hidden][name=send]")) {
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "send", value: "report" });
      form.append(hidden); // for form.submit(), which presses no button
    }
    send(name);
  });
  form.addEventListener("input", count);
  count();
  document.querySelector("[data-report-forget]")?.addEventListener("click", () => {
    forget(name);
    say("forgotten");
  });
  window.addEventListener("online", () => send(name));
  setInterval(() => send(name), AGAIN);
}

// How many of the large questions have an answer: a bar says it, and words beside it.
function count() {
  const bar = document.querySelector("[data-report-count]");
  if (!bar) return;
  const said = new FormData(form);
  const groups = bar.dataset.reportCount.split(" ").map((names) => names.split("|"));
  const answered = groups.filter((names) => names.some((name) => said.get(name))).length;
  bar.max = groups.length;
  bar.value = answered;
  bar.parentElement.hidden = false;
  bar.nextElementSibling.textContent = bar.dataset.words.replace("%n", answered).replace("%m", groups.length);
}

// A phone's photo is far larger than anybody prints. Made smaller here it arrives sooner, and what the camera wrote into the
// file never leaves the phone. The server takes nothing for granted and does the same again.
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    const brush = canvas.getContext("2d");
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  } catch {
    return null; // no picture, or a browser that cannot: sent as it is
  }
}

// A photo stays in its form until it has arrived: pressed again, it is the same one.
function sendingPhoto(photo) {
  photo.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(photo, event.submitter);
    event.submitter.disabled = true;
    say("photo-sending");
    try {
      const small = await smaller(body.get("photo"));
      if (small) body.set("photo", small, "photo.jpg");
      const answer = await post(location.pathname, body, PATIENCE_FOR_A_PHOTO);
      if (answer.type === "opaqueredirect") location.replace(location.pathname);
      else HTMLFormElement.prototype.submit.call(photo);
    } catch {
      say("photo-failed");
    } finally {
      event.submitter.disabled = false;
    }
  });
}

forgetOld();
if (form) reporting();
document.querySelectorAll("form[data-photo]").forEach(sendingPhoto);
