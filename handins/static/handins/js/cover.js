// Boxes over faces: drawn with a pointer on the photo, written as lines into the field beside it, and the other way round.
// The server burns in what the field says. Without this file, or with a keyboard, the lines are written by hand.

const round = (number) => Math.round(number * 10) / 10;
const within = (number) => Math.min(100, Math.max(0, number));

class Cover {
  constructor(ground) {
    this.ground = ground;
    this.field = document.querySelector(`[name="${ground.dataset.cover}"]`);
    this.photo = ground.querySelector("img");
    this.photo.draggable = false;
    ground.classList.add("is-ready");
    ground.addEventListener("pointerdown", (event) => this.begin(event));
    ground.addEventListener("pointermove", (event) => this.go(event));
    ground.addEventListener("pointerup", () => this.end());
    ground.addEventListener("pointercancel", () => this.end());
    this.field.addEventListener("input", () => this.draw());
    this.draw();
  }

  at(event) {
    const frame = this.photo.getBoundingClientRect();
    const x = within((100 * (event.clientX - frame.left)) / frame.width);
    const y = within((100 * (event.clientY - frame.top)) / frame.height);
    return [x, y];
  }

  begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.ground.setPointerCapture(event.pointerId);
    this.from = this.at(event);
    this.before = this.field.value.trim();
  }

  go(event) {
    if (!this.from) return;
    const to = this.at(event);
    const [left, top] = [0, 1].map((i) => Math.min(this.from[i], to[i]));
    const [width, height] = [0, 1].map((i) => Math.abs(this.from[i] - to[i]));
    if (width < 0.5 || height < 0.5) return; // a tap is no box
    const line = [left, top, width, height].map(round).join(" ");
    this.field.value = [this.before, line].filter(Boolean).join("\n");
    this.draw();
  }

  end() {
    this.from = undefined;
  }

  draw() {
    this.ground.querySelectorAll("i").forEach((box) => box.remove());
    for (const line of this.field.value.split("\n")) {
      const numbers = line.trim().split(/\s+/).map(Number);
      if (numbers.length !== 4 || numbers.some(Number.isNaN)) continue;
      const box = document.createElement("i");
      const [left, top, width, height] = numbers.map((number) => `${number}%`);
      Object.assign(box.style, { left, top, width, height });
      this.ground.append(box);
    }
  }
}

document.querySelectorAll("[data-cover]").forEach((ground) => new Cover(ground));
