// The desk by keyboard: Enter goes to the next line that is still empty, Ctrl+Enter presses the last button,
// Alt and a letter press what carries it. Questions appear as the answers ask for them. Without this script
// the same pages work by a round trip.
(function () {
  "use strict";
  var form = document.querySelector("form[data-keys]");
  var last = form && form.querySelector("[data-last]");
  var groups = form ? Array.from(form.querySelectorAll("[data-if], [data-copied]")) : [];
  var blocks = form ? Array.from(form.querySelectorAll("[data-block]")) : [];

  function named(name) {
    return Array.from(form.querySelectorAll('[name="' + CSS.escape(name) + '"]'));
  }

  // --- what is asked -----------------------------------------------------------------------------
  function holds(key, values) {
    var controls = named(key);
    return controls.length ? controls.some(function (control) {
      var chosen = /^(radio|checkbox)$/.test(control.type) ? control.checked : true;
      return chosen && !control.disabled && values.indexOf(control.value) >= 0;
    }) : null;
  }
  function settle() {
    groups.forEach(function (group) {
      var wanted = group.dataset.if ? holds(group.dataset.if, group.dataset.in.split(" ")) : true;
      if (wanted === null) return;
      var copied = (group.dataset.copied || "").split(" ").some(function (pair) {
        var parts = pair.split("=");
        return pair && holds(parts[0], [parts[1]]);
      });
      group.hidden = !wanted || copied;
      group.querySelectorAll("input, select, textarea").forEach(function (inner) { inner.disabled = group.hidden; });
    });
    blocks.forEach(function (block) {
      block.hidden = !block.querySelector(".mc-q:not([hidden])");
    });
  }

  // --- where to go next --------------------------------------------------------------------------
  function isOpen(control) {
    if (control.disabled || !control.getClientRects().length || control.closest("details")) return false;
    if (control.type === "radio") {
      var group = named(control.name);
      return group[0] === control && !group.some(function (each) { return each.checked; });
    }
    if (control.type === "checkbox") return !control.checked;
    return /^(INPUT|SELECT|TEXTAREA)$/.test(control.tagName) && control.type !== "hidden" && !control.value.trim();
  }
  function next(from) {
    var all = Array.from(form.elements);
    var after = all.slice(all.indexOf(from) + 1).filter(function (control) {
      return !(control.type === "radio" && control.name === from.name) && isOpen(control);
    });
    go(after[0] || last);
  }
  function go(control) {
    control.focus();
    if (control.select && control.type === "text") control.select();
  }
  document.addEventListener("keydown", function (event) {
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code) {
      var carrier = document.querySelector('[data-key="' + event.code + '"]');
      if (carrier) {
        event.preventDefault();
        carrier.click();
      }
      return;
    }
    if (!form || event.key !== "Enter" || event.isComposing || !form.contains(event.target)) return;
    if (event.ctrlKey) {
      event.preventDefault();
      last.click();
    } else if (/^(INPUT|SELECT)$/.test(event.target.tagName)) {
      event.preventDefault();
      next(event.target);
    }
  });
  if (groups.length) {
    form.addEventListener("change", settle);
    settle();
  }
  var named_in_address = location.hash && document.getElementById(location.hash.slice(1));
  if (form && named_in_address && form.contains(named_in_address)) go(named_in_address);
  else if (form && "start" in form.dataset) go(Array.from(form.elements).filter(isOpen)[0] || last);
  // A page out of the memory of the browser could show the citizen before: ask for it again.
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
})();
