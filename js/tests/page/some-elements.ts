/** Elements that hold what is put into them, for tests of pages that need nothing else of them. */

type Child = SomeElement | string;

export class SomeElement extends EventTarget {
  readonly dataset: Record<string, string> = {};
  readonly attributes: Record<string, string> = {};
  children: Child[] = [];
  innerHTML = "";

  constructor(readonly tag: string) {
    super();
  }

  get childElementCount(): number {
    return this.#elements.length;
  }

  get textContent(): string {
    const words = this.children.map((one) => (typeof one === "string" ? one : one.textContent));
    return [this.innerHTML, ...words].filter(Boolean).join(" ");
  }

  set textContent(text: string) {
    this.children = [text];
  }

  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }

  append(...children: Child[]): void {
    this.children.push(...children);
  }

  prepend(...children: Child[]): void {
    this.children.unshift(...children);
  }

  replaceChildren(...children: Child[]): void {
    this.children = children;
  }

  /** @param selector A tag, or a class with its dot. */
  querySelector(selector: string): SomeElement | null {
    for (const one of this.#elements) {
      const own = selector.startsWith(".") ? `.${one.attributes.class}` : one.tag;
      const found = own === selector ? one : one.querySelector(selector);
      if (found !== null) return found;
    }
    return null;
  }

  get #elements(): SomeElement[] {
    return this.children.filter((one) => one instanceof SomeElement);
  }
}

/** A `document` that makes them. */
export const someDocument = { createElement: (tag: string) => new SomeElement(tag) };
