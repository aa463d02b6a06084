// Exchanges the login token (of the address' fragment, or typed) for a cookie.
import { LOGIN } from "./words.js";

const form = document.getElementById("login");
const fault = document.getElementById("fault");

async function enter(token) {
  fault.textContent = "";
  let answer;
  try {
    answer = await fetch("/login", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
    });
  } catch {
    fault.textContent = LOGIN.unreachable;
    return;
  }
  if (answer.ok) {
    location.replace("/");
    return;
  }
  const { error } = await answer.json();
  fault.textContent = LOGIN[error] ?? LOGIN.refused;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  enter(form.elements.token.value.trim());
});

function fromAddress() {
  const token = decodeURIComponent(location.hash.slice(1));
  if (!token) return;
  history.replaceState(null, "", "/login"); // the token does not stay in the address bar
  enter(token);
}

window.addEventListener("hashchange", fromAddress);
fromAddress();
