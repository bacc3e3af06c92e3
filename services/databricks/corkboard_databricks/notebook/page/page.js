"use strict";
const value = (row, column) => {
  const cell = row.cells[column];
  return cell.classList.contains("null") ? null : cell.textContent;
};
const compare = (a, b) => {
  if (a === null || b === null) return (a === null) - (b === null);
  const x = Number(a), y = Number(b);
  return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b) : x - y;
};
document.addEventListener("click", (event) => {
  const long = event.target.closest("td.long");
  if (long) long.classList.toggle("open");
  const button = event.target.closest("th button");
  if (!button) return;
  const head = button.parentElement, table = head.closest("table"), body = table.tBodies[0];
  const isDown = head.getAttribute("aria-sort") === "ascending";
  for (const other of head.parentElement.cells) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
  const rows = [...body.rows], column = head.cellIndex, sign = isDown ? -1 : 1;
  rows.sort((a, b) => {
    const x = value(a, column), y = value(b, column);
    return x === null || y === null ? compare(x, y) : sign * compare(x, y);
  });
  body.append(...rows);
});
addEventListener("message", (event) => {
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === event.source && event.data.corkboard) {
      frame.style.height = `${Math.min(event.data.corkboard + 2, 1200)}px`;
    }
  }
});
