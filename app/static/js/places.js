// A long drop-down of places becomes a field in which a name is typed. The drop-down stays in the form and
// holds the choice; without script it is what people use.
(function () {
  "use strict";
  document.querySelectorAll("select[data-places]").forEach(function (select) {
    var input = document.createElement("input"), label = select.labels[0];
    var rows = Array.from(select.options).filter(function (each) { return each.value; }).map(function (each) {
      return suggestions.row(each.value, each.text, each.parentNode.label);
    });
    function chosen() {
      return rows.find(function (row) { return row.code === select.value; });
    }
    function show() {
      input.value = chosen() ? chosen().label : "";
    }
    function choose(row) {
      select.value = row ? row.code : "";
      ["input", "change"].forEach(function (name) { select.dispatchEvent(new Event(name, { bubbles: true })); });
    }
    // Before anything else is typed, the first ones of the list: addresses given already, the own district.
    function find(typed) {
      return !typed || (chosen() && typed === chosen().label) ? rows : suggestions.matching(rows, typed);
    }
    // A name that is typed and fits one place is chosen; of another one nothing is, and the field is empty again.
    function settle() {
      if (chosen() && input.value === chosen().label) return;
      var typed = suggestions.fold(input.value), found = suggestions.fitting(rows, input.value);
      var same = found.filter(function (row) { return suggestions.fold(row.label) === typed; });
      choose(same[0] || (found.length === 1 ? found[0] : null));
    }
    label.id = select.id + "-label";
    input.id = select.id + "-ten";
    input.type = "text";
    input.className = select.className.replace(/govuk-select/g, "govuk-input") + " mc-combo";
    input.placeholder = select.dataset.places;
    input.spellcheck = false;
    input.setAttribute("aria-labelledby", label.id);
    ["aria-describedby", "aria-invalid"].forEach(function (name) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    });
    select.className = "govuk-visually-hidden";
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
    select.insertAdjacentElement("beforebegin", input);
    var look = suggestions.attach(input, select.dataset, find, choose);
    select.addEventListener("focus", function () { input.focus(); });
    select.addEventListener("change", show);
    window.addEventListener("pageshow", function () { if (document.activeElement !== input) show(); });
    input.addEventListener("focus", function () {
      var stood = input.value;
      window.setTimeout(function () { // a touch puts the cursor after this event
        // it would fetch the focus back, and a letter that came first would be lost
        if (document.activeElement === input && input.value === stood) input.select();
      });
      look();
    });
    input.addEventListener("change", settle);
    show();
  });
})();
