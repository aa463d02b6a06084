// Audio thread: whatever rate the machine has -> 16 kHz mono 16-bit samples, in pieces of 64 ms with their loudness.
const TARGET = 16000;
const PIECE = 1024; // samples at 16 kHz
const CROSSINGS = 12; // zero crossings of the sinc on each side: stop band under -50 dB with a Hann window

// Polyphase windowed-sinc resampler: `phases` filters, one for each fraction of an input sample.
class Resampler {
  constructor(rate) {
    const divisor = gcd(rate, TARGET);
    this.up = TARGET / divisor;
    this.down = rate / divisor;
    const cutoff = Math.min(1, TARGET / rate) * 0.94; // of the input's Nyquist frequency
    this.half = Math.ceil(CROSSINGS / cutoff);
    this.filters = Array.from({ length: this.up }, (_, phase) => this.filter(phase / this.up, cutoff));
    this.kept = new Float32Array(2 * this.half);
    this.position = 0; // of the next output, in 1/up of an input sample
  }

  filter(offset, cutoff) {
    const taps = new Float32Array(2 * this.half);
    let sum = 0;
    for (let k = 0; k < taps.length; k += 1) {
      const t = k - this.half + 1 - offset;
      const angle = Math.PI * t * cutoff;
      const window = Math.abs(t) < this.half ? 0.5 + 0.5 * Math.cos((Math.PI * t) / this.half) : 0;
      taps[k] = (t === 0 ? 1 : Math.sin(angle) / angle) * window;
      sum += taps[k];
    }
    return taps.map((v) => v / sum);
  }

  push(input) {
    const samples = new Float32Array(this.kept.length + input.length);
    samples.set(this.kept);
    samples.set(input, this.kept.length);
    const width = 2 * this.half;
    const out = [];
    let start = Math.floor(this.position / this.up);
    while (start + width <= samples.length) {
      const taps = this.filters[this.position % this.up];
      let value = 0;
      for (let k = 0; k < width; k += 1) value += samples[start + k] * taps[k];
      out.push(value);
      this.position += this.down;
      start = Math.floor(this.position / this.up);
    }
    const used = Math.min(start, samples.length - width + 1);
    this.kept = samples.slice(used);
    this.position -= used * this.up;
    return out;
  }
}

function gcd(a, b) {
  return b ? gcd(b, a % b) : a;
}

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate);
    this.piece = new Int16Array(PIECE);
    this.filled = 0;
    this.energy = 0;
  }

  process([channels]) {
    if (channels.length) this.take(this.resampler.push(mono(channels)));
    return true;
  }

  take(samples) {
    for (const sample of samples) {
      const value = Math.max(-1, Math.min(1, sample));
      this.energy += value * value;
      this.piece[this.filled] = Math.round(value * 32767);
      this.filled += 1;
      if (this.filled === PIECE) this.send();
    }
  }

  send() {
    const pcm = this.piece.buffer;
    this.port.postMessage({ pcm, level: Math.sqrt(this.energy / PIECE) }, [pcm]);
    this.piece = new Int16Array(PIECE);
    this.filled = 0;
    this.energy = 0;
  }
}

function mono(channels) {
  if (channels.length === 1) return channels[0];
  return channels[0].map((_, i) => channels.reduce((sum, channel) => sum + channel[i], 0) / channels.length);
}

registerProcessor("capture", Capture);
