// A button that opens the browser's print dialog, see creditshop/ui/components/printing.py.
import { createElement } from "react";

export function PrintButton({ children, ...props }) {
  return createElement("button", { ...props, type: "button", onClick: () => window.print() }, children);
}
