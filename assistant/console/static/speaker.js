// Spoken replies, one after the other; the microphone is not heard meanwhile.
import { notice } from "./dom.js";
import { OTHER } from "./words.js";

const ECHO = 250; // milliseconds of room echo after the last word

export class Speaker {
  // talking(true | false): the assistant's own voice is in the room.
  constructor(talking) {
    this.talking = talking;
    this.on = false;
    this.busy = false;
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

  // The person speaks: nobody talks over a doctor.
  stop() {
    this.waiting = [];
    this.sound.pause();
    if (!this.busy) return;
    this.busy = false;
    clearTimeout(this.echo);
    this.talking(false);
  }

  finish() {
    if (!this.busy) return;
    this.busy = false;
    this.echo = setTimeout(() => this.talking(false), ECHO);
  }
}
