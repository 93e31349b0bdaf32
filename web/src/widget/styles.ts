import { css } from 'lit';

/** Lit puts them into the shadow root as a constructed style sheet, which no content security policy forbids. */
export const styles = css`
  :host {
    --_accent: var(--rtc-voice-accent, light-dark(#0b6e5b, #2fb595));
    --_on-accent: var(--rtc-voice-on-accent, light-dark(#ffffff, #0d1312));
    --_stop: var(--rtc-voice-stop, light-dark(#b3372f, #e8766c));
    --_surface: var(--rtc-voice-surface, light-dark(#fffefb, #1c201f));
    --_field: var(--rtc-voice-field, light-dark(#f3f1ea, #262b2a));
    --_line: var(--rtc-voice-line, light-dark(#dcd9cf, #353c39));
    --_edge: light-dark(#85827a, #727b77);
    --_ink: var(--rtc-voice-ink, light-dark(#1d2321, #eceeea));
    --_soft: var(--rtc-voice-soft, light-dark(#5c6460, #a2aba7));
    --_warn: light-dark(#8a3b12, #f3b184);
    --_warn-ground: light-dark(#fbeee4, #33231a);
    --_radius: var(--rtc-voice-radius, 1.25rem);
    color-scheme: light dark;
    font: 1rem/1.5 var(--rtc-voice-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
    color: var(--_ink);
    text-align: start;
  }
  :host([theme="light"]) { color-scheme: light; }
  :host([theme="dark"]) { color-scheme: dark; }
  :host([hidden]), [hidden] { display: none !important; }
  :host([inline]) { display: block; }

  * { box-sizing: border-box; }
  h2, p, ol { margin: 0; padding: 0; }
  button, input, select { font: inherit; color: inherit; }

  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  button {
    min-height: 2.75rem;
    padding: 0 1rem;
    border: 1px solid var(--_edge);
    border-radius: 2rem;
    background: transparent;
    cursor: pointer;
    transition: background-color 0.15s, box-shadow 0.15s, transform 0.1s;
  }
  button:hover:not(:disabled) { background: var(--_field); }
  button:active:not(:disabled) { transform: scale(0.97); }
  button:disabled { opacity: 0.5; cursor: default; }
  :focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
  svg { width: 1.375rem; height: 1.375rem; fill: currentColor; flex: none; }

  .icon {
    display: grid;
    place-content: center;
    width: 2.75rem;
    padding: 0;
    border-color: transparent;
    flex: none;
  }

  .launcher {
    position: fixed;
    inset: auto var(--rtc-voice-inset, 1.25rem) var(--rtc-voice-inset, 1.25rem) auto;
    z-index: var(--rtc-voice-z, 2147483000);
    display: grid;
    place-content: center;
    width: 3.75rem;
    height: 3.75rem;
    padding: 0;
    border: 0;
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: 0 0.25rem 1rem rgb(0 0 0 / 0.25);
  }
  .launcher:hover:not(:disabled) { background: color-mix(in oklab, var(--_accent) 88%, var(--_ink)); }
  .launcher svg { width: 1.75rem; height: 1.75rem; }
  :host(:is([state="connecting"], [state="reconnecting"], [state="listening"], [state="thinking"], [state="speaking"], [state="muted"])) .launcher {
    animation: ring 2s ease-out infinite;
  }

  .panel {
    position: fixed;
    inset: auto var(--rtc-voice-inset, 1.25rem) var(--rtc-voice-inset, 1.25rem) auto;
    z-index: var(--rtc-voice-z, 2147483000);
    display: flex;
    flex-direction: column;
    gap: 0.75rem;
    width: min(24rem, 100vw - 1rem);
    max-height: min(38rem, 100dvh - 1rem);
    padding: 1rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 0.5rem 2.5rem rgb(0 0 0 / 0.22);
    overflow: hidden auto;
  }
  :host([inline]) .panel {
    position: static;
    width: auto;
    height: 100%;
    max-height: none;
    box-shadow: none;
  }
  :host([inline]) .root { height: 100%; }

  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem;
    min-height: 2rem;
  }
  header .icon { margin: -0.5rem; }
  h2 { font-size: 1.0625em; font-weight: 650; letter-spacing: -0.01em; overflow-wrap: anywhere; }

  .now { display: flex; align-items: center; gap: 0.625rem; color: var(--_soft); }
  .now p { min-width: 0; }
  .dot { --_ring: 0.375rem; width: 0.75rem; height: 0.75rem; flex: none; border-radius: 50%; background: var(--_edge); }
  :host(:is([state="listening"], [state="speaking"])) .dot { background: var(--_accent); }
  :host([state="speaking"]) .dot { animation: ring 1.4s ease-out infinite; }
  :host([state="muted"]) .dot { background: var(--_stop); }
  :host([state="error"]) .dot { background: var(--_warn); }
  :host(:is([state="connecting"], [state="reconnecting"], [state="thinking"])) .dot {
    background: var(--_accent);
    animation: wait 1.2s ease-in-out infinite;
  }

  .problem, .notice {
    display: grid;
    justify-items: start;
    gap: 0.625rem;
    padding: 0.75rem 1rem;
    border-radius: 0.75rem;
    background: var(--_warn-ground);
    color: var(--_warn);
    font-size: 0.9375rem;
    overflow-wrap: anywhere;
  }
  .problem button { border-color: currentColor; }
  .problem button:hover:not(:disabled) { background: color-mix(in srgb, currentColor 12%, transparent); }
  .notice { background: var(--_field); color: var(--_ink); }

  .meters {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    gap: 0.375rem 0.875rem;
    color: var(--_soft);
    font-size: 0.8125rem;
  }
  .meter {
    --level: 0;
    position: relative;
    height: 0.5rem;
    overflow: hidden;
    border-radius: 1rem;
    background: var(--_line);
  }
  .meter::after {
    content: "";
    position: absolute;
    inset: 0;
    border-radius: inherit;
    background: var(--_accent);
    transform: translateX(calc((var(--level) - 1) * 100%));
  }
  :host(:dir(rtl)) .meter::after { transform: translateX(calc((1 - var(--level)) * 100%)); }

  .transcript {
    flex: 1 1 8rem;
    min-height: 6rem;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 0.75rem 0.875rem;
    border-radius: 0.75rem;
    background: var(--_field);
  }
  .transcript:focus-visible { outline-offset: -3px; }
  ol { display: grid; gap: 0.75rem; list-style: none; }
  li p { overflow-wrap: anywhere; }
  .who { color: var(--_soft); font-size: 0.8125em; }
  [data-kind="user"] .who { color: var(--_accent); }
  [data-kind="note"], .wordless, del { color: var(--_soft); }
  [data-kind="note"] { font-size: 0.8125em; }

  .foot { display: grid; gap: 0.75rem; margin-top: auto; }
  form { display: flex; gap: 0.5rem; }
  input[name="text"], select {
    width: 100%;
    min-width: 0;
    min-height: 2.75rem;
    padding: 0 0.875rem;
    border: 1px solid var(--_edge);
    border-radius: 1.5rem;
    background: var(--_surface);
  }
  select { border-radius: 0.625rem; padding: 0 0.5rem; text-overflow: ellipsis; }
  ::placeholder { color: var(--_soft); opacity: 1; }
  .settings { display: grid; gap: 0.625rem; padding: 0.875rem; border-radius: 0.75rem; background: var(--_field); }
  label { display: grid; gap: 0.125rem; color: var(--_soft); font-size: 0.8125rem; }
  label > * { color: var(--_ink); font-size: 1rem; }
  input[type="range"] { width: 100%; height: 1.75rem; margin: 0; accent-color: var(--_accent); }

  .controls { display: flex; align-items: center; justify-content: center; gap: 0.5rem; }
  .call {
    display: flex;
    flex: 1;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    padding-block: 0.25rem;
    border: 0;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  .call:hover:not(:disabled) { background: color-mix(in oklab, var(--_accent) 88%, var(--_ink)); }
  .call[data-on] { background: var(--_stop); }
  .call[data-on]:hover:not(:disabled) { background: color-mix(in oklab, var(--_stop) 88%, var(--_ink)); }
  .call svg { transition: rotate 0.25s; }
  .call[data-on] svg { rotate: 135deg; }
  .mute[data-muted="true"] { border-color: var(--_stop); color: var(--_stop); }

  @keyframes ring {
    from { box-shadow: 0 0 0 0 color-mix(in srgb, var(--_accent) 55%, transparent); }
    to { box-shadow: 0 0 0 var(--_ring, 0.75rem) transparent; }
  }
  @keyframes wait {
    50% { opacity: 0.25; }
  }

  /* A call's panel with the settings open is as high as it may be: what was said gives way, so that nothing is cut off. */
  .panel:has(.settings) .transcript { min-height: 4rem; }

  /* Where not everything fits, what is being set comes before what was said: the button to hang up stays in sight. */
  @media (max-height: 44rem) {
    .panel:has(.settings) :is(.transcript, .meters, form) { display: none; }
  }

  @media (max-width: 30rem) {
    :host(:not([inline])) .panel { inset: auto 0.5rem 0.5rem 0.5rem; width: auto; }
  }

  @media (prefers-reduced-motion: reduce) {
    *, *::after { animation: none !important; transition: none !important; }
  }

  @media (forced-colors: active) {
    .dot, .meter::after { forced-color-adjust: none; background: Highlight; }
    .meter { border: 1px solid CanvasText; }
    .launcher, .call, .icon { border: 1px solid ButtonText; }
  }
`;
