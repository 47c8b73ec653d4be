// Cuts a photograph to the paper on it and makes it straight. Loaded by papers.js when somebody wants
// that. Four corners are dragged, or moved with the arrow keys, onto those of the paper.
window.mcCrop = function (picture, words, most) {
  "use strict";
  var SHIFT = 0.01, GAP = 0.06;
  // Clockwise from the left at the top, in shares of width and height.
  var corners = [[GAP, GAP], [1 - GAP, GAP], [1 - GAP, 1 - GAP], [GAP, 1 - GAP]];
  var dialog = document.createElement("dialog");
  dialog.className = "mc-crop";
  dialog.setAttribute("aria-labelledby", "mc-crop-title");
  dialog.innerHTML = '<h2 class="govuk-heading-m" id="mc-crop-title"></h2><p class="govuk-body"></p>'
    + '<div class="mc-crop__stage"><canvas></canvas><svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true"><polygon/></svg></div>'
    + '<div class="govuk-button-group"><button type="button" class="govuk-button"></button><button type="button" class="mc-linkbtn"></button></div>';
  var stage = dialog.querySelector(".mc-crop__stage"), canvas = stage.querySelector("canvas");
  var buttons = dialog.querySelectorAll(".govuk-button-group button");
  dialog.querySelector("h2").textContent = words.crop;
  dialog.querySelector("p").textContent = words.corners;
  buttons[0].textContent = words.crop;
  buttons[1].textContent = words.whole;
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d").drawImage(picture, 0, 0);

  var handles = corners.map(function (corner, n) {
    var handle = document.createElement("button");
    handle.type = "button";
    handle.className = "mc-crop__corner";
    handle.setAttribute("aria-label", words.corner[n]);
    handle.addEventListener("keydown", function (event) {
      var step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      move(n, corners[n][0] + SHIFT * step[0], corners[n][1] + SHIFT * step[1]);
    });
    handle.addEventListener("pointerdown", function (event) { handle.setPointerCapture(event.pointerId); });
    handle.addEventListener("pointermove", function (event) {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      var frame = canvas.getBoundingClientRect();
      move(n, (event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height);
    });
    stage.append(handle);
    return handle;
  });
  // A corner stays in its quarter, and no corner may point inwards.
  function move(n, x, y) {
    var before = corners[n], right = n === 1 || n === 2, low = n > 1;
    corners[n] = [Math.min(right ? 1 : 0.45, Math.max(right ? 0.55 : 0, x)), Math.min(low ? 1 : 0.45, Math.max(low ? 0.55 : 0, y))];
    if (!corners.every(turnsRight)) corners[n] = before;
    show();
  }
  function turnsRight(at, n) {
    var next = corners[(n + 1) % 4], last = corners[(n + 3) % 4];
    return (at[0] - last[0]) * (next[1] - at[1]) - (at[1] - last[1]) * (next[0] - at[0]) > 0.01;
  }
  function show() {
    handles.forEach(function (handle, n) {
      handle.style.left = 100 * corners[n][0] + "%";
      handle.style.top = 100 * corners[n][1] + "%";
    });
    stage.querySelector("polygon").setAttribute("points", corners.join(" "));
  }
  // The square that the paper is, seen from above (P. Heckbert, "Fundamentals of Texture Mapping", 1989).
  function straight() {
    var w = canvas.width, h = canvas.height;
    var p = corners.map(function (corner) { return [corner[0] * (w - 1), corner[1] * (h - 1)]; });
    var far = function (a, b) { return Math.hypot(p[a][0] - p[b][0], p[a][1] - p[b][1]); };
    var wide = Math.max(far(0, 1), far(3, 2)), high = Math.max(far(0, 3), far(1, 2));
    var scale = Math.min(1, most / Math.max(wide, high)), flat = document.createElement("canvas");
    flat.width = Math.round(wide * scale);
    flat.height = Math.round(high * scale);
    var ax = p[1][0] - p[2][0], ay = p[1][1] - p[2][1], bx = p[3][0] - p[2][0], by = p[3][1] - p[2][1];
    var sx = p[0][0] - p[1][0] + p[2][0] - p[3][0], sy = p[0][1] - p[1][1] + p[2][1] - p[3][1];
    var whole = ax * by - bx * ay, g = (sx * by - bx * sy) / whole, k = (ax * sy - sx * ay) / whole;
    var a = p[1][0] - p[0][0] + g * p[1][0], b = p[3][0] - p[0][0] + k * p[3][0], c = p[0][0];
    var d = p[1][1] - p[0][1] + g * p[1][1], e = p[3][1] - p[0][1] + k * p[3][1], f = p[0][1];
    var pen = flat.getContext("2d"), image = pen.createImageData(flat.width, flat.height), to = image.data;
    var from = canvas.getContext("2d").getImageData(0, 0, w, h).data, row = 4 * w, at = 0;
    for (var y = 0; y < flat.height; y++) {
      for (var x = 0; x < flat.width; x++) {
        var u = x / flat.width, v = y / flat.height, depth = g * u + k * v + 1;
        var left = (a * u + b * v + c) / depth, top = (d * u + e * v + f) / depth;
        var n = 4 * Math.floor(left) + row * Math.floor(top), fx = left % 1, fy = top % 1;
        for (var end = n + 3; n < end; n++) {
          to[at++] = (1 - fy) * ((1 - fx) * from[n] + fx * from[n + 4])
            + fy * ((1 - fx) * from[n + row] + fx * from[n + row + 4]);
        }
        to[at++] = 255;
      }
    }
    pen.putImageData(image, 0, 0);
    return flat;
  }

  return new Promise(function (done) {
    buttons[0].addEventListener("click", function () { done(straight()); dialog.close(); });
    buttons[1].addEventListener("click", function () { dialog.close(); });
    dialog.addEventListener("close", function () { dialog.remove(); done(null); });
    show();
    document.body.append(dialog);
    dialog.showModal();
  });
};
