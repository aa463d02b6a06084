// The way to the assistant: requests with the CSRF token, and the stream of events that reconnects by itself.
import { notice } from "./dom.js";
import { FAULTS } from "./words.js";

const CSRF = document.querySelector("meta[name=csrf]").content;
const FIRST_WAIT = 400; // milliseconds
const LONGEST_WAIT = 8000;

export function socket(path) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}${path}`);
}

// POST; the answer's JSON, or null after telling the person what went wrong.
export async function post(path, body = {}) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": CSRF },
      body: JSON.stringify(body),
    });
  } catch {
    notice(FAULTS.unreachable);
    return null;
  }
  if (answer.status === 401) location.assign("/login");
  const value = await answer.json().catch(() => ({}));
  if (answer.ok) return value;
  notice(FAULTS[value.error] ?? FAULTS.unknown);
  return null;
}

export const say = (text) => post("/api/say", { text });

export const press = (intent, slots = {}, seen = null) => post("/api/press", { intent, slots, seen });

// Calls told(message) for each message and linked("open" | "lost") when the connection changes.
export function follow(told, linked) {
  let wait = FIRST_WAIT;
  const connect = () => {
    const stream = socket("/ws/events");
    stream.addEventListener("open", () => {
      wait = FIRST_WAIT;
      linked("open");
    });
    stream.addEventListener("message", (event) => told(JSON.parse(event.data)));
    stream.addEventListener("close", async () => {
      linked("lost");
      await loggedOut();
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
  };
  connect();
}

// A refused websocket does not say why: a plain request does.
async function loggedOut() {
  try {
    const answer = await fetch("/api/state");
    if (answer.status === 401) location.assign("/login");
  } catch {
    // not there at all: the next try will tell
  }
}
