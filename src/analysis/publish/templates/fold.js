// Folds the code of all cells, or shows it.
(() => {
  "use strict";
  const button = document.getElementById("fold");
  const cells = document.querySelectorAll("details.code");
  const label = (open) => { button.textContent = open ? "Fold the code" : "Show the code"; };
  button.hidden = cells.length === 0;
  button.addEventListener("click", () => {
    const open = ![...cells].some((cell) => cell.open);
    for (const cell of cells) cell.open = open;
    label(open);
  });
})();
