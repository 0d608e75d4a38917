// Every page works without this. It starts the front end's own parts, lets a wide table be scrolled by keyboard only
// where it is wider than its place, and keeps a form from being sent twice.
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

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
