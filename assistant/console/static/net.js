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

// POST; the answer's JSON, or {error, say}: a code and its French sentence. `leaving`: the page goes away meanwhile.
export function send(path, body = {}, leaving = false) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": CSRF },
    body: JSON.stringify(body),
    keepalive: leaving,
  });
}

// GET; the same answers.
export const get = (path) => ask(path, {});

async function ask(path, how) {
  let answer;
  try {
    answer = await fetch(path, how);
  } catch {
    return { error: "unreachable", say: FAULTS.unreachable };
  }
  if (answer.status === 401) location.assign("/login");
  const value = await answer.json().catch(() => ({}));
  if (answer.ok) return value;
  return { error: value.error ?? "unknown", say: value.say ?? FAULTS[value.error] ?? FAULTS.unknown };
}

// POST; the answer's JSON, or null after telling the person what went wrong.
export async function post(path, body = {}) {
  const value = await send(path, body);
  if (!value.error) return value;
  notice(value.say);
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
