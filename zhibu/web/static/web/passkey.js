/* Passkeys: a form with data-passkey="create|get" and data-options asks the device and sends its answer in a hidden
   field. Without script, or where the browser has no passkeys, the rest of the form works as it stands. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-passkey]");
  const press = form && form.querySelector("[data-passkey-press]");
  if (!press || !window.PublicKeyCredential) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function asked() {
    const options = JSON.parse(form.dataset.options);
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const list of [options.excludeCredentials, options.allowCredentials]) {
      for (const one of list || []) one.id = bytes(one.id);
    }
    return { publicKey: options };
  }

  function answered(credential) {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    if (form.dataset.passkey === "create") {
      response.attestationObject = text(credential.response.attestationObject);
    } else {
      response.authenticatorData = text(credential.response.authenticatorData);
      response.signature = text(credential.response.signature);
    }
    const whole = { id: credential.id, rawId: text(credential.rawId), type: credential.type, response };
    whole.clientExtensionResults = credential.getClientExtensionResults();
    return JSON.stringify(whole);
  }

  press.hidden = false;
  press.addEventListener("click", async () => {
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    if (form.dataset.passkey === "create" && !form.reportValidity()) return;
    press.disabled = true;
    try {
      const credential = await navigator.credentials[form.dataset.passkey](asked());
      form.elements.answer.value = answered(credential);
      form.requestSubmit();
    } catch {
      failed.hidden = false;
      press.disabled = false;
    }
  });
})();
