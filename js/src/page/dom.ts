/** Making elements, without a framework. */

export type Child = Node | string | null;

export interface Props {
  /** HTML that was sanitised at build; never anything a participant typed. */
  html?: string;
  /** Custom properties (`--name`): through the CSSOM, since the CSP forbids style attributes. */
  vars?: Record<string, string | number>;
  on?: { [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void };
  /** Attributes; `true` is an empty one, `false`, `null` and `undefined` are none. */
  [attribute: string]: unknown;
}

/** Makes an element with attributes, listeners and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const { html, vars, on, ...attributes } = props;
  const element = document.createElement(tag);
  if (html !== undefined) element.innerHTML = html;
  for (const [name, value] of Object.entries(vars ?? {})) {
    element.style.setProperty(name, String(value));
  }
  for (const [type, listener] of Object.entries(on ?? {})) {
    element.addEventListener(type, listener as EventListener);
  }
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Sets an attribute; `true` is an empty one, `false`, `null` and `undefined` take it away. */
export function setAttribute(element: Element, name: string, value: unknown): void {
  if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** A button; the first of a row is the step's main one, the others are `quiet`. */
export function button(label: string, options: { quiet?: boolean; submit?: boolean } = {}) {
  return h(
    "button",
    {
      type: options.submit ? "submit" : "button",
      class: options.quiet ? "button quiet" : "button",
    },
    label,
  );
}

/** The row of buttons at the end of a step. */
export function actions(...children: Child[]): HTMLElement {
  return h("div", { class: "actions" }, ...children);
}

/** The position of the button that is clicked first; after that none of them can be clicked. */
export function clicked(...buttons: HTMLButtonElement[]): Promise<number> {
  return new Promise((resolve) => {
    buttons.forEach((element, position) => {
      element.addEventListener("click", () => {
        for (const each of buttons) each.disabled = true;
        resolve(position);
      });
    });
  });
}
