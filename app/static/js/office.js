// Officers' pages can be read and most of them sent without any script. This one opens menus, asks before
// something is destroyed, numbers the bell, counts chosen rows, turns stacked lists into tabs and searches in long choices.
// It needs no library; its words come with the page, in the reader's language.
(function () {
  "use strict";
  var words = JSON.parse(document.body.dataset.words || "{}");
  var all = function (selector, root) { return Array.from((root || document).querySelectorAll(selector)); };

  // --- stock phrases -----------------------------------------------------------------------------
  document.addEventListener("click", function (event) {
    var phrase = event.target.closest("[data-phrase]");
    var field = phrase && document.getElementById(phrase.dataset.phrase);
    if (!field) return;
    event.preventDefault();
    field.value = (field.value.trim() + " " + phrase.textContent.trim()).trim();
    field.focus();
  });

  // --- the bell ----------------------------------------------------------------------------------
  all("[data-bell]").forEach(function (bell) {
    fetch(bell.dataset.bell).then(function (answer) { return answer.json(); }).then(function (told) {
      var number = bell.querySelector(".mc-bell__n");
      number.firstElementChild.textContent = told.unread < 100 ? String(told.unread) : "99+";
      number.hidden = !told.unread;
    }).catch(function () { /* the link stays as it is */ });
  });

  // --- menus -----------------------------------------------------------------------------------
  function closeMenus(except) {
    all(".dropdown.open").forEach(function (item) {
      if (item === except) return;
      item.classList.remove("open");
      item.querySelector(".dropdown-toggle").setAttribute("aria-expanded", "false");
    });
  }
  document.addEventListener("click", function (event) {
    var toggle = event.target.closest("[data-toggle]");
    closeMenus(toggle && toggle.closest(".dropdown"));
    if (!toggle) return;
    event.preventDefault();
    var target = toggle.dataset.toggle === "collapse" ? document.getElementById(toggle.dataset.target) : toggle.closest(".dropdown");
    var open = target.classList.toggle(toggle.dataset.toggle === "collapse" ? "in" : "open");
    toggle.setAttribute("aria-expanded", String(open));
  });
  document.addEventListener("keydown", function (event) {
    var toggle = event.target.closest(".dropdown-toggle");
    if (toggle && (event.key === " " || event.key === "ArrowDown")) {
      event.preventDefault();
      if (!toggle.parentElement.classList.contains("open")) toggle.click();
      var first = toggle.parentElement.querySelector(".dropdown-menu a");
      if (first) first.focus();
    }
    if (event.key !== "Escape") return;
    var open = document.querySelector(".dropdown.open");
    closeMenus();
    if (open && open.contains(event.target)) open.querySelector(".dropdown-toggle").focus();
  });

  // --- every box of a field ----------------------------------------------------------------------
  all("[data-tick-all]").forEach(function (row) {
    var whole = row.querySelector("input");
    var boxes = all('input[type="checkbox"][name]', row.parentElement);
    var told = function () { whole.checked = boxes.every(function (box) { return box.checked; }); };
    row.hidden = false;
    whole.addEventListener("change", function () {
      boxes.forEach(function (box) { box.checked = whole.checked; });
    });
    row.parentElement.addEventListener("change", told);
    told();
  });

  // --- asking first ----------------------------------------------------------------------------
  var dialog = document.getElementById("mc-confirm");
  var guarded = all("button[data-confirm]");
  if (dialog && dialog.showModal) {
    guarded.forEach(function (button) { button.hidden = false; });
    document.addEventListener("click", function (event) {
      var button = event.target.closest("button[data-confirm]");
      if (!button || button.dataset.agreed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      document.getElementById("mc-confirm-text").textContent = button.dataset.confirm;
      all("button", dialog).forEach(function (answer) {
        answer.textContent = button.dataset[answer.value] || answer.dataset.words;
      });
      dialog.returnValue = "no";
      dialog.onclose = function () {
        if (dialog.returnValue !== "yes") { button.focus(); return; }
        button.dataset.agreed = "1";
        button.click();
        delete button.dataset.agreed;
      };
      dialog.showModal();
    }, true);
  }

  // --- chosen rows -----------------------------------------------------------------------------
  all("[data-bulk]").forEach(function (bar) {
    var boxes = all('input[name="rowid"][form="' + bar.dataset.bulk + '"]');
    var everyone = boxes.length ? boxes[0].closest("table").querySelector("[data-pick-all]") : null;
    var told = bar.querySelector("[data-chosen]");
    function count() {
      var chosen = boxes.filter(function (box) { return box.checked; });
      boxes.forEach(function (box) { box.closest("tr").classList.toggle("is-selected", box.checked); });
      bar.hidden = chosen.length === 0;
      told.textContent = told.dataset.chosen.replace("{n}", String(chosen.length));
      if (everyone) {
        everyone.checked = chosen.length === boxes.length;
        everyone.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
      }
    }
    boxes.forEach(function (box) { box.addEventListener("change", count); });
    if (everyone) {
      everyone.addEventListener("change", function () {
        boxes.forEach(function (box) { box.checked = everyone.checked; });
        count();
      });
    }
    count();
  });

  // --- tabs ------------------------------------------------------------------------------------
  all("[data-tabs]").forEach(function (holder) {
    var panes = all(":scope > [data-tab]", holder);
    var list = document.createElement("ul");
    list.className = "nav nav-tabs";
    list.setAttribute("role", "tablist");
    var tabs = panes.map(function (pane) {
      var item = document.createElement("li");
      var tab = document.createElement("a");
      item.setAttribute("role", "presentation");
      tab.href = "#" + pane.id;
      tab.id = "tab-" + pane.id;
      tab.textContent = pane.dataset.tab;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", pane.id);
      pane.setAttribute("role", "tabpanel");
      pane.setAttribute("aria-labelledby", tab.id);
      item.append(tab);
      list.append(item);
      return tab;
    });
    function show(index, focus) {
      tabs.forEach(function (tab, i) {
        tab.setAttribute("aria-selected", String(i === index));
        tab.tabIndex = i === index ? 0 : -1;
        tab.parentElement.classList.toggle("active", i === index);
        panes[i].hidden = i !== index;
      });
      if (focus) tabs[index].focus();
    }
    list.addEventListener("click", function (event) {
      var index = tabs.indexOf(event.target.closest("a"));
      if (index < 0) return;
      event.preventDefault();
      history.replaceState(null, "", tabs[index].href);
      show(index);
    });
    list.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) show((tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length, true);
    });
    holder.prepend(list);
    var target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    var wanted = panes.findIndex(function (pane) {
      return pane.contains(target) || new RegExp("[?&](page|psize|_oc|_od)_" + pane.id + "=").test(location.search);
    });
    show(Math.max(0, wanted));
    if (target && wanted >= 0 && target !== panes[wanted]) target.focus();
  });

  // --- long choices: a search line above the drop-down, which keeps the chosen row ---------------
  all("select[data-lookup]").forEach(function (select) {
    var label = document.querySelector('label[for="' + CSS.escape(select.id) + '"]');
    var line = document.createElement("input");
    var told = document.createElement("span");
    var waiting = null;
    line.type = "search";
    line.className = "form-control mc-lookup__line";
    line.placeholder = words.search;
    line.setAttribute("aria-label", words.search + (label ? ": " + label.textContent.trim() : ""));
    told.className = "mc-lookup__told mc-small";
    told.setAttribute("role", "status");
    select.before(line);
    select.after(told);
    function fill(found) {
      var kept = select.selectedOptions[0];
      select.replaceChildren(new Option("", ""));
      if (kept && kept.value) select.append(kept);
      found.results.forEach(function (row) {
        if (!kept || row.id !== kept.value) select.append(new Option(row.text, row.id));
      });
      if (found.results.length === 1) select.value = found.results[0].id;
      else if (kept) select.value = kept.value;
      var number = found.results.length ? words.found.replace("{n}", found.results.length + (found.pagination.more ? "+" : "")) : words.noResults;
      told.textContent = number;
    }
    line.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () {
        var wanted = line.value;
        fetch(select.dataset.lookup + "?q=" + encodeURIComponent(wanted), { headers: { Accept: "application/json" } })
          .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
          .then(function (found) { if (wanted === line.value) fill(found); })
          .catch(function () { told.textContent = words.loadFailed; });
      }, 250);
    });
    line.addEventListener("keydown", function (event) {
      if (event.key === "Enter") { event.preventDefault(); select.focus(); }
    });
  });

  // --- days and hours: a browser draws them in the order of its own language; here the day is always first ---
  function written(iso) {
    var parts = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d))?/.exec(iso);
    return parts ? parts[3] + "/" + parts[2] + "/" + parts[1] + (parts[4] ? " " + parts[4] : "") : iso;
  }
  function iso(text, withHour) {
    var parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s+(\d{1,2})[:hg.](\d\d))?$/.exec(text.trim());
    if (!parts || withHour !== Boolean(parts[4])) return "";
    var day = [parts[3], parts[2].padStart(2, "0"), parts[1].padStart(2, "0")].join("-");
    return withHour ? day + "T" + parts[4].padStart(2, "0") + ":" + parts[5] : day;
  }
  all('input[type="date"], input[type="datetime-local"]').forEach(function (input) {
    var withHour = input.type !== "date";
    var holder = document.createElement("span");
    var native = document.createElement("input");
    var pick = document.createElement("button");
    var given = input.defaultValue;
    holder.className = withHour ? "mc-day mc-day--hour" : "mc-day";
    native.type = input.type;
    native.value = iso(written(given), withHour);
    native.tabIndex = -1;
    native.className = "mc-day__native";
    native.setAttribute("aria-hidden", "true");
    pick.type = "button";
    pick.className = "btn";
    pick.setAttribute("aria-label", words.pick);
    pick.innerHTML = '<svg class="mc-i" aria-hidden="true" focusable="false"><use href="#i-calendar"></use></svg>';
    input.type = "text";
    input.placeholder = withHour ? words.moment : words.day;
    if (!withHour) input.inputMode = "numeric";
    input.autocomplete = "off";
    input.value = written(given);
    native.addEventListener("change", function () {
      input.value = written(native.value);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.focus();
    });
    pick.addEventListener("click", function () {
      native.value = iso(input.value, withHour);
      if (native.showPicker) native.showPicker();
      else native.focus();
    });
    input.replaceWith(holder);
    holder.append(input, native, pick);
    if (input.form) input.form.addEventListener("submit", function () { input.value = iso(input.value, withHour) || input.value; });
  });

  // --- forms -----------------------------------------------------------------------------------
  all("form.mc-search").forEach(function (form) {
    form.addEventListener("submit", function () {
      all("input, select", form).forEach(function (control) { control.disabled = !control.value; });
    });
  });
  all("form[data-guard]").forEach(function (form) {
    var changed = false;
    form.addEventListener("input", function () { changed = true; });
    form.addEventListener("submit", function (event) {
      changed = false;
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    });
    window.addEventListener("beforeunload", function (event) { if (changed) event.preventDefault(); });
    window.addEventListener("pageshow", function () { delete form.dataset.sent; });
  });
  var wrong = document.querySelector(".mc-errors");
  if (wrong) wrong.focus();
})();
