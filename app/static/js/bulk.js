// A run over many dossiers is done in slices, so that no request takes long. This presses "Go on" by itself;
// without it the person presses the button.
(function () {
  "use strict";
  var form = document.querySelector("form[data-go-on]");
  if (form) form.requestSubmit();
})();
