// Filter and order of the tenants. Both stand in the address after "#", so that what one sees can be linked to, and "back" works.

const table = document.querySelector("#tenants-table");
const search = document.querySelector("search");
const controls = [...search.querySelectorAll("input, select")];
const shownOf = search.querySelector("output");
const showAll = search.querySelector("button");
const headers = [...table.tHead.querySelectorAll("[data-sort]")];

const tenants = [...table.tBodies].map((body, place) => ({
  body,
  place,
  link: body.querySelector("th a"),
  text: body.textContent.toLowerCase(),
  outcome: body.dataset.outcome,
  tags: JSON.parse(body.dataset.tags),
  systems: JSON.parse(body.dataset.systems),
}));

const FITS = {
  text: ({ text }, wanted) => text.includes(wanted.toLowerCase()),
  outcome: ({ outcome }, wanted) => outcome === wanted,
  tag: ({ tags }, wanted) => tags.includes(wanted),
  system: ({ systems }, wanted) => systems.includes(wanted),
};

const byName = new Intl.Collator("en", { numeric: true }).compare;

const ORDER = {
  // As the page was written: what needs attention first.
  state: (a, b) => a.place - b.place,
  tenant: (a, b) => byName(a.body.dataset.tenant, b.body.dataset.tenant),
  end: byDate("end"),
  update: byDate("update"),
};

/** Where there is no date, there is nothing to wait for. */
function byDate(key) {
  const date = ({ body }) => body.dataset[key] || "9999";
  return (a, b) => (date(a) < date(b) ? -1 : date(a) > date(b) ? 1 : a.place - b.place);
}

const DEFAULT_SORT = "state";

/** Shows what a view says: values of the filters, and "sort", such as "end" or "-end". Unknown values count as none. */
function show(view) {
  for (const control of controls) {
    control.value = view.get(control.name) ?? "";
    if (control.selectedIndex < 0) control.value = "";
  }
  const wanted = controls.filter(({ value }) => value !== "");
  for (const tenant of tenants)
    tenant.body.hidden = !wanted.every(({ name, value }) => FITS[name](tenant, value));
  const shown = tenants.filter(({ body }) => !body.hidden).length;
  shownOf.value = `${shown} of ${tenants.length} shown`;
  showAll.hidden = wanted.length === 0;
  sort(view.get("sort") ?? DEFAULT_SORT);
}

function sort(wanted) {
  const isDown = wanted.startsWith("-");
  const key = isDown ? wanted.slice(1) : wanted;
  if (!Object.hasOwn(ORDER, key)) return sort(DEFAULT_SORT);
  const sorted = tenants.toSorted(ORDER[key]);
  table.append(...(isDown ? sorted.reverse() : sorted).map(({ body }) => body));
  for (const header of headers) {
    const isSorted = header.dataset.sort === key;
    if (isSorted) header.ariaSort = isDown ? "descending" : "ascending";
    else header.removeAttribute("aria-sort");
  }
}

/** The view that the controls and the table show. */
function current() {
  const view = new URLSearchParams(
    controls.filter(({ value }) => value !== "").map(({ name, value }) => [name, value]),
  );
  const sorted = headers.find(({ ariaSort }) => ariaSort);
  const sort = `${sorted.ariaSort === "descending" ? "-" : ""}${sorted.dataset.sort}`;
  if (sort !== DEFAULT_SORT) view.set("sort", sort);
  return view;
}

/** Goes where the address says: to one tenant, or to a view of them. */
function follow() {
  const target = tenants.find(({ link }) => link.hash === location.hash);
  if (!target) return show(new URLSearchParams(location.hash.slice(1)));
  if (target.body.hidden || shownOf.value === "") show(new URLSearchParams());
  const details = target.body.querySelector("details");
  if (details) details.open = true;
  target.body.scrollIntoView();
}

/** Shows another view; the browser's "back" leads to the one before, unless that is replaced. */
function go(view, remember = "pushState") {
  show(view);
  history[remember](null, "", `#${current()}`);
}

for (const header of headers) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...header.childNodes);
  header.append(button);
  button.addEventListener("click", () => {
    const view = current();
    const key = header.dataset.sort;
    view.set("sort", header.ariaSort === "ascending" ? `-${key}` : key);
    go(view);
  });
}

search.addEventListener("input", ({ target }) => {
  // Each letter typed would be a step back otherwise.
  go(current(), target.name === "text" ? "replaceState" : "pushState");
});

showAll.addEventListener("click", () => {
  for (const control of controls) control.value = "";
  go(current());
});

for (const link of document.querySelectorAll("a[data-hash]")) link.href = `#${link.dataset.hash}`;
addEventListener("hashchange", follow);
search.hidden = false;
follow();
