// Puts the access of the link into the form at the click, never before: mail scanners run this page too.
(() => {
  const form = document.querySelector("main form"), words = document.getElementById("no-link"), other = document.getElementById("other");
  let access;
  // Words for readers without script: a <noscript> would miss those whose script is blocked by something else.
  document.getElementById("no-script").hidden = true;
  const look = () => {
    access = new URLSearchParams(location.hash.slice(1)).get("k") || access;
    form.hidden = !access;
    words.hidden = !form.hidden;
  };
  form.addEventListener("submit", () => {
    form.elements.k.value = access;
    history.replaceState(null, "", location.pathname);
  });
  other.addEventListener("click", () => {
    if (access) other.hash = "k=" + encodeURIComponent(access);
  });
  addEventListener("hashchange", look);
  look();
})();
