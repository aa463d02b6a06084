// Spoken replies, one after the other; silent as soon as somebody speaks. The assistant is told what is said aloud:
// of what it hears meanwhile, it drops its own words.
import { notice } from "./dom.js";
import { OTHER } from "./words.js";

const ECHO = 350; // milliseconds of room echo after the last word

export class Speaker {
  // talking(true | false): the assistant's own voice is in the room; playing(key | null, seconds): which sentence, and from where.
  constructor(talking, playing) {
    this.talking = talking;
    this.playing = playing;
    this.on = false;
    this.busy = false;
    this.held = false; // somebody spoke: waits to know whether it was a person
    this.sure = false; // it was its own echo: from now on only words interrupt
    this.waiting = [];
    this.sound = new Audio();
    this.sound.addEventListener("ended", () => this.next());
    this.sound.addEventListener("error", () => this.next());
  }

  say(key) {
    if (!this.on) return;
    this.waiting.push(key);
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.echo);
    this.talking(true);
    this.next();
  }

  async next() {
    const key = this.waiting.shift();
    if (!key) {
      this.finish();
      return;
    }
    this.key = key;
    this.playing(key, 0);
    this.sound.src = `/api/speech?key=${encodeURIComponent(key)}`;
    try {
      await this.sound.play();
    } catch (fault) {
      if (fault.name === "NotAllowedError") {
        notice(OTHER.autoplay);
        this.stop();
      }
    }
  }

  // Somebody speaks: nobody talks over a doctor.
  hold() {
    if (!this.busy || this.sure) return;
    this.held = true;
    this.sound.pause();
    this.playing(null);
  }

  // It was nobody: go on where it was held.
  resume() {
    if (!this.held) return;
    this.held = false;
    this.sure = true;
    this.playing(this.key, this.sound.currentTime);
    this.sound.play().catch(() => this.stop());
  }

  // It was a person.
  stop() {
    this.waiting = [];
    this.sound.pause();
    clearTimeout(this.echo);
    this.silent();
  }

  finish() {
    if (!this.busy) return;
    this.busy = false;
    this.echo = setTimeout(() => this.silent(), ECHO);
  }

  silent() {
    Object.assign(this, { busy: false, held: false, sure: false });
    this.playing(null);
    this.talking(false);
  }
}
