// A button that copies an address, where the browser lets a page do so; without it the link itself is there.
(function () {
  "use strict";
  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(button.dataset.copy).then(function () {
        button.querySelector("span").textContent = button.dataset.done;
      });
    });
  });
})();
