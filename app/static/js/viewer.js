// Documents beside the answers: pictures are opened in the page, made larger, turned, and leafed through with the keys
// of the arrows. Without this script each document is a link.
(function () {
  "use strict";
  var panel = document.querySelector("[data-viewer]");
  var links = panel ? Array.from(panel.querySelectorAll("a[data-open]")) : [];
  if (!links.length) return;
  var stage = panel.querySelector("[data-stage]");
  var view = panel.querySelector("[data-view]");
  var picture = panel.querySelector("[data-picture]");
  var at = -1;
  var size = 1;
  var turned = 0;

  function draw() {
    picture.dataset.turned = turned;
    view.classList.toggle("is-large", size > 1);
    var across = turned % 180 ? view.clientHeight : view.clientWidth;
    picture.width = Math.round(across * size);
    picture.style.transform = "rotate(" + turned + "deg)";
    if (turned % 180 === 0) { picture.style.margin = "0"; return; }
    var high = picture.width * (picture.naturalHeight / picture.naturalWidth || 1);
    var gap = (picture.width - high) / 2;
    picture.style.margin = gap + "px " + -gap + "px";
  }
  function open(next) {
    at = (next + links.length) % links.length;
    size = 1;
    turned = 0;
    picture.src = links[at].href;
    picture.alt = links[at].textContent.trim();
    panel.querySelector("[data-name]").textContent = picture.alt;
    panel.querySelector("[data-position-said]").textContent =
      panel.dataset.position.replace("{n}", at + 1).replace("{total}", links.length);
    links.forEach(function (link, i) {
      if (i === at) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    });
    stage.hidden = false;
    view.scrollTo(0, 0);
  }
  var acts = {
    previous: function () { open(at - 1); },
    next: function () { open(at + 1); },
    larger: function () { size = Math.min(size * 1.4, 6); draw(); },
    smaller: function () { size = Math.max(size / 1.4, 1); draw(); },
    turn: function () { turned = (turned + 90) % 360; draw(); },
  };
  var keys = { ArrowLeft: "previous", ArrowRight: "next", "+": "larger", "=": "larger", "-": "smaller", r: "turn" };

  picture.addEventListener("load", draw);
  panel.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-open]");
    var button = event.target.closest("[data-do]");
    if (button) { acts[button.dataset.do](); return; }
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(links.indexOf(link));
    view.focus({ preventScroll: true });
    stage.scrollIntoView({ block: "nearest" });
  });
  stage.addEventListener("keydown", function (event) {
    var act = !event.ctrlKey && !event.altKey && !event.metaKey && keys[event.key];
    if (!act || event.target.closest("input, textarea")) return;
    if (size > 1 && event.target === view && event.key.startsWith("Arrow")) return;
    event.preventDefault();
    acts[act]();
  });
  // beside the answers the first picture is there at once; on a narrow screen only when it is asked for
  if (panel.getClientRects().length && matchMedia("(min-width: 1100px)").matches) open(0);
})();
