// The session: a warning before its end, and nothing of it on the screen after its end.
import { $, all } from "./base.js";

const { who, left, warn } = document.body.dataset;
const dialog = $("#ending");
const channel = "BroadcastChannel" in window ? new BroadcastChannel("redress") : null;
let over = !who, timer, deadline = 0, checked = Date.now(), told = "", asking = "", words = () => "";

export const isOver = () => over;
/** Says what to tell about the words on this page when the session ends. */
export const wordsBy = (f) => { words = f; };

const arm = (seconds) => { clearTimeout(timer); timer = setTimeout(check, Math.max(1, seconds) * 1000); };

const close = () => { asking = ""; if (dialog.open) dialog.close(); };

// What the server said is left: seconds, not a time of day, because the clock of this machine may be wrong.
const take = (now) => {
  deadline = Date.now() + now.seconds * 1000;
  document.body.hidden = false;
  if (now.seconds > now.warn) { close(); arm(now.seconds - now.warn); return; }
  arm(now.seconds);
  if (told === now.ends) return;
  told = now.ends;
  asking = now.absolute ? "absolute" : "idle";
  $("#ending-at").textContent = now.ends;
  for (const part of all("[data-end]", dialog)) part.hidden = part.dataset.end !== asking;
  if (!dialog.open) dialog.showModal();
  // Not the button: a key that is being pressed must not answer.
  $("#ending-title").focus();
};

/** Asks how long the session lasts; this does not keep it alive. At its end the page hides itself, server or not. */
export const check = async () => {
  if (over) return;
  checked = Date.now();
  if (checked >= deadline) document.body.hidden = true;
  try {
    const r = await fetch("/session", { signal: AbortSignal.timeout(5000) });
    if (r.status === 401) { end(); return; }
    if (r.ok) {
      const now = await r.json();
      if (String(now.who) === who) take(now.left); else end();
      return;
    }
  } catch { /* no connection, or no time */ }
  if (Date.now() >= deadline) { end(); return; }
  document.body.hidden = false;
  arm(Math.min(10, (deadline - Date.now()) / 1000));
};

const end = () => {
  if (over) return;
  over = true;
  clearTimeout(timer);
  const said = words(), link = "/sign-in?back_to=" + encodeURIComponent(location.pathname + location.search);
  document.title = "Signed out · Redress";
  document.body.replaceChildren($("#ended").content.cloneNode(true));
  $("#ended-link").href = link;
  $("#ended-words").textContent = said;
  $("#ended-words").hidden = !said;
  history.replaceState(null, "", link);
  document.body.hidden = false;
  $("#ended-title").focus();
  channel?.postMessage("out");
};

const stay = async () => {
  try {
    const r = await fetch("/session", { method: "POST", signal: AbortSignal.timeout(5000) });
    if (r.ok) { take((await r.json()).left); return; }
  } catch { /* asked again below */ }
  told = "";
  check();
};

if (who) {
  deadline = Date.now() + Number(left) * 1000;
  arm(Number(left) - Number(warn));
  dialog.addEventListener("close", () => { if (asking === "idle") stay(); asking = ""; });
  // A machine that slept, or a page that Back brought again.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    if (Date.now() >= deadline - Number(warn) * 1000 || Date.now() - checked > 30000) check();
  });
  addEventListener("pageshow", (e) => { if (e.persisted) { document.body.hidden = true; check(); } });
  // Another tab signed out, or somebody else signed in there.
  if (channel) channel.onmessage = ({ data }) => { if (data === "out" || (data.who && data.who !== who)) check(); };
  channel?.postMessage({ who });
} else if ($("[data-signed-out]")) channel?.postMessage("out");
