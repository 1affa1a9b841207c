// The live picture, and the box round what the agent is about to touch.

export class Picture {
  constructor({ canvas, overlay, target, caption }) {
    this.canvas = canvas;
    this.overlay = overlay;
    this.target = target;
    this.caption = caption;
    this.screen = { w: 0, h: 0 };
    this.box = null;
    new ResizeObserver(() => this.place()).observe(canvas);
  }

  async show(head, blob) {
    const image = await createImageBitmap(blob);
    if (this.canvas.width !== head.w || this.canvas.height !== head.h) {
      this.canvas.width = head.w;
      this.canvas.height = head.h;
    }
    this.canvas.getContext('2d').drawImage(image, 0, 0);
    image.close();
    this.screen = { w: head.screen_w, h: head.screen_h };
    this.overlay.hidden = true;
    const time = new Date(head.at).toLocaleTimeString();
    this.caption.textContent = `${head.screen_w} × ${head.screen_h}, as of ${time}`;
    this.place();
  }

  lost(text) {
    this.overlay.textContent = text;
    this.overlay.hidden = false;
  }

  // box: [x, y, w, h] in screen pixels, or null.
  mark(box) {
    this.box = box;
    this.place();
  }

  place() {
    const shown = this.box && this.screen.w;
    this.target.hidden = !shown;
    if (!shown) return;
    const [x, y, w, h] = this.box;
    const scale = this.canvas.clientWidth / this.screen.w;
    this.target.style.left = `${x * scale - 4}px`;
    this.target.style.top = `${y * scale - 4}px`;
    this.target.style.width = `${w * scale + 8}px`;
    this.target.style.height = `${h * scale + 8}px`;
  }

  // Draws the surroundings of box, with the box in red, into another canvas.
  cutOut(into, box) {
    const context = into.getContext('2d');
    const scale = this.canvas.width / (this.screen.w || this.canvas.width);
    const [x, y, w, h] = box.map((v) => v * scale);
    const cut = Math.max(into.width, w * 1.5);
    const high = cut * into.height / into.width;
    const left = Math.max(0, Math.min(this.canvas.width - cut, x + w / 2 - cut / 2));
    const top = Math.max(0, Math.min(this.canvas.height - high, y + h / 2 - high / 2));
    const zoom = into.width / cut;
    context.fillStyle = '#20262e';
    context.fillRect(0, 0, into.width, into.height);
    context.drawImage(this.canvas, left, top, cut, high, 0, 0, into.width, into.height);
    context.lineWidth = 3;
    context.strokeStyle = '#ff3d71';
    context.strokeRect((x - left) * zoom - 3, (y - top) * zoom - 3, w * zoom + 6, h * zoom + 6);
  }
}
