// Suggestions while a name is typed (combobox of WAI-ARIA 1.2). A row has a label, its bare name and its
// words, folded as fold() does; whoever attaches says which rows there are and what choosing one does.
(function () {
  "use strict";
  var MOST = 7;
  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d")
      .replace(/[^a-z0-9]+/g, " ").trim();
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
  // The rows with all these words: a commune and its district may be typed one after the other.
  function fitting(rows, typed) {
    var words = fold(typed).split(" ");
    return words[0] === "" ? [] : rows.filter(function (row) {
      return words.every(function (word) { return row.words.indexOf(" " + word) >= 0; });
    });
  }
  // Those that begin with the words first; near names if there are none.
  function matching(rows, typed) {
    var words = fold(typed);
    if (words.length < 2) return [];
    var found = fitting(rows, typed);
    found.sort(function (a, b) { return (a.bare.indexOf(words) !== 0) - (b.bare.indexOf(words) !== 0); });
    if (!found.length && words.length > 3) {
      found = rows.filter(function (row) { return distance(row.bare, words) <= 2; })
        .sort(function (a, b) { return distance(a.bare, words) - distance(b.bare, words); });
    }
    return found;
  }
  function row(code, name, around, also) {
    return { code: code, label: name.charAt(0).toUpperCase() + name.slice(1) + (around ? ", " + around : ""),
      bare: fold(name).replace(/^(xa|phuong|thi tran|quan|tinh|thanh pho) /, ""),
      words: " " + [fold(name), fold(around || ""), fold(also || "")].join(" ") };
  }
  function code(row) { return row.code; }
  // texts: label of the list, count of its rows with ~ for the number.
  function attach(input, texts, find, choose) {
    var shown = [], active = -1;
    var list = document.createElement("ul"), told = document.createElement("p");
    list.id = input.id + "-goi-y";
    list.className = "mc-suggest";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", texts.label);
    list.hidden = true;
    told.className = "govuk-visually-hidden";
    told.setAttribute("role", "status");
    input.insertAdjacentElement("afterend", list);
    input.parentNode.insertAdjacentElement("afterend", told);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    input.autocomplete = "off";

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
    function take(chosen) {
      close();
      choose(chosen);
    }
    function draw(found) {
      var before = shown;
      shown = found.slice(0, MOST);
      // The same rows once more, for one letter more: what the arrows chose stays chosen.
      if (!list.hidden && String(shown.map(code)) === String(before.map(code))) return;
      list.textContent = "";
      shown.forEach(function (row, i) {
        var item = document.createElement("li");
        item.id = list.id + "-" + i;
        item.setAttribute("role", "option");
        item.textContent = row.label;
        item.addEventListener("mousedown", function (event) { event.preventDefault(); });
        item.addEventListener("click", function () { take(row); });
        list.appendChild(item);
      });
      if (!shown.length) { close(); return; }
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(-1);
      told.textContent = texts.count.replace("~", shown.length);
    }
    // What was found for fewer letters is not drawn over what the last letter finds.
    function look() {
      var typed = input.value;
      Promise.resolve(find(typed)).then(function (found) { if (input.value === typed) draw(found); }, close);
    }
    input.addEventListener("input", look);
    input.addEventListener("keydown", function (event) {
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        var step = event.key === "ArrowDown" ? 1 : -1, n = shown.length;
        mark(active < 0 ? (step > 0 ? 0 : n - 1) : (active + step + n) % n);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        take(shown[active]);
      } else if (event.key === "Escape") {
        close();
      }
    });
    // Not at once: the button that takes the focus would move away before it is pressed.
    input.addEventListener("blur", function () {
      window.setTimeout(function () { if (document.activeElement !== input) close(); }, 250);
    });
    return look;
  }
  window.suggestions = { attach: attach, fitting: fitting, fold: fold, matching: matching, row: row };
})();
