// The page works without this: it fills in test cards, shows one method at a time, and stops a second click.
const form = document.querySelector("[data-payment]");

const showMethod = () => {
  const chosen = form.elements.method?.value ?? "card";
  for (const part of document.querySelectorAll("[data-method]")) part.hidden = part.dataset.method !== chosen;
};
form.addEventListener("change", showMethod);
showMethod();

for (const button of document.querySelectorAll("[data-card]")) {
  button.addEventListener("click", () => {
    form.elements.number.value = button.dataset.card;
    form.elements.expiry.value ||= "12 / 34";
    form.elements.cvc.value ||= "123";
    form.elements.name.value ||= "Ada Lovelace";
    form.querySelector(".primary").focus();
  });
}

form.elements.number?.addEventListener("input", ({ target }) => {
  if (target.selectionStart === target.value.length) {
    target.value = target.value.replace(/\D/g, "").replace(/(.{4})(?=.)/g, "$1 ");
  }
});

const pay = form.querySelector(".primary");
const label = pay.textContent;
form.addEventListener("submit", (event) => {
  if (pay.disabled) return event.preventDefault();
  pay.disabled = true;
  pay.textContent = pay.dataset.busy;
});
// The back button may bring the page back as it was left.
addEventListener("pageshow", () => {
  pay.disabled = false;
  pay.textContent = label;
});

// After a mistake or a decline, go to what has to be typed again.
if (form.querySelector("[role=alert]")) {
  const empty = (field) => !field.readOnly && !field.value && field.offsetParent;
  (form.querySelector("[aria-invalid]") ?? [...form.querySelectorAll("input")].find(empty))?.focus();
}
