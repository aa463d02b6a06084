// The document as it will lie on paper: words in order, who it is of, who signs it.
import { $, el } from "../dom.js";
import { PREVIEW, DOC } from "./words.js";

export function wire(print) {
  $("preview-close").addEventListener("click", () => $("preview").close());
  $("preview-print").addEventListener("click", () => {
    if ($("preview").dataset.printer === "yes") {
      $("preview").close();
      print();
    } else {
      window.print();
    }
  });
}

export function show(doc, state, known) {
  const who = state.patient;
  const identity = who ? [who.name, who.born, who.ipp ? `IPP ${who.ipp}` : ""].filter(Boolean).join(" · ") : "";
  const words = doc.parts.map((part) => part.text + (part.unit && part.text ? `\u00a0${part.unit}` : "")).join("");
  const signed = doc.signature ? DOC.signedBy(doc.signature) : null;
  $("page").replaceChildren(
    el("header", {}, el("p", { class: "site" }, document.querySelector(".site")?.textContent ?? ""), signed ? "" : el("p", { class: "stamp" }, PREVIEW.draft)),
    el("h1", {}, doc.title),
    el("p", { class: "of" }, identity),
    words.trim() ? el("div", { class: "text" }, words) : el("p", { class: "empty" }, PREVIEW.empty),
    el("footer", {}, doc.author ?? PREVIEW.noAuthor, signed ? el("small", {}, signed) : ""),
  );
  $("preview").dataset.printer = known.printer ? "yes" : "no";
  $("preview-pdf").hidden = !known.pdf;
  $("preview-pdf").setAttribute("href", `/api/document/pdf?id=${doc.id}`);
  $("preview").showModal();
}
