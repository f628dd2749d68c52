// Whether people who do not see, do not point, or enlarge what they see can use a web page: axe-core's rules, and what it cannot tell.
import axe from 'axe-core';
import type { Frame } from 'playwright-core';

/** What axe-core finds against WCAG 2.2 AA and its own best practices: a line for each rule and element that breaks it. */
export async function violations(frame: Frame): Promise<string[]> {
  if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(axe.source);
  const found = await frame.evaluate(async () => {
    const page = globalThis as unknown as { axe: typeof axe };
    // A page is transparent: VS Code draws its ground behind the frame, where axe-core does not look.
    document.body.style.backgroundColor = 'var(--vscode-editor-background)';
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const results = await page.axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
    document.body.style.backgroundColor = '';
    return results.violations;
  });
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/** What reaches out of a page that must not scroll sideways, or is cut off: of what has no place of its own to scroll in. */
export async function outOfSight(frame: Frame): Promise<string[]> {
  return frame.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const page = scrollWidth > clientWidth ? [`the page is ${String(scrollWidth)} wide in ${String(clientWidth)}`] : [];
    const scrolls = '.scroll, pre, .unseen, [hidden]';
    const inside = [...document.querySelectorAll<HTMLElement>('main *')].filter((each) => !each.closest(scrolls));
    const lost = inside.filter((each) => {
      const { left, right, width } = each.getBoundingClientRect();
      const isCut = getComputedStyle(each).overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1;
      return width > 0 && (left < 0 || right > clientWidth + 1 || isCut);
    });
    return [...page, ...lost.map((each) => `${each.tagName} ${each.className} ${each.textContent.slice(0, 60)}`)];
  });
}
