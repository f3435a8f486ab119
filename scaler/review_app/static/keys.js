// Keys for the queue and for entries. Without this file everything still works by mouse and Tab.
"use strict";

localStorage.setItem("token", location.pathname.split("/")[1]); // for links from elsewhere: door.py

const typing = (element) => element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");

function move(by) {
  const links = [...document.querySelectorAll("[data-open]")];
  if (links.length === 0) return;
  const row = document.activeElement.closest("[data-row]");
  const at = row ? links.indexOf(row.querySelector("[data-open]")) : by > 0 ? -1 : links.length;
  links[Math.min(links.length - 1, Math.max(0, at + by))].focus();
}

function mark() {
  const row = document.activeElement.closest("[data-row]");
  if (row) row.querySelector("input[type=checkbox]").click();
}

function act(key) {
  const target = document.querySelector(`main [data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  target.click();
  if (target.matches("input")) document.getElementById("reason").focus();
  return true;
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: mark,
  "/": () => document.getElementById("text")?.focus(),
  "?": () => document.getElementById("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey && event.target.id === "reason") {
    event.target.form.requestSubmit();
    return;
  }
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  } else if (/^[a-z]$/.test(event.key) && act(event.key)) {
    event.preventDefault();
  }
});

document.querySelector("[data-help]").addEventListener("click", keys["?"]);

// What the server refuses is shown where the answer would have been.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400) {
    const page = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
    const warning = document.createElement("p");
    warning.className = "warning";
    warning.setAttribute("role", "alert");
    warning.textContent = [...page.querySelectorAll("main .warning, main .warning + p")]
      .map((element) => element.textContent).join(" ") || page.body.textContent;
    event.detail.shouldSwap = true;
    event.detail.serverResponse = warning.outerHTML;
  }
});
