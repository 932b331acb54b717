"use strict";
(() => {
  const form = document.getElementById("filter");
  const list = document.getElementById("case-list");
  const names = ["q", "result", "verdict", "rule", "outcome", "family", "severity", "target"];
  const rules = [...form.elements.namedItem("rule").options].slice(1).map((option) => option.value);
  const letters = { violated: "v", caught: "c", held: "h", "not-applicable": "n" };
  const rows = [...list.querySelectorAll("tbody tr:not(.head)")].map((row) => ({
    row,
    result: row.classList.contains("failed") ? "failed" : "passed",
    played: row.dataset.played,
    // What is shown of one who was played is whether he was caught.
    verdict: row.dataset.verdict ?? row.cells[1].textContent.trim(),
    family: row.parentElement.dataset.family,
    severity: row.cells[2].textContent.trim(),
    target: row.dataset.target,
    about: row.cells[3].textContent.trim().split(" "),
    judged: row.dataset.judged,
  }));

  function ruleIs(entry, rule, outcome) {
    const named = entry.about.includes(rule);
    const letter = entry.judged[rules.indexOf(rule)] ?? "-";
    if (outcome === "about") return named;
    if (outcome === "idle") return named && !"vch".includes(letter);
    return letter === letters[outcome];
  }

  function matches(entry, want) {
    for (const name of ["result", "verdict", "family", "severity", "target"]) {
      const played = name === "result" && entry.played === want.result;
      if (want[name] && entry[name] !== want[name] && !played) return false;
    }
    if (want.rule || want.outcome) {
      const outcomes = want.outcome ? [want.outcome] : ["about", "violated"];
      const among = want.rule ? [want.rule] : rules;
      const is = (rule) => outcomes.some((outcome) => ruleIs(entry, rule, outcome));
      if (!among.some(is)) return false;
    }
    if (!want.q) return true;
    entry.text ??= [
      entry.row.textContent, entry.row.dataset.words, entry.row.parentElement.dataset.words,
    ].join(" ").toLowerCase();
    return want.q.toLowerCase().split(/\s+/).every((word) => entry.text.includes(word));
  }

  function wanted() {
    const want = {};
    for (const name of names) {
      const field = form.elements.namedItem(name);
      if (field && field.value.trim()) want[name] = field.value.trim();
    }
    return want;
  }

  function apply() {
    const want = wanted();
    let shown = 0;
    for (const entry of rows) {
      const match = matches(entry, want);
      entry.row.hidden = !match;
      shown += match;
    }
    for (const family of list.querySelectorAll("tbody")) {
      family.hidden = !family.querySelector("tr:not(.head):not([hidden])");
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
    for (const name of names) {
      const field = form.elements.namedItem(name);
      if (field) field.value = values.get(name) ?? "";
    }
    apply();
  }

  function follow() {
    if (!location.hash.startsWith("#?")) return;
    restore(location.hash.slice(2));
    document.getElementById("cases").scrollIntoView();
  }

  // A number of the matrix stands for cases: a rule, a family, and how the rule came out.
  function filterOf(link) {
    const cell = link.closest("td");
    const row = cell.parentElement;
    const head = row.closest("table").tHead.rows[0].cells[cell.cellIndex];
    return new URLSearchParams({
      rule: row.querySelector("b").textContent,
      outcome: link.className,
      family: head.textContent.trim(),
    });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".matrix td a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    location.hash = `?${filterOf(link)}`;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    form.elements.namedItem("q").focus();
  });
  form.addEventListener("input", remember);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(remember));
  addEventListener("hashchange", follow);
  apply();
  follow();
})();
