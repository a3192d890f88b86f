/* Keys of the officers' pages. Whatever a key does has a button or link on the page: the key only presses it. */
(function () {
  "use strict";
  var singleKeys = document.currentScript.dataset.singleKeys === "on";
  var dialog = document.getElementById("keys");

  function typing(target) {
    if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT") { return true; }
    return target.tagName === "INPUT" && !/^(checkbox|radio|submit|button|reset)$/.test(target.type);
  }

  function press(element) {
    if (/^(INPUT|TEXTAREA)$/.test(element.tagName)) { element.focus(); } else { element.click(); }
  }

  /* Lines of the list: the link of each line can be gone to with j and k. */
  function line(step) {
    var links = Array.from(document.querySelectorAll("[data-line]"));
    if (!links.length) { return false; }
    var row = document.activeElement.closest("tr");
    var at = links.findIndex(function (link) { return row && row.contains(link); });
    var next = links[Math.min(links.length - 1, Math.max(0, at + step))];
    next.focus();
    return true;
  }

  function tick() {
    var row = document.activeElement.closest("tr");
    var box = row && row.querySelector("input[type=checkbox]");
    if (box) { box.checked = !box.checked; box.dispatchEvent(new Event("change", { bubbles: true })); }
    return Boolean(box);
  }

  function single(key) {
    if (key === "?" && dialog) { dialog.showModal(); return true; }
    if (key === "j") { return line(1); }
    if (key === "k") { return line(-1); }
    if (key === "x") { return tick(); }
    var found = document.querySelector('[data-key="' + CSS.escape(key) + '"]');
    if (found) { press(found); }
    return Boolean(found);
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.isComposing || (dialog && dialog.open)) { return; }
    if (event.key === "Enter" && event.ctrlKey) {
      var form = event.target.closest("main form[method=post]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (!singleKeys || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) { return; }
    if (single(event.key)) { event.preventDefault(); }
  });
})();
