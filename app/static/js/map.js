// The map by keyboard: one stop of the Tab key, arrow keys go to the nearest commune in that direction, Enter opens.
// Name and figure of the commune that is pointed at stand below. Without script there are links, and the table.
(function () {
  "use strict";
  var map = document.querySelector("svg[data-map]"), said = document.querySelector("[data-map-said]");
  if (!map || !said) return;
  var communes = Array.prototype.slice.call(map.querySelectorAll("a > use")), ring = map.querySelector(".mc-map__ring"), middles = null;
  var AHEAD = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  var frame = map.parentNode; // a listener on the picture itself would make it one more stop
  if (!communes.length) return;
  said.setAttribute("aria-live", "polite");
  map.querySelectorAll("a").forEach(function (link) { link.setAttribute("tabindex", "-1"); });
  communes.forEach(function (each) { each.setAttribute("tabindex", "-1"); });
  communes[0].setAttribute("tabindex", "0");
  function words(commune) { return commune.querySelector("title").textContent; }
  function tell(commune) {
    var strong = document.createElement("strong"), district = commune.parentNode.dataset.name;
    strong.textContent = words(commune);
    said.textContent = "";
    said.append(strong, " (" + district + ")");
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
  function go(commune) {
    map.querySelectorAll('use[tabindex="0"]').forEach(function (each) { each.setAttribute("tabindex", "-1"); });
    commune.setAttribute("tabindex", "0");
    commune.focus({ preventScroll: false });
  }
  function open(commune) {
    var address = commune.parentNode.getAttribute("href");
    var row = "#x" + commune.getAttribute("href").split("#c")[1];
    window.location.assign(address.charAt(0) === "#" ? address : address + row);
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
    if (!AHEAD[event.key]) return;
    event.preventDefault();
    next = neighbour(event.target, AHEAD[event.key]);
    if (next) go(next);
  });
})();
