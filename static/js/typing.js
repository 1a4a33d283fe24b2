// What is typed is saved to the server while the session lives; the browser keeps none of it.
import { $, all, parse, post, say } from "./base.js";
import { check, isOver, wordsBy } from "./session.js";

const TOO_LONG = "This is too long to be saved while you type. Send it, or keep a copy, before you leave this page.";
const LATER = "Not saved yet. Redress will try again.";
/** Of every form: until when it is saved ("14:31"), and whether something typed since is not. */
const states = [];

// 1. Forms that are open, each under a token that goes with it when it is sent, so that it is forgotten then.
const entered = (form) => [...form.elements]
  .filter((el) => el.name && !el.disabled && !/^(hidden|password|file|submit|button|reset|fieldset)$/.test(el.type))
  .filter((el) => el.checked || !/^(radio|checkbox)$/.test(el.type))
  .filter((el) => !/version|password|^(once|again)$/.test(el.name))
  .map((el) => [el.name, el.value]);
const newToken = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
const typedForms = isOver() ? [] : all("main form").filter((f) => f.method === "post" && !f.dataset.autosave && $("textarea, input[type=text]", f));

const WORDS = /([?&])words=[^&]*&?/;
const addressOf = (form) => (form.getAttribute("action") || location.pathname + location.search).replace(WORDS, "$1").replace(/[?&]$/, "");
/** A page that came back from its form goes on under the token it was sent with: no save of it may be left behind. */
const sentWith = (form) => {
  const alone = typedForms.filter((f) => addressOf(f) === addressOf(form)).length === 1;
  const here = addressOf(form).split("?")[0] === location.pathname;
  return alone && here && /[?&]words=([0-9a-f]{32})(&|$)/.exec(location.search)?.[1];
};

for (const form of typedForms) {
  const place = {
    page: form.dataset.page ?? location.pathname + location.search,
    action: form.getAttribute("action") ?? "",
    // Two forms may share an address. The server tells them apart by the same.
    what: $("input[type=hidden][name=what]", form)?.value ?? $("textarea, input[type=text], input:not([type])", form)?.name ?? "",
    token: form.dataset.words || sentWith(form) || newToken(),
  };
  const state = { at: "", behind: false }, out = document.createElement("p");
  out.className = "small saving"; out.setAttribute("role", "status");
  form.append(out);
  states.push(state);
  let kept = JSON.stringify(entered(form)), timer = 0, busy = false;
  const later = (ms) => { clearTimeout(timer); timer = setTimeout(save, ms); };
  const save = async (leaving) => {
    clearTimeout(timer); timer = 0;
    const fields = entered(form), now = JSON.stringify(fields);
    if (now === kept || isOver() || form.dataset.sent) return;
    if (busy) { later(800); return; }
    busy = true;
    const body = JSON.stringify({ ...place, fields });
    try {
      const r = await fetch("/open-forms", {
        method: "POST", body, headers: { "Content-Type": "application/json" },
        // The browser sends so much after the page has gone, and no more.
        keepalive: leaving === true && body.length < 60000,
      });
      if (r.ok) { kept = now; state.at = (await r.json()).at; say(out, ""); }
      else if (r.status === 413) say(out, TOO_LONG);
      // The same words were sent from another window. What is typed here now is kept by itself.
      else if (r.status === 409) { if (!form.dataset.sent) { place.token = newToken(); later(0); } }
      else if (r.status === 401) check();
      else { say(out, LATER); later(10000); }
    } catch { say(out, LATER); later(10000); }
    busy = false;
    state.behind = JSON.stringify(entered(form)) !== kept;
  };
  form.addEventListener("input", () => { state.behind = true; later(800); });
  // Whatever was saved, or is on its way, goes by the token: the server forgets it once the form is taken, and a save
  // that comes after that is refused.
  form.addEventListener("submit", (e) => {
    if (e.submitter?.formTarget === "_blank") return;
    clearTimeout(timer); timer = 0;
    const to = addressOf(form);
    form.setAttribute("action", `${to}${to.includes("?") ? "&" : "?"}words=${place.token}`);
  });
  // Brought back by Back after it was sent: what is typed in it now is another filling in.
  addEventListener("pageshow", (e) => { if (e.persisted && form.dataset.sent) place.token = newToken(); });
  const leave = () => { if (timer) save(true); };
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
}

// 2. Drafts of letters save themselves, with a version: <form data-autosave="/…/drafts/response">
for (const form of all("form[data-autosave]")) {
  const out = $("#saved"), state = { at: "", behind: false };
  let t, stopped = false, busy = false;
  states.push(state);
  const save = async () => {
    if (stopped || busy || isOver()) return;
    busy = true; state.behind = false;
    try {
      const r = await post(form.dataset.autosave, form);
      if (r.status === 401) { state.behind = true; check(); }
      else if (r.status === 409) {
        const j = await r.json(); stopped = true; state.behind = true;
        say(out, `${j.by} saved this draft at ${j.at}. Yours is kept in this window: press Save draft to see both.`);
      } else if (r.ok) { const j = await r.json(); form.elements.draft_version.value = j.version; state.at = j.at; say(out, `Draft saved ${j.at}`); }
      else { state.behind = true; say(out, LATER); }
    } catch { state.behind = true; say(out, "No connection. Your words are in this window; Redress will try again."); }
    busy = false;
    if (state.behind && !stopped) t = setTimeout(save, 10000);
  };
  form.addEventListener("input", () => { state.behind = true; clearTimeout(t); t = setTimeout(save, 800); });
  form.addEventListener("submit", (e) => { if (e.submitter?.formTarget !== "_blank") { state.behind = false; stopped = true; clearTimeout(t); } });
  addEventListener("beforeunload", (e) => { if (state.behind && !isOver()) e.preventDefault(); });
  document.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key === "s") { e.preventDefault(); clearTimeout(t); save(); }
  });
}

wordsBy(() => {
  const at = states.map((s) => s.at).sort().at(-1) ?? "", behind = states.some((s) => s.behind);
  if (!at) return behind ? "What you typed here could not be saved." : "";
  return `Your words up to ${at} are saved. ${behind ? "What you typed after that is not. " : ""}Sign in to continue with them.`;
});

// 3. The letter as it stands, while it is written: <textarea data-preview="…" data-target="#preview">
let previewing;
document.addEventListener("input", (e) => {
  const el = e.target.closest?.("[data-preview]") ?? (e.target.form?.dataset.preview ? e.target.form : null);
  if (!el) return;
  const form = el.form ?? el;
  clearTimeout(previewing);
  previewing = setTimeout(async () => {
    try {
      const r = await post(el.dataset.preview, form);
      const target = $(el.dataset.target ?? "#preview");
      if (r.ok && !r.redirected && target) target.replaceChildren(...parse(await r.text()).body.childNodes);
    } catch { /* the preview catches up with the next key */ }
  }, 350);
});
