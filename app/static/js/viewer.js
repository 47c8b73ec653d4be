// Documents beside the answers: pictures and PDFs are opened in the page, made larger, turned, and leafed through with
// the keys of the arrows. PDF.js is fetched with the first PDF. Without this script each document is a link.
(function () {
  "use strict";
  var panel = document.querySelector("[data-viewer]");
  var links = panel ? Array.from(panel.querySelectorAll("a[data-open]")) : [];
  if (!links.length) return;
  function part(name) { return panel.querySelector("[data-" + name + "]"); }
  var stage = part("stage");
  var view = part("view");
  var picture = part("picture");
  var sheet = part("sheet");
  var failed = part("failed-said");
  var at = -1;
  var file = null; // the opened PDF
  var page = 1;
  var size = 1;
  var turned = 0;
  var reader = null;
  var drawing = null;

  // the width and height that a document of these proportions has in the view
  function fit(wide, high) {
    var across = turned % 180 ? high : wide;
    var down = turned % 180 ? wide : high;
    return Math.min(view.clientWidth / across, view.clientHeight / down) * size;
  }
  function say() {
    part("position-said").textContent = panel.dataset.position.replace("{n}", at + 1).replace("{total}", links.length) +
      (file && file.numPages > 1 ? ", " + panel.dataset.page.replace("{n}", page).replace("{total}", file.numPages) : "");
  }
  function place(element, wide, high) {
    // a turned picture keeps its own box: what it takes up is put right by its margins
    var shift = turned % 180 ? (high - wide) / 2 : 0;
    var left = Math.max(0, (view.clientWidth - (turned % 180 ? high : wide)) / 2);
    element.style.margin = -shift + "px " + shift + "px " + -shift + "px " + (left + shift) + "px";
  }
  function drawPicture() {
    if (!picture.naturalWidth) return;
    var scale = fit(picture.naturalWidth, picture.naturalHeight);
    picture.width = picture.naturalWidth * scale;
    picture.height = picture.naturalHeight * scale;
    picture.style.transform = "rotate(" + turned + "deg)";
    place(picture, picture.width, picture.height);
  }
  function drawSheet() {
    var wanted = file;
    wanted.getPage(page).then(function (leaf) {
      if (wanted !== file) return null;
      var plain = leaf.getViewport({ scale: 1 });
      var sharp = window.devicePixelRatio || 1;
      var scale = fit(plain.width, plain.height);
      var drawn = leaf.getViewport({ scale: scale * sharp, rotation: (leaf.rotate + turned) % 360 });
      sheet.width = drawn.width;
      sheet.height = drawn.height;
      sheet.style.width = drawn.width / sharp + "px";
      sheet.style.margin = "0 " + Math.max(0, (view.clientWidth - drawn.width / sharp) / 2) + "px";
      if (drawing) drawing.cancel();
      drawing = leaf.render({ canvasContext: sheet.getContext("2d"), viewport: drawn });
      return drawing.promise;
    }).catch(function (error) { if (error.name !== "RenderingCancelledException") fail(); });
  }
  function draw() {
    view.classList.toggle("is-large", size > 1);
    if (file) drawSheet(); else drawPicture();
    say();
  }
  function fail() {
    picture.hidden = sheet.hidden = true;
    failed.hidden = false;
    failed.textContent = panel.dataset.failed;
  }
  function read(address) {
    reader = reader || import(panel.dataset.pdf).then(function (found) {
      found.GlobalWorkerOptions.workerSrc = panel.dataset.pdfWorker;
      return found;
    });
    return reader.then(function (found) {
      // in one request: each is a look at the document, and written down as one
      return found.getDocument({ url: address, disableRange: true, disableStream: true, isEvalSupported: false }).promise;
    });
  }
  function open(next, last) {
    var link = links[(next + links.length) % links.length];
    var isPdf = link.dataset.open === "pdf";
    at = links.indexOf(link);
    file = null;
    page = size = 1;
    turned = 0;
    stage.hidden = false;
    failed.hidden = true;
    picture.hidden = isPdf;
    sheet.hidden = !isPdf;
    part("name").textContent = link.textContent.trim();
    links.forEach(function (each) {
      if (each === link) each.setAttribute("aria-current", "true"); else each.removeAttribute("aria-current");
    });
    view.scrollTo(0, 0);
    say();
    if (!isPdf) {
      picture.alt = link.textContent.trim();
      picture.src = link.href;
      return;
    }
    sheet.setAttribute("aria-label", link.textContent.trim());
    sheet.width = 0;
    read(link.href).then(function (found) {
      if (links[at] !== link) return;
      file = found;
      page = last ? found.numPages : 1;
      draw();
    }).catch(fail);
  }
  function leaf(by) {
    if (!file || page + by < 1 || page + by > file.numPages) { open(at + by, by < 0); return; }
    page += by;
    view.scrollTo(0, 0);
    draw();
  }
  var acts = {
    previous: function () { leaf(-1); },
    next: function () { leaf(1); },
    larger: function () { size = Math.min(size * 1.4, 6); draw(); },
    smaller: function () { size = Math.max(size / 1.4, 1); draw(); },
    turn: function () { turned = (turned + 90) % 360; draw(); },
  };
  var keys = { ArrowLeft: "previous", ArrowRight: "next", "+": "larger", "=": "larger", "-": "smaller", r: "turn" };

  picture.addEventListener("load", draw);
  picture.addEventListener("error", fail);
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
  document.addEventListener("keydown", function (event) {
    var act = !event.ctrlKey && !event.altKey && !event.metaKey && keys[event.key];
    var isArrow = event.key.startsWith("Arrow");
    // the arrows also where nothing has the focus, as when the page has just been opened
    if (!act || stage.hidden || !(stage.contains(event.target) || (isArrow && event.target === document.body))) return;
    if (size > 1 && isArrow && event.target === view) return;
    event.preventDefault();
    acts[act]();
  });

  // beside the answers the first document is there at once; on a narrow screen only when it is asked for
  var row = location.hash.startsWith("#giay-") && document.getElementById(location.hash.slice(1));
  var wanted = row ? links.findIndex(function (link) { return row.contains(link); }) : 0;
  if (wanted >= 0 && panel.getClientRects().length && (row || matchMedia("(min-width: 1100px)").matches)) open(wanted);
  // after a finding the keyboard goes on in the line of the next document
  if (row) (row.querySelector("[name=note]") || view).focus({ preventScroll: true });
})();
