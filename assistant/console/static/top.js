// The header that all pages have: is the assistant there, and the way out.
import { $ } from "./dom.js";
import { post } from "./net.js";
import { LINK } from "./words.js";

let before = () => {};

// What a page does before the person leaves; false: they stay.
export function beforeQuit(work) {
  before = work;
}

export function linked(how) {
  document.body.dataset.link = how;
  $("link").querySelector("span").textContent = LINK[how];
}

$("quit").addEventListener("click", async () => {
  if (before() === false) return;
  if (await post("/api/logout")) location.assign("/login");
});
