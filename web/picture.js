// The live picture, and the box round what the agent is about to touch.

const RED = '#ff2d62';

// The box [x, y, w, h] that an event is about, in screen pixels: the element's, or one round the point.
export function boxOf({ box, action }) {
  if (box) return box;
  const [x, y] = action?.path?.at(-1) ?? [action?.x, action?.y];
  return x === undefined ? null : [x - 12, y - 12, 24, 24];
}

export function outline(context, [x, y, w, h], scale) {
  const grow = 4;
  context.lineWidth = 5;
  context.strokeStyle = '#fff';
  context.strokeRect(x * scale - grow, y * scale - grow, w * scale + 2 * grow, h * scale + 2 * grow);
  context.lineWidth = 3;
  context.strokeStyle = RED;
  context.strokeRect(x * scale - grow, y * scale - grow, w * scale + 2 * grow, h * scale + 2 * grow);
}

export class Picture {
  constructor({ canvas, overlay, target, label, caption }) {
    this.canvas = canvas;
    this.overlay = overlay;
    this.target = target;
    this.label = label;
    this.caption = caption;
    this.screen = null; // { w, h } once a picture is there
    this.box = null;
    this.cut = null; // what cutOut last drew: it follows the live picture
    this.frame = 0;
    new ResizeObserver(() => this.place()).observe(canvas);
  }

  async show(head, blob) {
    const number = ++this.frame;
    const image = await createImageBitmap(blob);
    if (number === this.frame) this.draw(head, image); // else a newer one has come meanwhile
    image.close();
  }

  draw(head, image) {
    if (this.canvas.width !== head.w || this.canvas.height !== head.h) {
      this.canvas.width = head.w;
      this.canvas.height = head.h;
    }
    this.canvas.getContext('2d').drawImage(image, 0, 0);
    this.screen = { w: head.screen_w, h: head.screen_h };
    this.overlay.hidden = true;
    this.caption.textContent = `${head.screen_w} × ${head.screen_h}`;
    this.place();
    if (this.cut) this.cutOut(this.cut.into, this.cut.box);
  }

  lost(text) {
    this.overlay.textContent = text;
    this.overlay.hidden = false;
  }

  // box: [x, y, w, h] in screen pixels, or null.
  mark(box, label = '') {
    this.box = box;
    this.label.textContent = label;
    this.place();
  }

  place() {
    this.target.hidden = !this.box || !this.screen;
    if (this.target.hidden) return;
    const [x, y, w, h] = this.box;
    const scale = this.canvas.clientWidth / this.screen.w;
    this.target.style.left = `${x * scale - 4}px`;
    this.target.style.top = `${y * scale - 4}px`;
    this.target.style.width = `${w * scale + 8}px`;
    this.target.style.height = `${h * scale + 8}px`;
    this.target.classList.toggle('low', y * scale < 30);
    this.target.classList.toggle('right', x * scale > this.canvas.clientWidth * 0.6);
  }

  // Draws the surroundings of box, with the box in red, into another canvas, and again with each new picture.
  // Null ends it.
  cutOut(into, box) {
    this.cut = box && { into, box };
    if (!box || !this.screen) return;
    const scale = this.canvas.width / this.screen.w;
    const [x, y, w, h] = box.map((v) => v * scale);
    const ratio = into.width / into.height;
    const wide = Math.min(this.canvas.width, Math.max(into.width * 0.85, w * 1.2, h * 1.2 * ratio));
    const high = wide / ratio;
    const left = Math.max(0, Math.min(this.canvas.width - wide, x + w / 2 - wide / 2));
    const top = Math.max(0, Math.min(this.canvas.height - high, y + h / 2 - high / 2));
    const context = into.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.canvas, left, top, wide, high, 0, 0, into.width, into.height);
    outline(context, [x - left, y - top, w, h], into.width / wide);
  }
}
