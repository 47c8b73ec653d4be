// The map by keyboard: one stop of the Tab key, arrow keys go to the nearest commune in that direction, Enter opens its
// figures, Escape leads back: from a line of the table to the map, from a district to the city. Name and figure of the
// commune that is pointed at stand below. Without script there are links, and the table.
(function () {
  "use strict";
  var map = document.querySelector("svg[data-map]"), said = document.querySelector("[data-map-said]");
  if (!map || !said) return;
  var communes = Array.prototype.slice.call(map.querySelectorAll("a use")), ring = map.querySelector(".mc-map__ring"), middles = null;
  var AHEAD = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  var frame = map.parentNode; // a listener on the picture itself would make it one more stop
  var keys = said.querySelector("[hidden]");
  if (!communes.length) return;
  if (keys) keys.hidden = false;
  said.setAttribute("aria-live", "polite");
  map.querySelectorAll("a").forEach(function (link) { link.setAttribute("tabindex", "-1"); });
  communes.forEach(function (each) { each.setAttribute("tabindex", "-1"); });
  communes[0].setAttribute("tabindex", "0");
  function words(commune) { return commune.querySelector("title").textContent; }
  function code(commune) { return commune.getAttribute("href").split("#c")[1]; }
  function of(code) { return communes.filter(function (each) { return each.getAttribute("href").endsWith("#c" + code); })[0]; }
  function tell(commune) {
    var strong = document.createElement("strong"), link = commune.closest("a");
    strong.textContent = words(commune);
    said.textContent = "";
    said.append(strong, link.hash ? "" : " (" + link.getAttribute("aria-label") + ")");
  }
  function middle(commune) {
    var box = commune.getBBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }
  function neighbour(from, way) {
    middles = middles || communes.map(middle);
    var here = middles[communes.indexOf(from)], best = null, least = Infinity;
    communes.forEach(function (each, i) {
      var x = middles[i][0] - here[0], y = middles[i][1] - here[1];
      var ahead = x * way[0] + y * way[1], aside = Math.abs(x * way[1]) + Math.abs(y * way[0]);
      var distance = ahead + 2 * aside;
      if (ahead > 0 && aside <= 2 * ahead && distance < least) { least = distance; best = each; }
    });
    return best;
  }
  function stop(commune) {
    map.querySelectorAll('use[tabindex="0"]').forEach(function (each) { each.setAttribute("tabindex", "-1"); });
    commune.setAttribute("tabindex", "0");
  }
  function go(commune) {
    stop(commune);
    commune.focus();
  }
  // The line of a commune in the table, and in it what can be opened further.
  function toLine(code) {
    var line = document.getElementById("x" + code), at = line && (line.querySelector("a") || line.cells[0]);
    if (!at) return;
    if (at === line.cells[0]) at.setAttribute("tabindex", "-1");
    at.focus();
  }
  function open(commune) {
    var address = commune.closest("a").getAttribute("href"), line = "#x" + code(commune);
    window.location.assign(address.charAt(0) === "#" ? address : address + line);
    toLine(code(commune));
  }
  frame.addEventListener("focusin", function (event) {
    var commune = event.target;
    if (communes.indexOf(commune) < 0) return;
    commune.setAttribute("role", "link");
    commune.setAttribute("aria-label", words(commune));
    ring.setAttribute("href", commune.getAttribute("href"));
    tell(commune);
  });
  frame.addEventListener("focusout", function () { ring.removeAttribute("href"); });
  frame.addEventListener("pointerover", function (event) {
    if (communes.indexOf(event.target) >= 0) tell(event.target);
  });
  frame.addEventListener("keydown", function (event) {
    var at = communes.indexOf(event.target), next;
    if (at < 0) return;
    if (event.key === "Enter") {
      event.preventDefault();
      open(event.target);
      return;
    }
    if (event.key === "Escape" && map.dataset.city) {
      window.location.assign(map.dataset.city + "#c" + code(event.target));
      return;
    }
    if (!AHEAD[event.key]) return;
    event.preventDefault();
    next = neighbour(event.target, AHEAD[event.key]);
    if (next) go(next);
  });
  document.addEventListener("keydown", function (event) {
    var line = event.key === "Escape" && event.target.closest("tr[id^=x]"), commune = line && of(line.id.slice(1));
    if (!commune) return;
    go(commune);
    frame.scrollIntoView({ block: "nearest" });
  });
  // Whoever came from the map goes on where she was: at the line of the commune, or at the commune itself.
  var came = /^#([xc])(\d+)$/.exec(window.location.hash), meant = came && of(came[2]);
  if (!meant) return;
  stop(meant);
  window.addEventListener("load", function () {
    window.setTimeout(function () { // the browser itself goes to the line, and takes the focus away
      if (came[1] === "c") go(meant);
      else toLine(came[2]);
    });
  });
})();
