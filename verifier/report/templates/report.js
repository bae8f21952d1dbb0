// Sorting, filtering, searching; the rest of the page works without. Nothing is fetched, nothing is stored.
"use strict";
(() => {
  const table = document.querySelector(".matrix");
  const drawers = [...document.querySelectorAll(".claim[popover]")];
  for (const drawer of drawers) drawer.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    document.querySelector(`[aria-controls="${drawer.id}"]`).setAttribute("aria-expanded", String(open));
    if (open) { drawer.scrollTop = 0; drawer.querySelector("h3").focus(); }
  });
  const open = (id) => { const drawer = document.getElementById(id); if (drawer?.popover) drawer.showPopover?.(); };
  for (const link of document.querySelectorAll("[data-open]")) link.addEventListener("click", (event) => {
    event.preventDefault();
    open(link.dataset.open);
  });
  if (location.hash) open(decodeURIComponent(location.hash.slice(1)));
  window.addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("section > details")) one.open = true; });
  if (!table) return;

  const PAGE = table.classList.contains("wide") ? 50 : 200;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const [groups, sources] = table.tHead.rows;
  const find = document.getElementById("find");
  const boxes = [...document.querySelectorAll(".toggle input")];
  const only = document.getElementById("only");
  const more = document.getElementById("more");
  const order = [...boxes.map((box) => box.value)];
  const texts = new Map();
  let ordered = rows, limit = PAGE;

  const text = (row) => {
    if (!texts.has(row)) {
      const id = row.querySelector("button").getAttribute("aria-controls");
      texts.set(row, document.getElementById(id).textContent.toLowerCase().replace(/\s+/g, " "));
    }
    return texts.get(row);
  };
  const silent = (cell) => cell.className === "s";

  const apply = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const found = ordered.filter((row) => wanted.has(row.dataset.status) && words.every((word) => text(row).includes(word)));
    const shown = new Set(found.slice(0, limit));
    for (const row of rows) row.hidden = !shown.has(row);
    more.hidden = shown.size === found.length;
    document.getElementById("count").textContent =
      `${found.length === rows.length ? "all" : found.length + " of"} ${rows.length} claims` + (shown.size < found.length ? `, the first ${shown.size} shown` : "");
    if (only) columns(shown);
    body.classList.add("ready");
  };

  // Cells of a row: claim, status, one for each source, origins; in a wide table one for each run of silent sources.
  const laid = new Map();
  const cells = (row) => {
    if (!laid.has(row)) laid.set(row, [...row.cells].slice(2, -1).flatMap((cell) => Array(cell.colSpan).fill(cell)));
    return laid.get(row);
  };
  const columns = (shown) => {
    const used = [...sources.cells].map((_, n) => !only.checked || [...shown].some((row) => !silent(cells(row)[n])));
    used.forEach((on, n) => { sources.cells[n].hidden = !on; });
    for (const row of shown) {
      const left = new Map(cells(row).map((cell) => [cell, 0]));
      cells(row).forEach((cell, n) => { if (used[n]) left.set(cell, left.get(cell) + 1); });
      for (const [cell, width] of left) { cell.hidden = !width; cell.colSpan = width || 1; }
    }
    let at = 0;
    for (const head of groups.querySelectorAll(".group")) {
      const width = Number(head.dataset.width ??= head.colSpan);
      const left = used.slice(at, at += width).filter(Boolean).length;
      head.hidden = !left;
      head.colSpan = left || 1;
    }
  };

  const keys = {
    text: (row) => row.cells[0].textContent,
    status: (row) => order.indexOf(row.dataset.status),
    origins: (row) => -row.dataset.origins,
    source: (row, n) => silent(cells(row)[n]) ? 2 : cells(row)[n].classList.contains("no") ? 0 : 1,
  };
  const compare = (a, b) => typeof a === "number" ? a - b : a.localeCompare(b);
  const heads = [...table.tHead.querySelectorAll("[data-sort]")];
  const turns = { none: "ascending", ascending: "descending", descending: "none" };
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const turn = turns[head.getAttribute("aria-sort")];
      for (const other of heads) other.setAttribute("aria-sort", other === head ? turn : "none");
      const key = keys[head.dataset.sort], n = head.cellIndex, sign = turn === "descending" ? -1 : 1;
      const keyed = rows.map((row) => [key(row, n), row]);
      ordered = turn === "none" ? rows : keyed.sort((a, b) => sign * compare(a[0], b[0])).map((pair) => pair[1]);
      body.append(...ordered);
      apply();
    });
  }
  body.addEventListener("click", (event) => {
    if (!event.target.closest("button") && !getSelection().toString()) event.target.closest("tr").querySelector("button").click();
  });
  const again = () => { limit = PAGE; apply(); };
  find.addEventListener("input", again);
  for (const box of [...boxes, only]) box?.addEventListener("change", again);
  more.addEventListener("click", () => { limit += PAGE; apply(); });
  document.getElementById("tools").hidden = false;
  apply();
})();
