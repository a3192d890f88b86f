/* Small comforts; every page works without them. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  document.addEventListener("click", function (event) {
    var printer = event.target.closest("[data-print]");
    if (printer) {
      document.querySelectorAll("details").forEach(function (details) { details.open = true; });
      window.print();
    }
    var copier = event.target.closest("[data-copy]");
    if (copier && navigator.clipboard) {
      navigator.clipboard.writeText(copier.dataset.copy).then(function () {
        var done = copier.parentElement.querySelector("[data-copied]");
        if (done) { done.hidden = false; }
      });
    }
  });

  // A form with errors: the summary takes the focus, as a reader of the page would.
  var summary = document.querySelector("[data-focus]");
  if (summary) { summary.focus(); }
})();
