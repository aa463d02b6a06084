// The microphone: opened when first needed, heard only while the person wants it, closed when long unused.
import { notice } from "./dom.js";
import { socket } from "./net.js";
import { MICROPHONE } from "./words.js";

const IDLE = 90_000; // milliseconds unused before the microphone is given back
const REPLACED = 4001; // close code: another page took the microphone
const WANTED = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class Microphone {
  // leveled(0..1): loudness; changed("closed" | "opening" | "open").
  constructor(leveled, changed) {
    this.leveled = leveled;
    this.changed = changed;
    this.wanted = false;
    this.on = false; // what the assistant was last told
    this.ready = false; // the assistant takes sound
    this.outbox = []; // said before it did
    this.playing = null; // key of the sentence that is said aloud
  }

  // Begin to listen. False when there is no microphone (the person was told).
  async listen() {
    this.wanted = true;
    clearTimeout(this.idle);
    this.tell(true);
    if (this.context) return true;
    this.changed("opening");
    try {
      await (this.opening ??= this.open());
    } catch (fault) {
      this.close();
      notice(MICROPHONE[fault.name] ?? MICROPHONE.other, 15);
      return false;
    } finally {
      this.opening = null;
    }
    this.changed("open");
    return true;
  }

  // Stop listening: what was being said is complete.
  pause() {
    this.wanted = false;
    this.tell(false);
    this.leveled(0);
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.close(), IDLE);
  }

  async open() {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "insecure");
    this.connect();
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: WANTED });
    const context = new AudioContext({ latencyHint: "interactive" });
    await context.audioWorklet.addModule("/static/worklet.js");
    const source = context.createMediaStreamSource(this.stream);
    const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
    capture.port.onmessage = ({ data }) => this.heard(data);
    source.connect(capture);
    await context.resume();
    this.context = context;
  }

  heard({ pcm, level }) {
    if (!this.wanted) return;
    this.leveled(level);
    this.send(pcm);
  }

  connect() {
    const link = socket("/ws/sound");
    this.link = link;
    link.binaryType = "arraybuffer";
    link.addEventListener("message", ({ data }) => this.answered(JSON.parse(data)));
    link.addEventListener("close", ({ code }) => {
      if (this.link !== link) return;
      this.close();
      notice(code === REPLACED ? MICROPHONE.replaced : MICROPHONE.lost);
    });
  }

  answered(message) {
    if (message.error) notice(MICROPHONE[message.error] ?? MICROPHONE.other, 15);
    if (!message.ready) return;
    this.ready = true;
    if (this.playing) this.tellAloud();
    for (const waiting of this.outbox) this.link.send(waiting);
    this.outbox = [];
  }

  tell(on) {
    if (this.on === on) return;
    this.on = on;
    this.send(JSON.stringify({ listen: on }));
  }

  // Which sentence the assistant says aloud now (null: none): its own words are no command.
  aloud(key, seconds = 0) {
    if (this.playing === key) return;
    this.playing = key;
    this.since = performance.now() - seconds * 1000;
    if (this.ready && this.link.readyState === WebSocket.OPEN) this.tellAloud();
  }

  tellAloud() {
    this.link.send(JSON.stringify({ playing: this.playing, at: (performance.now() - this.since) / 1000 }));
  }

  send(message) {
    if (this.ready && this.link.readyState === WebSocket.OPEN) this.link.send(message);
    else this.outbox.push(message);
  }

  close() {
    clearTimeout(this.idle);
    const link = this.link;
    this.link = null;
    link?.close();
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.context?.close();
    Object.assign(this, { stream: null, context: null, wanted: false, on: false, ready: false, outbox: [] });
    this.leveled(0);
    this.changed("closed");
  }
}
