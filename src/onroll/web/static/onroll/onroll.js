// Every page works without this. It starts the front end's own parts, lets a wide table be scrolled by keyboard only
// where it is wider than its place, folds unused filters on a phone, and keeps a form from being sent twice.
import { initAll } from "../govuk/govuk-frontend.min.js";

initAll();

const regions = document.querySelectorAll(".onroll-scroll");
const measure = () => {
  for (const region of regions) {
    if (region.scrollWidth > region.clientWidth) region.setAttribute("tabindex", "0");
    else region.removeAttribute("tabindex");
  }
};
measure();
window.addEventListener("resize", measure);

if (window.matchMedia("(max-width: 58em)").matches)
  for (const fold of document.querySelectorAll(".onroll-filter__fold:not([data-in-use])")) fold.open = false;

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 3000); // a form may answer with a file and leave the page standing
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Signing out takes from this device whatever a half-typed form left on it (drafts.js).
document.querySelector(".onroll-header__form")?.addEventListener("submit", () => {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("onroll-draft:")) localStorage.removeItem(key);
  } catch {
    // a browser that keeps nothing has nothing to take away
  }
});
