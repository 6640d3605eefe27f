// Light or dark: as the reader's machine has it, until the button says otherwise.
(() => {
  "use strict";
  const button = document.getElementById("scheme");
  const night = window.matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const choose = (scheme) => { if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme; };
  // A private window, or a file opened from a disk, may refuse to remember.
  try { choose(localStorage.getItem("scheme")); } catch { /* then it is forgotten */ }
  button.hidden = false;
  button.addEventListener("click", () => {
    choose((root.dataset.scheme || (night.matches ? "dark" : "light")) === "dark" ? "light" : "dark");
    try { localStorage.setItem("scheme", root.dataset.scheme); } catch { /* as above */ }
  });
})();
