// Keeps a declaration while it is filled in, and says whether it is kept. Without this script the buttons keep it.
(function () {
  "use strict";
  var form = document.querySelector("form[data-save]");
  var told = document.querySelector("[data-saved]");
  if (!form || !told || !window.fetch) return;
  var PAUSE = 2000, AGAIN = 15000;
  var waiting = null, running = null, changed = false, over = false;
  var windows = window.BroadcastChannel && new BroadcastChannel("ban-nhap");
  function say(words, state) {
    told.textContent = words;
    told.dataset.state = state;
  }
  function later(pause) {
    clearTimeout(waiting);
    waiting = setTimeout(save, pause);
  }
  // Another window with the same page is told that this one has saved.
  function tell() {
    if (windows) windows.postMessage(form.dataset.save + form.elements["ban_nhap"].value);
  }
  function typed() {
    var body = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (typeof value === "string") body.append(name, value); });
    return body;
  }
  function save() {
    if (running || !changed || over) return;
    changed = false;
    running = fetch(form.dataset.save, { method: "POST", body: typed(), redirect: "manual" })
      .then(function (answer) {
        if (answer.status === 409) {
          over = true;
          return answer.text().then(function (words) { say(words, "failed"); });
        }
        if (answer.status !== 200) throw new Error(String(answer.status));
        tell();
        return answer.text().then(function (words) { if (!changed) say(words, "saved"); });
      })
      .catch(function () {
        changed = true;
        say(told.dataset.failed, "failed");
        later(AGAIN);
      })
      .then(function () { running = null; });
  }
  if (windows) windows.onmessage = function (event) {
    if (event.data !== form.dataset.save + form.elements["ban_nhap"].value) return;
    over = true;
    say(told.dataset.elsewhere, "failed");
  };
  window.addEventListener("pageshow", function (event) { if (event.persisted && !changed) location.reload(); });
  form.addEventListener("input", function () {
    changed = true;
    if (!over && told.dataset.state !== "failed") say(told.dataset.unsaved, "unsaved");
    later(PAUSE);
  });
  // What is sent by a button must not be overtaken by an older copy that is still on its way.
  form.addEventListener("submit", function (event) {
    clearTimeout(waiting);
    if (!running) return tell();
    event.preventDefault();
    running.then(function () { form.requestSubmit(event.submitter); });
  });
})();
