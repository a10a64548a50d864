// The two things of the kit that CSS and HTML cannot do: see creditshop/ui/components/ for what they promise.
// Reflex gives what has an id a ref of its own: ours comes after it.
import { createElement, useEffect, useRef, useState } from "react";

// A native <dialog>. Buttons open it with `command="show-modal" commandfor=ID`; `open` opens and closes it from State.
export function Dialog({ open, children, ...props }) {
  const dialog = useRef(null);
  useEffect(() => {
    if (open && !dialog.current.open) dialog.current.showModal();
    if (open === false && dialog.current.open) dialog.current.close();
  }, [open]);
  useEffect(() => {
    if ("commandForElement" in HTMLButtonElement.prototype) return undefined;
    const obey = (event) => {
      const button = event.target.closest?.(`button[commandfor="${dialog.current?.id}"]`);
      if (button?.getAttribute("command") === "show-modal") dialog.current.showModal();
      if (button?.getAttribute("command") === "close") dialog.current.close();
    };
    document.addEventListener("click", obey);
    return () => document.removeEventListener("click", obey);
  }, []);
  return createElement("dialog", { ...props, ref: dialog }, children);
}

// A button that says it is busy from the click (or its form's submit) until `answer` changes or the page is shown again.
export function BusyButton({ busyLabel, answer, children, ...props }) {
  const button = useRef(null);
  const [busy, setBusy] = useState(false);
  const focused = useRef(false);
  useEffect(() => setBusy(false), [answer]);
  useEffect(() => { // a browser takes the focus away from what is disabled
    if (!busy && focused.current && document.activeElement === document.body) button.current.focus();
  }, [busy]);
  useEffect(() => {
    const source = button.current.form ?? button.current;
    const kind = button.current.form ? "submit" : "click";
    const start = () => setTimeout(() => {
      focused.current = document.activeElement === button.current;
      setBusy(true);
    }); // after the event, or disabling would stop the submit
    const shown = () => setBusy(false); // back from Stripe, out of the browser's page cache
    source.addEventListener(kind, start);
    window.addEventListener("pageshow", shown);
    return () => {
      source.removeEventListener(kind, start);
      window.removeEventListener("pageshow", shown);
    };
  }, []);
  return createElement("button", { ...props, ref: button, disabled: busy || props.disabled, "aria-busy": busy }, busy ? busyLabel : children);
}
