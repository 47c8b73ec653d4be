// Suggestions while the name of a commune is typed (combobox of WAI-ARIA 1.2). The list is fetched
// once, at the first letter; without script the form beside it searches on the server.
(function () {
  "use strict";
  var input = document.querySelector("input[data-communes]");
  if (!input || !window.fetch) return;
  var form = input.form, rows = null, shown = [], active = -1;
  var list = document.createElement("ul"), told = document.createElement("p");
  list.id = input.id + "-goi-y";
  list.className = "mc-suggest";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.label);
  list.hidden = true;
  told.className = "govuk-visually-hidden";
  told.setAttribute("role", "status");
  input.insertAdjacentElement("afterend", list);
  input.parentNode.insertAdjacentElement("afterend", told);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d")
      .replace(/[^a-z0-9]+/g, " ").trim();
  }
  function load() {
    if (rows) return Promise.resolve(rows);
    return fetch(input.dataset.communes, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    }).then(function (found) {
      rows = found.map(function (each) {
        var bare = fold(each.name).replace(/^(xa|phuong|thi tran|quan) /, "");
        return { code: each.code, label: each.name + (each.district ? ", " + each.district : ""), bare: bare,
          words: " " + [fold(each.name), fold(each.district || ""), fold(each.also || "")].join(" ") };
      });
      return rows;
    });
  }
  // How many letters differ, as far as it matters here.
  function distance(a, b) {
    var before = [], row, i, j;
    if (Math.abs(a.length - b.length) > 2) return 9;
    for (j = 0; j <= b.length; j += 1) before[j] = j;
    for (i = 1; i <= a.length; i += 1) {
      row = [i];
      for (j = 1; j <= b.length; j += 1) {
        row[j] = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      }
      before = row;
    }
    return before[b.length];
  }
  function matching(typed) {
    var words = fold(typed);
    if (words.length < 2) return [];
    var found = rows.filter(function (row) { return row.words.indexOf(" " + words) >= 0; });
    found.sort(function (a, b) { return (a.bare.indexOf(words) !== 0) - (b.bare.indexOf(words) !== 0); });
    if (!found.length && words.length > 3) {
      found = rows.filter(function (row) { return distance(row.bare, words) <= 2; })
        .sort(function (a, b) { return distance(a.bare, words) - distance(b.bare, words); });
    }
    return found.slice(0, 7);
  }
  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function mark(n) {
    active = n;
    Array.from(list.children).forEach(function (item, i) {
      item.setAttribute("aria-selected", i === n ? "true" : "false");
    });
    if (n < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[n].id);
  }
  function choose(row) {
    if (!row.code) { // a quarter: the page of results says where to go
      input.value = row.label;
      form.submit();
      return;
    }
    var topic = form.elements.viec;
    window.location.href = input.dataset.page.replace("~", row.code) + (topic ? "?viec=" + encodeURIComponent(topic.value) : "");
  }
  function draw(typed) {
    shown = matching(typed);
    list.textContent = "";
    shown.forEach(function (row, i) {
      var item = document.createElement("li");
      item.id = list.id + "-" + i;
      item.setAttribute("role", "option");
      item.textContent = row.label.charAt(0).toUpperCase() + row.label.slice(1);
      item.addEventListener("mousedown", function (event) { event.preventDefault(); });
      item.addEventListener("click", function () { choose(row); });
      list.appendChild(item);
    });
    if (!shown.length) { close(); return; }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(-1);
    told.textContent = input.dataset.count.replace("~", shown.length);
  }
  input.addEventListener("input", function () {
    load().then(function () { draw(input.value); }, close);
  });
  input.addEventListener("keydown", function (event) {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      var step = event.key === "ArrowDown" ? 1 : -1, n = shown.length;
      mark(active < 0 ? (step > 0 ? 0 : n - 1) : (active + step + n) % n);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(shown[active]);
    } else if (event.key === "Escape") {
      close();
    }
  });
  input.addEventListener("blur", close);
})();
