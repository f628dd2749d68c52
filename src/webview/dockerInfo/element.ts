/** One DOM element; text goes in as text, so nothing that an engine says can become markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== '' || key === 'hidden') made.setAttribute(key, value);
  made.append(...children);
  return made;
}
