"use strict";
(() => {
  document.documentElement.classList.add("js");

  function fragment() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  }

  function follow() {
    const hash = fragment();
    const target = hash && document.getElementById(hash);
    const closed = target && target.closest("details");
    if (!closed) return;
    closed.open = true;
    (closed.matches(".case") ? closed : target).scrollIntoView();
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
    // The same address again raises no hashchange, yet the section may be closed by now.
    const inside = event.target.closest("a[href^='#']");
    if (inside && inside.hash === location.hash) follow();
  });
  addEventListener("hashchange", follow);
  if (location.hash) follow();
})();
