"use strict";
// The report is whole without this script; it adds the filter, the keys and the marking.
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const documents = all(".document");
  const seen = (element) => !element.closest("[hidden]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const say = (text) => { $("said").textContent = text; };

  // One piece of evidence is marked at a time, beside its quote and on its page.
  const mark = (quote) => {
    all(".now").forEach((element) => element.classList.remove("now"));
    if (!quote) return;
    quote.classList.add("now");
    const boxes = $(quote.dataset.mark);
    if (!boxes) return;
    boxes.classList.add("now");
    const pages = boxes.closest(".pages");
    if (pages.scrollHeight <= pages.clientHeight || getComputedStyle(pages).overflowY !== "auto") return;
    const from = boxes.getBoundingClientRect().top - pages.getBoundingClientRect().top;
    const top = pages.scrollTop + from - pages.clientHeight / 3;
    pages.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
  };
  const go = (element) => {
    const folded = element.closest("details");
    if (folded) folded.open = true;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: element.matches("h2") ? "start" : "center" });
  };
  const step = (elements, forward) => {
    const from = document.activeElement;
    const side = forward ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    const started = from && from !== document.body;
    const ahead = elements.filter((element) => seen(element) && element !== from
      && (started ? from.compareDocumentPosition(element) & side && !element.contains(from) : forward));
    const next = forward ? ahead[0] : ahead[ahead.length - 1];
    if (next) go(next); else say(forward ? "That was the last one." : "That was the first one.");
  };
  document.addEventListener("focusin", (event) => {
    const number = event.target.closest(".number");
    const quote = number ? $(number.getAttribute("href").slice(1)) : event.target.closest(".evidence[data-mark]");
    if (quote) mark(quote);
  });
  document.addEventListener("click", (event) => {
    const number = event.target.closest(".number, a.pin");
    if (!number) return;
    const target = $(number.getAttribute("href").slice(1));
    if (!target) return;
    if (target.matches(".evidence")) { event.preventDefault(); go(target); history.replaceState(null, "", "#" + target.id); return; }
    mark(all(".evidence[data-mark]").find((quote) => quote.dataset.mark === target.id));
  });

  // Keys
  const titles = all(".document h2");
  const quotes = all(".evidence[data-mark]");
  const keys = {
    j: () => step(titles, true), k: () => step(titles, false),
    n: () => step(quotes, true), p: () => step(quotes, false),
    "?": () => $("help").showModal(),
    "/": () => $("filter-text") && $("filter-text").focus(),
  };
  const remember = (value) => { try { localStorage.setItem("dualens-keys", value); } catch { /* not kept */ } };
  const remembered = () => { try { return localStorage.getItem("dualens-keys"); } catch { return null; } };
  const switched = () => $("keys").classList.toggle("off", !$("keys-on").checked);
  $("keys").hidden = false;
  $("keys-on").checked = remembered() !== "off";
  $("keys-on").addEventListener("change", () => { remember($("keys-on").checked ? "on" : "off"); switched(); });
  $("help-open").addEventListener("click", () => $("help").showModal());
  switched();
  document.addEventListener("keydown", (event) => {
    if (!$("keys-on").checked || event.ctrlKey || event.altKey || event.metaKey || $("help").open) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // Filter
  if ($("filter")) {
    const rows = new Map(all(".overview tbody tr").map((row) => [row.dataset.of, row]));
    const texts = new Map([...rows].map(([id, row]) => [id, row.textContent.toLowerCase()]));
    const apply = () => {
      const words = $("filter-text").value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const section of documents) {
        const wanted = (!$("filter-recommended").checked || section.dataset.wanted === "yes")
          && words.every((word) => texts.get(section.id).includes(word));
        section.hidden = rows.get(section.id).hidden = !wanted;
        shown += wanted;
      }
      $("filter-count").textContent = `${shown} of ${documents.length} shown`;
    };
    $("filter").hidden = false;
    $("filter").addEventListener("submit", (event) => event.preventDefault());
    $("filter").addEventListener("input", apply);
    apply();
  }

  // Print with everything unfolded
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    folded.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((details) => { details.open = false; }));
})();
