// What every part of the script needs.
export const $ = (s, r = document) => r.querySelector(s);
export const all = (s, r = document) => [...r.querySelectorAll(s)];
// The only place that turns server text into HTML, named so that the CSP can allow just this policy.
const make = { createHTML: (s) => s };
const policy = window.trustedTypes?.createPolicy("redress", make) ?? make;
export const parse = (html) => new DOMParser().parseFromString(policy.createHTML(html), "text/html");
export const post = (url, form) =>
  fetch(url, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Fragment": "1" }, credentials: "same-origin" });
export const say = (el, words) => { if (el) el.textContent = words; };
