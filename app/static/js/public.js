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
  if (dependent.length) {
    document.addEventListener("change", settle);
    window.addEventListener("pageshow", settle);
    settle();
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
