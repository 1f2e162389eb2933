// What a phone keeps of a report until the server has it: the fields of the form, in the browser's own database for this site,
// where the page and its worker both reach it. No photo, no name. Nothing here is older than a day: whoever opens it looks.

const DAY = 24 * 60 * 60 * 1000;
const SHELF = "reports";
const BLANKS = "handins-report";

export const SYNC = "report";

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function shelf(mode) {
  const opening = indexedDB.open("handins", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(SHELF, { keyPath: "name" });
  const database = await asked(opening);
  const change = database.transaction(SHELF, mode);
  change.oncomplete = change.onabort = () => database.close();
  return change.objectStore(SHELF);
}

// Where there is no database (a private window, say) nothing is kept. Without an address it is what was typed so far: nobody
// said that it should be sent.
export async function keep(name, said, address = "") {
  try {
    await asked((await shelf("readwrite")).put({ name, said, address, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export async function kept(name) {
  return (await allKept()).find((report) => report.name === name) ?? null;
}

export async function allKept() {
  try {
    const found = await asked((await shelf("readonly")).getAll());
    const isOld = (report) => !(Date.now() - report.at < DAY);
    await Promise.all(found.filter(isOld).map((report) => forget(report.name)));
    return found.filter((report) => !isOld(report));
  } catch {
    return [];
  }
}

export async function forget(name) {
  try {
    await asked((await shelf("readwrite")).delete(name));
  } catch {
    // nothing was kept
  }
}

export async function post(target, said, patience) {
  const request = { method: "POST", body: new URLSearchParams(said), credentials: "omit", redirect: "manual" };
  const answer = await fetch(target, { ...request, keepalive: true, signal: AbortSignal.timeout(patience) });
  if (answer.status >= 500) throw new Error(`${answer.status}`);
  return answer;
}

// --- the form without its event, for a page that is opened without network ------------------------------------------------

// Its name is a digest: the address of a report is what its holder may do, and is not written down for it.
async function blankName(path) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(path));
  return `/blank/${[...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

export async function keepBlank(path, page, parts) {
  const cache = await caches.open(BLANKS);
  await cache.addAll(parts);
  const said = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": page.headers.get("Content-Security-Policy") };
  const headers = { ...said, "Referrer-Policy": "no-referrer", Date: new Date().toUTCString() };
  await cache.put(await blankName(path), new Response(await page.text(), { headers }));
}

export async function blank(path) {
  const found = await (await caches.open(BLANKS)).match(await blankName(path));
  const isFresh = found && Date.now() - Date.parse(found.headers.get("Date")) < DAY;
  return isFresh ? found : undefined;
}

export async function part(address) {
  return (await caches.open(BLANKS)).match(address);
}

// Once nothing of this site waits on the phone, neither does the worker.
export async function tidy(path, registration) {
  const cache = await caches.open(BLANKS);
  if (path) await cache.delete(await blankName(path));
  const isBlank = (request) => new URL(request.url).pathname.startsWith("/blank/");
  for (const request of (await cache.keys()).filter(isBlank)) {
    const found = await cache.match(request);
    if (!(Date.now() - Date.parse(found.headers.get("Date")) < DAY)) await cache.delete(request);
  }
  if ((await cache.keys()).some(isBlank) || (await allKept()).length) return;
  await caches.delete(BLANKS);
  await registration?.unregister();
}
