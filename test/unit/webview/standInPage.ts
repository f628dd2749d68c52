// A page in memory for the code that shows rows: elements in their order, found by tag or class. It lays nothing out.
import { vi } from 'vitest';

export class StandInElement {
  readonly #attributes = new Map<string, string>();
  readonly #nodes: (StandInElement | string)[] = [];
  readonly tag: string;
  parent: StandInElement | undefined;

  constructor(tag: string) {
    this.tag = tag;
  }

  get children(): readonly StandInElement[] {
    return this.#nodes.filter((each) => typeof each !== 'string');
  }

  get firstElementChild(): StandInElement | null {
    return this.children[0] ?? null;
  }

  get nextElementSibling(): StandInElement | null {
    const siblings = this.parent?.children ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  get textContent(): string {
    return this.#nodes.map((each) => (typeof each === 'string' ? each : each.textContent)).join('');
  }

  set textContent(text: string) {
    this.#nodes.splice(0, this.#nodes.length, text);
  }

  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  setAttribute(name: string, value: string): void {
    this.#attributes.set(name, value);
  }

  addEventListener(): void {
    // No test presses anything.
  }

  append(...added: readonly (StandInElement | string)[]): void {
    for (const each of added)
      if (typeof each === 'string') this.#nodes.push(each);
      else this.insertBefore(each, null);
  }

  insertBefore(added: StandInElement, before: StandInElement | null): void {
    added.remove();
    this.#nodes.splice(before ? this.#nodes.indexOf(before) : this.#nodes.length, 0, added);
    added.parent = this;
  }

  replaceWith(other: StandInElement): void {
    this.parent?.insertBefore(other, this);
    this.remove();
  }

  remove(): void {
    if (!this.parent) return;
    const nodes = this.parent.#nodes;
    nodes.splice(nodes.indexOf(this), 1);
    this.parent = undefined;
  }

  /** By a tag, a class, or several of them from the outside in. */
  querySelector(selector: string): StandInElement | null {
    const [first = '', ...inner] = selector.split(' ');
    for (const each of this.children) {
      const rest = each.#is(first) ? inner : [first, ...inner];
      const found = rest.length === 0 ? each : each.querySelector(rest.join(' '));
      if (found) return found;
    }
    return null;
  }

  #is(selector: string): boolean {
    return selector.startsWith('.') ? this.getAttribute('class') === selector.slice(1) : this.tag === selector;
  }
}

/** For the top of a test: the globals that a page has. */
export function openStandInPage(): void {
  vi.stubGlobal('HTMLElement', StandInElement);
  vi.stubGlobal('document', { activeElement: null, createElement: (tag: string) => new StandInElement(tag) });
}
