// One key each on the page of a pair, for who has many to look at. Every key is a button or link of the page; the keys can be
// switched off, and are off while somebody types or holds a modifier.
const bar = document.querySelector("[data-keys]");
const say = document.querySelector("#say");
const reason = document.querySelector("#reason");

if (bar && say) {
  bar.hidden = false;
  const on = bar.querySelector("[data-keys-on]");
  on.checked = localStorage.getItem("onroll-pair-keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("onroll-pair-keys", on.checked ? "on" : "off"));

  const typing = (place) => place.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "w") {
      document.querySelector("#why").focus();
      document.querySelector("#why").scrollIntoView();
      return;
    }
    const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!found) return;
    event.preventDefault();
    if ("needsReason" in found.dataset && !reason.value.trim()) reason.focus();
    else found.click();
  });
}
