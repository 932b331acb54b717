"use strict";
(() => {
  document.documentElement.classList.add("js");
  const form = document.getElementById("filter");
  const rows = [...document.querySelectorAll("#case-list tbody tr")];
  const sections = new Map(
    [...document.querySelectorAll(".case")].map((section) => [section.dataset.case, section]));
  const fields = ["q", "result", "verdict", "rule", "outcome", "family", "severity", "target"];

  const has = (list, word) => ` ${list || ""} `.includes(` ${word} `);

  function matches(row, want) {
    const data = row.dataset;
    for (const name of ["result", "verdict", "family", "severity", "target"]) {
      const played = name === "result" && data.played === want[name];
      if (want[name] && data[name] !== want[name] && !played) return false;
    }
    if (want.rule) {
      const lists = want.outcome ? [want.outcome] : ["about", "violated"];
      if (!lists.some((list) => has(row.getAttribute(`data-${list}`), want.rule))) return false;
    } else if (want.outcome && !row.getAttribute(`data-${want.outcome}`)) {
      return false;
    }
    if (!want.q) return true;
    row.text ??= `${row.textContent} ${data.words}`.toLowerCase();
    return want.q.toLowerCase().split(/\s+/).every((word) => row.text.includes(word));
  }

  function wanted() {
    const want = {};
    for (const name of fields) {
      const field = form.elements.namedItem(name);
      if (field && field.value.trim()) want[name] = field.value.trim();
    }
    return want;
  }

  function apply() {
    const want = wanted();
    let shown = 0;
    for (const row of rows) {
      const match = matches(row, want);
      row.hidden = !match;
      const section = sections.get(row.dataset.case);
      if (section) section.hidden = !match;
      shown += match;
    }
    for (const family of document.querySelectorAll(".family")) {
      family.hidden = !family.querySelector(".case:not([hidden])");
    }
    form.elements.namedItem("shown").value = `${shown} of ${rows.length} shown`;
    document.getElementById("nothing").hidden = shown > 0 || rows.length === 0;
    return want;
  }

  function remember() {
    const query = new URLSearchParams(apply()).toString();
    history.replaceState(null, "", query ? `#?${query}` : "#cases");
  }

  function restore(query) {
    const values = new URLSearchParams(query);
    for (const name of fields) {
      const field = form.elements.namedItem(name);
      if (field) field.value = values.get(name) ?? "";
    }
    apply();
  }

  function fragment() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  }

  function follow() {
    if (location.hash.startsWith("#?")) {
      restore(location.hash.slice(2));
      document.getElementById("cases").scrollIntoView();
      return;
    }
    const hash = fragment();
    const target = hash && document.getElementById(hash);
    const closed = target && target.closest("details");
    if (!closed) return;
    closed.open = true;
    if (closed.matches(".case")) {
      closed.hidden = false;
      closed.closest(".family").hidden = false;
      closed.scrollIntoView();
    } else {
      target.scrollIntoView();
    }
  }

  async function copy(button) {
    const text = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = document.execCommand("copy") ? "Copied" : "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".copy");
    if (button) { copy(button); return; }
    const link = event.target.closest("a[data-filter]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      location.hash = `?${link.dataset.filter}`;
      return;
    }
    // The same address again raises no hashchange, yet the section may be closed by now.
    const inside = event.target.closest("a[href^='#']");
    if (inside && inside.hash === location.hash) follow();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    form.elements.namedItem("q").focus();
  });
  if (form) {
    form.addEventListener("input", remember);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(remember));
    apply();
  }
  addEventListener("hashchange", follow);
  if (location.hash) follow();
})();
