// Suggestions while the name of a commune is typed. The list is fetched once, at the first letter; without
// script the form beside it searches on the server.
(function () {
  "use strict";
  var input = document.querySelector("input[data-communes]"), coming = null;
  if (!input || !window.fetch) return;
  // One request, however fast somebody types; another one with the next letter if it fails.
  function load() {
    if (!coming) {
      coming = fetch(input.dataset.communes, { credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        return answer.json();
      }).then(function (found) {
        return found.map(function (each) { return suggestions.row(each.code, each.name, each.district, each.also); });
      });
      coming.catch(function () { coming = null; });
    }
    return coming;
  }
  function find(typed) {
    return load().then(function (rows) { return suggestions.matching(rows, typed); });
  }
  function choose(row) {
    if (!row.code) { // a quarter: the page of results says where to go
      input.value = row.label;
      input.form.submit();
      return;
    }
    var topic = input.form.elements.viec;
    window.location.href = input.dataset.page.replace("~", row.code) + (topic ? "?viec=" + encodeURIComponent(topic.value) : "");
  }
  suggestions.attach(input, input.dataset, find, choose);
})();
