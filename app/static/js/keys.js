// Lists by keyboard: one key each, told under "?". They keep still while somebody writes or a dialog is open, and
// whoever uses keys for something else turns them off. Without this script the same things are links and buttons.
(function () {
  "use strict";
  var OFF = "mc-keys-off";
  function first(selector) { return document.querySelector(selector); }
  function isOff() {
    try { return localStorage.getItem(OFF) === "1"; } catch (error) { return false; }
  }
  function turn(off) {
    try { if (off) localStorage.setItem(OFF, "1"); else localStorage.removeItem(OFF); } catch (error) { /* not kept */ }
  }

  // --- rows ------------------------------------------------------------------------------------
  function step(by) {
    var links = Array.from(document.querySelectorAll("tbody a.mc-rowlink")).filter(function (a) { return a.getClientRects().length; });
    var row = document.activeElement && document.activeElement.closest("tr");
    var at = links.findIndex(function (link) { return row && row.contains(link); });
    var next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by];
    if (next) next.focus();
  }
  function choose() {
    var row = document.activeElement && document.activeElement.closest("tr");
    var box = row && row.querySelector("input[type=checkbox]");
    if (box) box.click();
  }

  // --- what the keys do, shown -----------------------------------------------------------------
  function settle(root) {
    root.querySelectorAll("[data-keys-off]").forEach(function (holder) {
      var box = holder.querySelector("input");
      holder.hidden = false;
      box.checked = isOff();
      box.addEventListener("change", function () { turn(box.checked); });
    });
  }
  function tell(link) {
    var dialog = document.createElement("dialog");
    fetch(link.href).then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.text(); })
      .then(function (page) {
        var told = new DOMParser().parseFromString(page, "text/html").querySelector("[data-keys]");
        if (!told || !dialog.showModal) throw new Error("nothing to show");
        dialog.className = "mc-keysbox";
        dialog.setAttribute("aria-label", link.textContent.trim());
        dialog.append(document.adoptNode(told));
        document.body.append(dialog);
        dialog.querySelector("[data-keys-close]").hidden = false;
        settle(dialog);
        dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
        dialog.addEventListener("close", function () { dialog.remove(); });
        dialog.showModal();
      })
      .catch(function () { location.assign(link.href); });
  }

  function press(selector) {
    return function () { var found = first(selector); if (found) { found.focus(); found.click(); } };
  }
  function focus(selector) {
    return function () { var found = first(selector); if (found) { found.focus(); if (found.select) found.select(); } };
  }
  var keys = {
    "?": function () { var link = first("[data-shortcuts]"); if (link) tell(link); },
    "/": focus("[data-shortcut='/'], main input[type=search]"),
    j: function () { step(1); },
    k: function () { step(-1); },
    x: choose,
    n: press("main a[rel=next]"),
    p: press("main a[rel=prev]"),
    v: focus(".mc-views a[aria-current], .mc-pinned a[aria-current], .mc-views a, .mc-pinned a"),
    s: press("[data-shortcut=s]"),
    a: press("[data-shortcut=a]"),
    e: press("[data-shortcut=e]"),
  };
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (isOff() || first("dialog[open]") || event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
    var act = Object.prototype.hasOwnProperty.call(keys, event.key) && keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  settle(document);
})();
