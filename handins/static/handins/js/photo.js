// A photo over a bad network: made smaller on the phone, its progress shown, tried again by itself for as long as the page is
// open. It is kept nowhere but in its form. The form's own key lets the server store it once, however often it arrives.

const FIRST_AGAIN = 5 * 1000;
const LAST_AGAIN = 60 * 1000;
const STALLED = 45 * 1000; // without a byte that left or an answer that came
const HELD_UP = 3; // so many times broken off on the way, and a smaller picture is tried
const SIZES = [
  { side: 2048, quality: 0.9 }, // px, as the server keeps it
  { side: 1600, quality: 0.8 },
  { side: 1200, quality: 0.7 },
];

const notices = Object.fromEntries([...document.querySelectorAll("[data-report-notice]")].map((each) => [each.dataset.reportNotice, each]));
const say = (wanted) => Object.entries(notices).forEach(([each, notice]) => (notice.hidden = each !== wanted));

// A phone's photo is far larger than anybody prints. Made smaller here it arrives sooner, and what the camera wrote into the
// file never leaves the phone. The server takes nothing for granted and does the same again.
async function smaller(file, { side, quality }) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    const brush = canvas.getContext("2d");
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return await canvas.convertToBlob({ type: "image/jpeg", quality });
  } catch {
    return null; // no picture, or a browser that cannot: sent as it is
  }
}

class Sending {
  constructor(form) {
    this.form = form;
    this.fields = form.querySelectorAll("input, textarea");
    this.button = form.querySelector("button[name=send]");
    this.bar = document.querySelector("[data-photo-progress]");
    this.isUnderWay = this.isWaiting = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.begin(new FormData(form, this.button));
    });
    window.addEventListener("online", () => this.again());
    window.addEventListener("pageshow", (event) => event.persisted && this.again());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.again());
    window.addEventListener("beforeunload", (event) => {
      if (this.isUnderWay || this.isWaiting) event.preventDefault(); // the photo is nowhere else
    });
    document.querySelector("[data-photo-forget]")?.addEventListener("click", () => this.giveUp());
  }

  begin(body) {
    clearTimeout(this.timer);
    Object.assign(this, { body, original: body.get("photo"), heldUp: 0, isWaiting: true, wait: FIRST_AGAIN });
    this.fields.forEach((field) => (field.disabled = true)); // what is being sent is what one sees
    this.button.disabled = true;
    this.send();
  }

  again() {
    if (!this.isWaiting || this.isUnderWay) return;
    this.wait = FIRST_AGAIN;
    this.send();
  }

  async send() {
    clearTimeout(this.timer);
    this.isUnderWay = true;
    if (notices["photo-failed"].hidden) this.tell(0);
    const size = SIZES[Math.min(Math.floor(this.heldUp / HELD_UP), SIZES.length - 1)];
    const small = await smaller(this.original, size);
    if (small) this.body.set("photo", small, "photo.jpg");
    try {
      this.done(await this.post());
    } catch (failure) {
      if (!this.isWaiting) return;
      if (failure.sent > 0) this.heldUp += 1;
      say("photo-failed");
      this.timer = setTimeout(() => this.send(), this.wait);
      this.wait = Math.min(this.wait * 2, LAST_AGAIN);
    } finally {
      this.isUnderWay = false;
    }
  }

  // fetch() cannot tell how far an upload is. A redirect is followed here, so that 200 means that it was received.
  post() {
    const request = new XMLHttpRequest();
    this.request = request;
    let sent = 0;
    let stalled = null;
    return new Promise((resolve, reject) => {
      const broken = () => reject(Object.assign(new Error("broken off"), { sent }));
      const alive = () => {
        clearTimeout(stalled);
        stalled = setTimeout(() => request.abort(), STALLED);
      };
      request.upload.onprogress = (event) => {
        alive();
        sent = event.loaded;
        if (event.lengthComputable) this.tell(Math.floor((100 * event.loaded) / event.total));
      };
      request.onload = () => (request.status >= 500 ? broken() : resolve(request.status));
      request.onerror = request.onabort = broken;
      request.onloadend = () => clearTimeout(stalled);
      request.open("POST", location.pathname);
      alive();
      request.send(this.body);
    });
  }

  tell(percent) {
    say("photo-sending");
    this.bar.value = percent;
    this.bar.nextElementSibling.textContent = `${percent} %`;
  }

  done(status) {
    this.isWaiting = this.isUnderWay = false;
    if (status < 400) {
      location.replace(location.pathname);
      return;
    }
    // what the server wants to explain stands in the form it answered with: nothing is sent a second time for it
    const answered = new DOMParser().parseFromString(this.request.responseText, "text/html").querySelector("form[data-photo]");
    if (!answered) location.reload();
    else this.form.replaceWith(answered);
    say("");
    if (answered) new Sending(answered);
  }

  giveUp() {
    this.isWaiting = false;
    clearTimeout(this.timer);
    this.request?.abort();
    this.release();
    say("");
  }

  release() {
    this.fields.forEach((field) => (field.disabled = false));
    this.button.disabled = false;
  }
}

document.querySelectorAll("form[data-photo]").forEach((form) => new Sending(form));
