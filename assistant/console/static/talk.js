// The big button, the space bar and the hands-free switch: when the assistant listens.
import { $ } from "./dom.js";
import { Microphone } from "./microphone.js";
import { HINT } from "./words.js";

const TAP = 350; // milliseconds: shorter is a tap, and listens for one utterance
const PATIENCE = 8000; // milliseconds a tap waits for speech

export class Talk {
  // moved(): what the person sees has to be drawn again; interrupted(): the person speaks, be silent.
  constructor(moved, interrupted) {
    this.moved = moved;
    this.interrupted = interrupted;
    this.how = "off"; // off, held, once, free
    this.free = false;
    this.talking = false; // the assistant speaks
    this.opening = false;
    this.microphone = new Microphone((level) => this.level(level), (now) => this.changed(now));
    this.button = $("talk");
    if (this.button) this.wire();
  }

  get listening() {
    return this.how !== "off" && !this.opening && !this.talking;
  }

  wire() {
    const button = this.button;
    button.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      button.setPointerCapture(event.pointerId);
      this.down();
    });
    for (const name of ["pointerup", "pointercancel"]) button.addEventListener(name, () => this.up());
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    document.addEventListener("keydown", (event) => {
      if (!this.key(event)) return;
      event.preventDefault();
      if (!event.repeat) this.down();
    });
    document.addEventListener("keyup", (event) => {
      if (!this.key(event) && !(event.code === "Space" && this.how === "held")) return;
      event.preventDefault();
      this.up();
    });
    window.addEventListener("blur", () => this.up());
    $("free").addEventListener("click", () => this.hands(!this.free));
  }

  // Space anywhere but where it writes or presses something; Enter too on the button itself.
  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.target === this.button) return event.code === "Space" || event.code === "Enter";
    return event.code === "Space" && !event.target.closest("input, textarea, select, button, a, summary, [contenteditable]");
  }

  async down() {
    if (document.body.dataset.link !== "open") return;
    this.interrupted();
    if (this.how === "once") {
      this.off();
      return;
    }
    this.pressed = performance.now();
    if (this.how === "free") return; // already listening; a tap stops it
    this.how = "held";
    this.moved();
    if (!(await this.microphone.listen())) this.off();
  }

  up() {
    const tapped = performance.now() - (this.pressed ?? -TAP) < TAP;
    this.pressed = undefined;
    if (this.how === "free" && tapped) this.hands(false);
    if (this.how !== "held") return;
    if (tapped) {
      this.how = "once";
      this.timer = setTimeout(() => this.how === "once" && this.off(), PATIENCE);
      this.moved();
    } else {
      this.off();
    }
  }

  // Told by the assistant: speech began or ended.
  speech(speaking) {
    if (this.how !== "once") return;
    clearTimeout(this.timer);
    if (!speaking) this.off();
  }

  off() {
    clearTimeout(this.timer);
    this.how = this.free ? "free" : "off";
    if (!this.free) this.microphone.pause();
    this.moved();
  }

  async hands(free) {
    this.free = free;
    $("free").setAttribute("aria-checked", String(free));
    this.how = free ? "free" : "off";
    this.moved();
    if (!free) this.microphone.pause();
    else if (!(await this.microphone.listen())) this.hands(false);
  }

  // The assistant speaks, or no longer: hands-free, one may speak over it.
  answers(talking) {
    this.talking = talking;
    this.moved();
  }

  changed(now) {
    this.opening = now === "opening";
    if (now === "closed" && this.how !== "off") {
      this.free = false;
      this.how = "off";
      $("free").setAttribute("aria-checked", "false");
    }
    this.moved();
  }

  level(value) {
    this.button?.style.setProperty("--level", Math.min(1, value * 6).toFixed(2));
  }

  hint(asleep) {
    if (this.how === "held") return HINT.pushed;
    if (this.how === "once") return HINT.once;
    if (asleep) return HINT.asleep;
    return this.how === "free" ? HINT.free : HINT.ready;
  }
}
