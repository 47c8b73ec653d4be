// The editor of messages: buttons write a placeholder where the cursor stands, and the count and the preview follow what
// is typed. Both come from the server, with the button that previews; without this script that button is pressed by hand.
(function () {
  "use strict";
  var form = document.querySelector("form[data-live]");
  var waiting = 0;
  document.querySelectorAll(".mc-inserts").forEach(function (row) {
    var field = document.getElementById(row.firstElementChild.dataset.insert);
    row.hidden = false;
    field.setSelectionRange(field.value.length, field.value.length); // before the cursor has been in it
  });
  form.addEventListener("click", function (event) {
    var button = event.target.closest("[data-insert]");
    if (!button) return;
    var field = document.getElementById(button.dataset.insert);
    field.setRangeText(button.textContent, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  form.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      var typed = new FormData(form);
      typed.set("preview", "1");
      var now = waiting;
      fetch(form.action, { method: "POST", body: typed })
        .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.text(); })
        .then(function (text) {
          if (now !== waiting) return;
          var page = new DOMParser().parseFromString(text, "text/html");
          form.dataset.live.split(" ").forEach(function (id) {
            document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
          });
        })
        .catch(function () { /* the button that previews still works */ });
    }, 500);
  });
})();
