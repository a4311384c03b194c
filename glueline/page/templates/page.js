"use strict";
(() => {
  const data = JSON.parse(document.getElementById("pairs").textContent);
  const panel = document.getElementById("compare-panel");

  // A link to something folded away unfolds what it lies in.
  const reveal = () => {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (!target) return;
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    target.scrollIntoView();
    const place = target.querySelector("summary") || target;
    if (place !== target || target.tabIndex >= 0) place.focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) reveal();
  });
  if (location.hash) reveal();

  // Paper cannot be unfolded.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const each of closed) each.open = true;
  });
  addEventListener("afterprint", () => { for (const each of closed) each.open = false; });

  if (!panel || !data.pairs.length) return;
  const named = (keys, figures) => {
    const row = Object.fromEntries(keys.map((key, at) => [key, figures[at]]));
    return { ...row, title: data.titles[row.title] };
  };
  const unpacked = ([place, tables, means]) => ({ ...data.sections[place], tables: tables.map((row) => named(data.table, row)),
    means: means.map((row) => named(data.mean, row)) });
  const known = new Map(data.pairs.map(([a, b, ...sections]) => [`${a},${b}`, sections]));
  const [first, second] = ["side-a", "side-b"].map((name) => document.getElementById(name));
  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== null) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const drawn = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const signed = (value, digits = 1) => (value === null ? "–" : (value > 0 ? "+" : value < 0 ? "−" : "±") + Math.abs(value).toFixed(digits));
  const small = (value) => (value === null ? "–" : value < 0.001 ? "< 0.001" : value.toFixed(3));
  const turned = (row) => ({ ...row, a: row.b, b: row.a, difference: row.difference === null ? null : -row.difference, low: -row.high, high: -row.low });

  // The interval of a difference on an axis that all rows of a section share, with a line at none.
  const bar = (row, reach) => {
    const at = (value) => 110 + (104 * Math.max(-1, Math.min(1, value / reach)));
    const clear = row.low > 0 || row.high < 0;
    const svg = drawn("svg", { viewBox: "0 0 220 14", width: 220, height: 14, class: "chart", "aria-hidden": "true" });
    svg.append(drawn("line", { x1: 110, x2: 110, y1: 0, y2: 14, class: "s-soft", "stroke-dasharray": "2,2" }),
      drawn("line", { x1: at(row.low), x2: at(row.high), y1: 7, y2: 7, class: clear ? "s-accent" : "s-soft", "stroke-width": 2.5 }),
      drawn("circle", { cx: at(row.difference), cy: 7, r: 3.4, class: clear ? "f-accent" : "f-soft" }));
    for (const [bound, edge, back] of [[-row.low, 2, 5], [row.high, 218, -5]]) // it goes on
      if (bound > reach) svg.append(drawn("path", { d: `M${edge + back} 3L${edge} 7L${edge + back} 11`, class: "s-soft", "stroke-width": 1.5 }));
    return svg;
  };
  const line = (row, reach, isMean) => {
    const made = element("tr", null);
    const difference = element("td", signed(row.difference));
    difference.append(element("small", `${signed(row.low)} to ${signed(row.high)}`));
    const picture = element("td", null);
    picture.append(bar(row, reach));
    made.append(element("th", row.title, { scope: "row" }), difference, picture, element("td", isMean ? "" : row.a.toFixed(1)),
      element("td", isMean ? "" : row.b.toFixed(1)), element("td", isMean ? `${row.rows} tables` : row.rows.toLocaleString("en")),
      element("td", small(row.p)), element("td", isMean ? "" : small(row.holm)),
      element("td", isMean ? "" : small(row.mcnemar)), element("td", isMean || row.detectable === null ? "–" : row.detectable.toFixed(1)));
    return made;
  };
  const table = (section, flip, sides) => {
    const rows = [...section.tables, ...section.means].map((row) => (flip ? turned(row) : row));
    const reaches = rows.map((row) => Math.max(Math.abs(row.low), Math.abs(row.high))).sort((one, other) => one - other);
    const reach = Math.max(1, Math.min(reaches.at(-1), 2.5 * reaches[reaches.length >> 1]));
    const made = element("table", null, { class: "wide" });
    const caption = element("caption", null);
    caption.append(element("span", `${section.title}. A: ${sides[0]}, B: ${sides[1]}`, { class: "cap" }));
    made.append(caption);
    const head = element("tr", null);
    const picture = `drawn, to ±${reach.toFixed(0)}`;
    for (const name of ["", "B − A, 95 %", picture, "A", "B", "rows", "p", "Holm", "McNemar", "detectable"])
      head.append(name ? element("th", name, { scope: "col", ...(name === picture && { class: "left" }) }) : element("td", ""));
    const top = element("thead", null), body = element("tbody", null);
    top.append(head);
    rows.forEach((row, at) => body.append(line(row, reach, at >= section.tables.length)));
    made.append(top, body);
    const around = element("div", null, { class: "scroll", tabindex: "0", role: "region", "aria-label": `Compared: ${section.title}` });
    around.append(made);
    return around;
  };
  const summary = (mean, flip) => {
    if (!mean) return "These two share no table of GLUE.";
    const row = flip ? turned(mean) : mean;
    const better = row.low > 0 ? "B is better" : row.high < 0 ? "A is better" : "No difference is shown";
    return `${better}: B − A is ${signed(row.difference)} points in the ${mean.title} (95 % interval ${signed(row.low)} to ${signed(row.high)}, p ${small(row.p)}), over ${row.rows} cells that both have.`;
  };
  const show = () => {
    const a = Number(first.value), b = Number(second.value), flip = a > b;
    const pair = known.get(flip ? `${b},${a}` : `${a},${b}`);
    const said = document.getElementById("compare-said"), tables = document.getElementById("compare-tables");
    tables.replaceChildren();
    if (a === b) { said.textContent = "Choose two different models."; return; }
    if (!pair) { said.textContent = "These two were not scored on the same rows, so they are not compared."; return; }
    const sections = pair.map(unpacked);
    const glue = sections.find((section) => section.name === "glue");
    said.textContent = summary(glue && glue.means[0], flip);
    for (const section of sections) tables.append(table(section, flip, [first, second].map((side) => side.selectedOptions[0].textContent)));
  };
  first.value = data.pairs[0][0];
  second.value = data.pairs[0][1];
  for (const each of [first, second]) each.addEventListener("change", show);
  document.getElementById("swap").addEventListener("click", () => { [first.value, second.value] = [second.value, first.value]; show(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-pair]");
    if (!link) return;
    [first.value, second.value] = link.dataset.pair.split(",");
    show();
  });
  panel.hidden = false;
  show();
})();
