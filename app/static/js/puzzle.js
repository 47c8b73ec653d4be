// The proof of work that a page asks for above a limit: find a number that, written after the seed,
// gives a SHA-256 beginning with so many zero bits. The words come with the page.
(function () {
  "use strict";
  var box = document.querySelector("[data-puzzle]");
  if (!box) return;
  var form = box.closest("form");
  var answer = form.elements[box.dataset.answer];
  var told = box.querySelector("[role=status]");
  var bar = box.querySelector("progress");
  var buttons = Array.prototype.filter.call(form.elements, function (each) {
    return each.type === "submit" && !(box.dataset.later && each.name === box.dataset.later);
  });
  var seed = box.dataset.puzzle + ":";
  var bits = Number(box.dataset.bits);
  var expected = Math.pow(2, bits);
  var n = 0, pressed = null, lastTold = 0;

  var K = (function () { // the first 32 bits of the fractional parts of the cube roots of the primes
    var constants = [], candidate = 2;
    while (constants.length < 64) {
      var prime = true;
      for (var d = 2; d * d <= candidate; d++) if (candidate % d === 0) { prime = false; break; }
      if (prime) constants.push((Math.cbrt(candidate) % 1) * 4294967296 | 0);
      candidate++;
    }
    return new Int32Array(constants);
  })();
  var W = new Int32Array(64);
  var H = new Int32Array(2);

  // Puts the first two words of the SHA-256 of a text that fits into one block into H.
  function hash(text) {
    var i, length = text.length;
    W.fill(0);
    for (i = 0; i < length; i++) W[i >> 2] |= text.charCodeAt(i) << (24 - (i & 3) * 8);
    W[length >> 2] |= 0x80 << (24 - (length & 3) * 8);
    W[15] = length * 8;
    for (i = 16; i < 64; i++) {
      var x = W[i - 15], y = W[i - 2];
      W[i] = (W[i - 16] + W[i - 7] +
        ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) +
        ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10)) | 0;
    }
    var a = 0x6a09e667, b = 0xbb67ae85, c = 0x3c6ef372, d = 0xa54ff53a;
    var e = 0x510e527f, f = 0x9b05688c, g = 0x1f83d9ab, h = 0x5be0cd19;
    for (i = 0; i < 64; i++) {
      var t = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) +
        ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      var u = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) +
        ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
    }
    H[0] = a + 0x6a09e667;
    H[1] = b + 0xbb67ae85;
  }

  // How many zero bits two words begin with.
  function zeros(first, second) {
    return first ? Math.clz32(first) : 32 + Math.clz32(second);
  }

  function say(words, now) {
    if (now - lastTold < 2000 && lastTold) return;
    lastTold = now;
    told.textContent = words;
  }

  function calculate() {
    var until = Date.now() + 40;
    do {
      for (var i = 0; i < 500; i++, n++) {
        hash(seed + n);
        if (zeros(H[0], H[1]) >= bits) return finish();
      }
    } while (Date.now() < until);
    var share = Math.min(99, Math.round(100 * (1 - Math.exp(-n / expected))));
    bar.value = share;
    say((pressed ? box.dataset.pressed : box.dataset.working).replace("{n}", share), Date.now());
    setTimeout(calculate, 0);
  }

  function finish() {
    answer.value = String(n);
    bar.value = 100;
    told.textContent = box.dataset.done;
    buttons.forEach(function (button) { button.removeAttribute("aria-disabled"); });
    if (pressed) form.requestSubmit(pressed);
  }

  form.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (answer.value || buttons.indexOf(button) < 0) return;
    event.preventDefault(); // sent as soon as the number is found
    pressed = button;
    lastTold = 0;
  });
  box.hidden = false;
  buttons.forEach(function (button) { button.setAttribute("aria-disabled", "true"); });
  calculate();
})();
