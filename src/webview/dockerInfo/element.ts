/** Creates a DOM element. Children are added as text, so nothing that an engine returns can become markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(name), attributes, children);
}

/** Creates an SVG element in the same way. */
export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Node[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function filled<E extends Element>(
  made: E,
  attributes: Readonly<Record<string, string>>,
  children: readonly (Node | string)[],
): E {
  for (const [key, value] of Object.entries(attributes))
    if (value !== '' || key === 'hidden') made.setAttribute(key, value);
  made.append(...children);
  return made;
}
