// Documents: a chosen photograph is made smaller here and goes up at once, in pieces that outlive a
// broken line (tus). Without this script the button beside each field sends the file.
(function () {
  "use strict";
  var form = document.querySelector("form[data-pieces]");
  if (!form || !window.tus || !tus.isSupported || !window.fetch || !window.DOMParser) return;
  var words = JSON.parse(form.dataset.words);
  var SIDE = 2000, QUALITY = 0.82, SMALL = 400, PIECE = 128 * 1024;
  var DARK = 60, BLURRED = 45;
  var PAUSES = [0, 1000, 2000, 5000, 10000, 20000, 30000, 60000];
  var line = Promise.resolve(), open = 0;
  form.classList.add("mc-atonce");

  function canvasOf(bitmap, most, turned) {
    var scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height));
    var width = Math.round(bitmap.width * scale), height = Math.round(bitmap.height * scale);
    var canvas = document.createElement("canvas");
    canvas.width = turned ? height : width;
    canvas.height = turned ? width : height;
    var pen = canvas.getContext("2d");
    if (turned) {
      pen.translate(height, 0);
      pen.rotate(Math.PI / 2);
    }
    pen.drawImage(bitmap, 0, 0, width, height);
    return canvas;
  }
  function packed(canvas) {
    return new Promise(function (done) { canvas.toBlob(done, "image/jpeg", QUALITY); });
  }
  function opened(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || !window.createImageBitmap) return Promise.reject();
    return createImageBitmap(file, { imageOrientation: "from-image" });
  }
  // Mean brightness, and how much the edges vary (Laplacian), of a small grey copy.
  function seen(bitmap) {
    var canvas = canvasOf(bitmap, SMALL), w = canvas.width, h = canvas.height;
    var data = canvas.getContext("2d").getImageData(0, 0, w, h).data, grey = new Float32Array(w * h);
    var sum = 0, edges = 0, squares = 0, n = 0, i, x, y, edge;
    for (i = 0; i < grey.length; i++) {
      grey[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
      sum += grey[i];
    }
    for (y = 1; y < h - 1; y++) {
      for (x = 1; x < w - 1; x++) {
        i = y * w + x;
        edge = 4 * grey[i] - grey[i - 1] - grey[i + 1] - grey[i - w] - grey[i + w];
        edges += edge;
        squares += edge * edge;
        n++;
      }
    }
    if (sum / grey.length < DARK) return words.dark;
    return n && squares / n - (edges / n) * (edges / n) < BLURRED ? words.blurred : "";
  }
  // Read at once: a camera's file may be gone when the line is back.
  function prepared(chosen) {
    return chosen.arrayBuffer().then(function (content) {
      var file = new File([content], chosen.name, { type: chosen.type, lastModified: chosen.lastModified });
      return opened(file).then(function (bitmap) {
        var told = seen(bitmap);
        return packed(canvasOf(bitmap, SIDE)).then(function (smaller) {
          bitmap.close();
          var better = smaller && smaller.size < file.size;
          return { file: better ? named(smaller, file) : file, told: told };
        });
      }).catch(function () { return { file: file, told: "" }; });
    }).catch(function () { return { file: chosen, told: "" }; });
  }
  function named(blob, file) {
    var name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
    return new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified });
  }

  function Row(box, name) {
    var row = document.createElement("div");
    row.className = "mc-sending";
    row.innerHTML = '<p class="mc-sending__t" role="status"><strong></strong> <span></span></p>'
      + '<progress max="100" value="0"></progress><div class="mc-sending__act"></div>';
    row.querySelector("strong").textContent = name;
    box.prepend(row);
    this.row = row;
    this.bar = row.querySelector("progress");
    this.bar.setAttribute("aria-label", name);
  }
  Row.prototype.say = function (text, state) {
    this.row.querySelector("span").textContent = text;
    this.row.dataset.state = state;
    this.bar.hidden = state === "failed" || state === "warned";
  };
  Row.prototype.offer = function (label, act) {
    var button = document.createElement("button"), place = this.row.querySelector(".mc-sending__act");
    place.textContent = "";
    if (!label) return;
    button.type = "button";
    button.className = "mc-linkbtn";
    button.textContent = label;
    button.addEventListener("click", act);
    place.append(button);
  };

  // One after the other; ready promises what is sent and what is said of it.
  function send(box, key, name, ready, replaces) {
    var row = new Row(box, name), told = "";
    row.say(words.waiting, "waiting");
    open++;
    line = line.then(function () { return ready; }).then(function (made) {
      told = made.told;
      return going(row, key, made.file, replaces);
    }).then(function (sent) {
      return sent ? refresh().then(function () { return true; }) : false;
    }).then(function (sent) {
      open--;
      if (!sent) return;
      if (!told) return row.row.remove();
      row.say(told, "warned");
      row.offer(words.close, function () { row.row.remove(); });
    });
  }
  // Settles when the file is there, refused or given up.
  function going(row, key, file, replaces) {
    return new Promise(function (settle) {
      var upload = new tus.Upload(file, {
        endpoint: form.dataset.pieces,
        chunkSize: PIECE,
        retryDelays: PAUSES,
        removeFingerprintOnSuccess: true,
        headers: { "X-CSRFToken": form.elements["csrf_token"].value },
        metadata: {
          noi: form.dataset.place, ban_nhap: form.dataset.owner, giay_to: key, ten: file.name, thay: replaces || ""
        },
        fingerprint: function (it) {
          return Promise.resolve(["mc", form.dataset.owner, key, it.name, it.size, it.lastModified].join("|"));
        },
        onProgress: function (sent, whole) {
          row.bar.value = whole ? 100 * sent / whole : 0;
          row.say(words.sending.replace("{n}", Math.floor(row.bar.value)), "sending");
        },
        onSuccess: function () { settle(true); },
        onError: function (error) {
          var answer = error.originalResponse, status = answer ? answer.getStatus() : 0;
          if (status >= 400 && status < 500) {
            row.say(answer.getBody().slice(0, 400) || words.failed, "failed");
            row.offer(words.close, function () { row.row.remove(); });
            return settle(false);
          }
          row.say(words.broken, "broken");
          row.offer(words.again, again);
          window.addEventListener("online", again);
        }
      });
      function again() {
        window.removeEventListener("online", again);
        row.offer("");
        start();
      }
      function start() {
        upload.findPreviousUploads().then(function (earlier) {
          if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
          upload.start();
        });
      }
      start();
    });
  }
  function refresh() {
    return fetch(location.pathname, { credentials: "same-origin" }).then(function (answer) {
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      document.querySelectorAll("[data-files], [data-saved]").forEach(function (here) {
        var same = here.dataset.files ? '[data-files="' + here.dataset.files + '"]' : "[data-saved]";
        var there = page.querySelector(same);
        if (there) here.innerHTML = there.innerHTML;
      });
      offerActs();
    }).catch(function () {});
  }
  function offerActs() {
    document.querySelectorAll("[data-act]").forEach(function (button) {
      button.hidden = button.dataset.act === "crop" && !window.HTMLDialogElement;
    });
  }
  // What becomes of a stored photograph; nothing when it is to stay as it is.
  var ACTS = {
    turn: function (bitmap) { return canvasOf(bitmap, Math.max(bitmap.width, bitmap.height), true); },
    crop: function (bitmap) {
      return loaded(form.dataset.crop).then(function () { return mcCrop(bitmap, words, SIDE); });
    }
  };
  function loaded(address) {
    return window.mcCrop ? Promise.resolve() : new Promise(function (done, fail) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = fail;
      document.head.append(script);
    });
  }

  form.addEventListener("change", function (event) {
    var input = event.target, box = input.closest(".mc-drop");
    if (input.type !== "file" || !box) return;
    Array.from(input.files).forEach(function (file) {
      send(box, input.name, file.name, prepared(file));
    });
    input.value = "";
  });
  form.addEventListener("click", function (event) {
    var button = event.target.closest("[data-act]"), box, again;
    if (!button) return;
    again = function () { button.disabled = false; button.focus(); };
    button.disabled = true;
    box = button.closest("[data-files]");
    fetch(button.dataset.src).then(function (answer) { return answer.blob(); }).then(opened)
      .then(ACTS[button.dataset.act]).then(function (canvas) { return canvas && packed(canvas); })
      .then(function (made) {
        if (!made) return again();
        var file = named(made, { name: button.dataset.name, lastModified: Date.now() });
        var drop = box.parentNode.querySelector(".mc-drop") || box;
        send(drop, box.dataset.files, file.name, Promise.resolve({ file: file, told: "" }), button.value);
      }).catch(again);
  });
  // The page waits for what is still on its way.
  form.addEventListener("submit", function (event) {
    if (!open) return;
    event.preventDefault();
    document.querySelector(".mc-sending").scrollIntoView({ block: "center" });
    line.then(function () { form.requestSubmit(event.submitter); });
  });
  window.addEventListener("beforeunload", function (event) { if (open) event.preventDefault(); });
  offerActs();
})();
