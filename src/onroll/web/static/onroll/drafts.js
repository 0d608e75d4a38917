// What is half typed on a visit's form stays on this device until it has arrived: a lost signal, a server that is down or a
// session that ended loses nothing. Kept under the person and the case, at most twelve hours, never where somebody lives;
// gone when it arrived, when it is thrown away, and at sign-out. Every page works without this.
const PREFIX = "onroll-draft:";
const LONGEST = 12 * 3600 * 1000; // milliseconds: a day's work, as long as a session can last
const NEVER = new Set(["csrfmiddlewaretoken", "typed_by", "where", "read_version", "read_event"]);

const store = {
  read(key) {
    try {
      const held = JSON.parse(localStorage.getItem(PREFIX + key));
      if (held && Date.now() - held.at < LONGEST) return held;
      localStorage.removeItem(PREFIX + key);
    } catch {
      // no storage, or not ours: nothing is kept
    }
    return null;
  },
  write(key, values) {
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), values }));
      return true;
    } catch {
      return false;
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(PREFIX + key);
    } catch {
      // nothing to drop
    }
  },
};

const say = (box, words, ...ways) => {
  const line = box.querySelector("[role=status]");
  line.textContent = words;
  for (const way of ways) line.append(" ", way);
  box.hidden = false;
};

const button = (words, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "govuk-link onroll-as-link";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
};

// On a case's pages: what has arrived goes from the device; what hasn't is offered.
for (const box of document.querySelectorAll("[data-drafts-arrived]")) {
  const key = box.dataset.draftOf;
  const held = store.read(key);
  if (!held) continue;
  if (box.dataset.draftsArrived.split(" ").includes(held.values.sent_once)) {
    store.drop(key);
    continue;
  }
  const go = document.createElement("a");
  go.className = "govuk-link";
  go.href = box.dataset.draftForm;
  go.textContent = "Go on with it";
  const away = button("Throw it away", () => {
    store.drop(key);
    box.hidden = true;
  });
  say(box, "A contact that you began on this device has not been saved yet.", go, away);
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = form.dataset.draft;
  const box = document.querySelector("[data-draft-words]");
  const fields = () => [...form.elements].filter((one) => one.name && !NEVER.has(one.name));
  const values = () => {
    const held = {};
    for (const one of fields()) if (one.type !== "radio" || one.checked) held[one.name] = one.value;
    return held;
  };
  const blank = JSON.stringify({ ...values(), sent_once: "" });

  const fill = (held) => {
    for (const one of fields()) {
      if (!(one.name in held)) continue;
      if (one.type === "radio") one.checked = one.value === held[one.name];
      else one.value = held[one.name];
    }
  };

  let over = false; // thrown away, or signed out: leaving the page must not keep it again
  document.querySelector(".onroll-header__form")?.addEventListener("submit", () => {
    over = true;
  });

  const keep = () => {
    if (over) return false;
    const now = values();
    if (JSON.stringify({ ...now, sent_once: "" }) === blank && !store.read(key)) return false;
    return store.write(key, now);
  };

  const held = store.read(key);
  const answered = document.querySelector(".govuk-error-summary"); // the server gave back what was typed, with its faults
  if (held && !answered) {
    fill(held.values);
    say(
      box,
      "What you had typed on this device is back. It is not saved yet.",
      button("Throw it away", () => {
        over = true;
        store.drop(key);
        location.reload();
      }),
    );
  }

  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 150);
  });
  window.addEventListener("pagehide", keep);

  const notSent = () => {
    delete form.dataset.sent;
    keep();
    say(box, "No connection. What you typed is kept on this device: press Save again when you have a signal.");
    box.scrollIntoView({ block: "nearest" });
    form.querySelector("button[type=submit]").focus();
  };

  // Sent from here, so that a dead line leaves the page standing. The server keeps a form once, whoever sends it again.
  form.addEventListener("submit", async (event) => {
    if (form.dataset.plain || event.defaultPrevented) return;
    event.preventDefault();
    keep();
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", credentials: "same-origin" });
    } catch {
      notSent();
      return;
    }
    if (answer.type === "opaqueredirect") {
      location.assign(form.dataset.draftAfter); // saved; or signed out, and then what is kept is offered after signing in
    } else if (answer.status >= 500) {
      say(box, "The service could not save this just now. What you typed is kept on this device: press Save again in a minute.");
      delete form.dataset.sent;
    } else {
      form.dataset.plain = "yes"; // the answer is a page that says what to mend: let the browser ask for it
      delete form.dataset.sent;
      form.submit();
    }
  });
}
