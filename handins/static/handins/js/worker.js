// Sends a kept report when the network is back, though its page was closed, and shows the form without its event where the page
// cannot be had. It watches nothing else, and it goes with the last report.

import { SYNC, allKept, blank, forget, part, post, tidy } from "./kept.js";

const PATIENCE = 60 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("sync", (event) => {
  if (event.tag === SYNC) event.waitUntil(sendAll());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => instead(blank(new URL(request.url).pathname))));
  else if (["style", "script"].includes(request.destination)) event.respondWith(fetch(request).catch(() => instead(part(request.url))));
});

async function instead(found) {
  return (await found) ?? Response.error();
}

// A redirect means that it was received. What the server wants to explain is kept for the page; no network is tried again by
// the browser, which is told by the error.
async function sendAll() {
  let failure = null;
  for (const { name, said, address } of await allKept()) {
    if (!address) continue;
    try {
      const answer = await post(address, said, PATIENCE);
      if (answer.type === "opaqueredirect") await received(name, address);
    } catch (error) {
      failure = error;
    }
  }
  if (failure) throw failure;
  await tidy("", self.registration);
}

async function received(name, address) {
  await forget(name);
  await tidy(address, self.registration);
  for (const page of await self.clients.matchAll({ type: "window" })) page.postMessage({ received: name });
}
