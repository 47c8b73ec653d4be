// Public pages work without any script. This one only helps: it leads to what must be put right and
// keeps an impatient second click from sending a form twice.
(function () {
  "use strict";
  var summary = document.querySelector(".govuk-error-summary");
  if (summary) {
    summary.setAttribute("tabindex", "-1");
    summary.focus();
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest(".govuk-error-summary__list a");
    var field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    var group = field.closest("fieldset") || field.closest(".govuk-form-group");
    (group || field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
  // Questions that depend on an answer of the same page. What is not asked is not sent.
  function chosen(control) {
    var inputs = control.options || !control.length ? [control] : Array.from(control);
    return inputs.filter(function (each) {
      return each.checked || (each.type !== "radio" && each.type !== "checkbox");
    }).map(function (each) { return each.value; });
  }
  var dependent = Array.from(document.querySelectorAll("[data-shown-if]"));
  function settle() {
    dependent.forEach(function (group) {
      var form = group.closest("form");
      var control = form && form.elements[group.dataset.shownIf];
      if (!control) return;
      var wanted = group.dataset.shownIn.split(" ");
      var shown = chosen(control).some(function (value) { return wanted.indexOf(value) >= 0; });
      group.hidden = !shown;
      group.querySelectorAll("input, select, textarea").forEach(function (inner) { inner.disabled = !shown; });
    });
  }
  var parts = Array.from(document.querySelectorAll("[data-part]"));
  function settleParts() {
    parts.forEach(function (part) {
      var groups = Array.from(part.querySelectorAll(".govuk-form-group"));
      part.hidden = groups.every(function (group) { return group.closest("[data-shown-if]") && group.closest("[data-shown-if]").hidden; });
    });
  }
  // An address that is the same as another one needs no street.
  var details = Array.from(document.querySelectorAll("[data-detail-of]"));
  function settleDetails() {
    details.forEach(function (detail) {
      var place = detail.closest("form").elements[detail.dataset.detailOf];
      detail.hidden = place.value.indexOf("same:") === 0;
      var more = detail.querySelector("[data-outside]");
      if (more) more.hidden = !/^[dpx]/.test(place.value);
    });
  }
  // Passports have letters; on a telephone the other papers get the keys of digits.
  var numbers = Array.from(document.querySelectorAll("[data-paper-kind]"));
  function settleKeys() {
    numbers.forEach(function (number) {
      var kind = number.form.elements[number.dataset.paperKind];
      var lettered = kind && ["passport", "other"].indexOf(kind.value) >= 0;
      number.inputMode = lettered ? "text" : "numeric";
    });
  }
  if (dependent.length || details.length || numbers.length) {
    var settleAll = function () { settle(); settleParts(); settleDetails(); settleKeys(); };
    document.addEventListener("change", settleAll);
    window.addEventListener("pageshow", settleAll);
    settleAll();
  }
  document.addEventListener("submit", function (event) {
    if (event.target.method !== "post" || event.defaultPrevented) return;
    if (event.target.dataset.sent) {
      event.preventDefault();
      return;
    }
    event.target.dataset.sent = "1";
    setTimeout(function () { delete event.target.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
})();
