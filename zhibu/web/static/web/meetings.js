/* The page 记一次会 made quicker. Without this file everybody on the roster is listed and the server counts who is due. */
(() => {
  "use strict";
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  all("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value).then(() => {
      const said = button.parentElement.querySelector("[data-copied]");
      if (said) said.hidden = false;
    }));
  });

  const form = document.querySelector("form[data-meeting]");
  if (!form) return;
  const WHOLE = ["general_meeting", "party_lesson", "theme_day", "organisational_life_meeting", "democratic_appraisal"];
  const people = all(".person", form);
  const counted = form.querySelector("[data-counted]");
  const group = form.elements.group;
  const kinds = () => all("input[name=kinds]:checked", form).map((box) => box.value);

  /* The same rule as the server's: a group meeting concerns the group, a committee meeting the committee. */
  const isDue = (person, chosen) => {
    if (chosen.includes("group_meeting") && !chosen.includes("general_meeting")) return !group?.value || group.value === "every" || person.dataset.group === group.value;
    if (chosen.includes("committee_meeting") && !chosen.some((kind) => WHOLE.includes(kind))) return "committee" in person.dataset;
    return true;
  };

  const arrange = () => {
    const chosen = kinds();
    all("[data-only-group]", form).forEach((part) => { part.hidden = !chosen.includes("group_meeting"); });
    all("[data-only-kind]", form).forEach((part) => { part.hidden = !chosen.includes(part.dataset.onlyKind) && !part.open; });
    all("[data-group-name]", form).forEach((part) => { part.hidden = !chosen.includes("group_meeting"); });
    let due = 0;
    let present = 0;
    people.forEach((person) => {
      const select = person.querySelector("select");
      person.hidden = !isDue(person, chosen);
      person.classList.toggle("changed", select.value !== select.dataset.preset);
      if (person.hidden || select.value === "guest") return;
      const here = select.value === "present";
      if ("exempt" in person.dataset && !here) return;
      due += 1;
      present += here;
    });
    if (counted && people.length) counted.textContent = counted.dataset.words.replace("#", due).replace("#", present);
  };
  form.addEventListener("change", arrange);
  arrange();

  /* Further items and sessions are added here; without a script the button asks the server for one more. */
  all("[data-add]", form).forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    const name = button.dataset.add;
    const total = form.elements[`${name}-TOTAL_FORMS`];
    const blank = form.querySelector(`template[data-blank=${name}]`);
    const holder = document.createElement("div");
    holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    total.value = Number(total.value) + 1;
    const rows = form.querySelector(`[data-rows=${name}]`);
    rows.append(...holder.children);
    rows.lastElementChild.querySelector("input:not([type=hidden])")?.focus();
  }));

  /* What the articles say about a vote, while the numbers are typed. */
  let waiting;
  const ask = (panel) => {
    const query = new URLSearchParams({ on: form.elements.happened_on.value });
    kinds().forEach((kind) => query.append("kinds", kind));
    all("input, select", panel).forEach((field) => query.append(field.name.replace(/^item-\d+-/, ""), field.value));
    fetch(`${panel.dataset.vote}?${query}`, { headers: { Accept: "text/html" } })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((html) => { panel.querySelector("[data-verdict]").innerHTML = html; })
      .catch(() => { /* offline: the answer comes when the form is sent */ });
  };
  form.addEventListener("input", (event) => {
    const panel = event.target.closest("[data-vote]");
    if (!panel) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => ask(panel), 300);
  });
})();
