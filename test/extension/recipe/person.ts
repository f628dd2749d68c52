// What a person does with clusters in the workbench: up and down through palette, quick pick and dialog; reading rows.
import type { TreeRow } from '../../vscode/tree.ts';
import type { Workbench } from '../../vscode/workbench.ts';

export interface Person {
  row(label: string): Promise<TreeRow | undefined>;
  /** Waits until a row's description matches. */
  describedAs(label: string, pattern: RegExp, timeout?: number): Promise<TreeRow>;
  /** Runs "Bring Cluster Up…" as far as the choice of the file. */
  askForUp(): Promise<void>;
  /** Up to the message that ends it, which must contain `end`. @returns the plan that was shown */
  bringUp(end: string, timeout?: number): Promise<string>;
  /** The same for down. @returns the question and what it named */
  bringDown(cluster: string, end: string, timeout?: number): Promise<string>;
  /** Drags the sidebar's edge, so that whole rows can be read. */
  widenSidebar(pixels: number): Promise<void>;
  /** Opens a group and waits for a row in it: a group without rows cannot be opened. */
  openGroup(group: string, row: string): Promise<void>;
}

export function person(workbench: Workbench): Person {
  const row = async (label: string): Promise<TreeRow | undefined> =>
    (await workbench.treeRows()).find((each) => each.label === label);
  const askForUp = async (): Promise<void> => {
    await workbench.runCommand('Docker Overlay: Bring Cluster Up…');
    await workbench.pick('overlay-cluster.yaml');
  };
  return {
    row,
    askForUp,
    describedAs: (label, pattern, timeout) =>
      workbench.until(
        `row ${label} like ${String(pattern)}`,
        async () => {
          const found = await row(label);
          return found && pattern.test(found.description) ? found : undefined;
        },
        timeout,
      ),
    bringUp: async (end, timeout = 300_000) => {
      await askForUp();
      const { detail } = await workbench.dialog();
      await workbench.answerDialog('Bring Up');
      await workbench.waitForNotification(end, timeout);
      await workbench.clearNotifications();
      return detail;
    },
    bringDown: async (cluster, end, timeout = 120_000) => {
      await workbench.runCommand('Docker Overlay: Bring Cluster Down…');
      await workbench.pick(cluster);
      const { message, detail } = await workbench.dialog();
      await workbench.answerDialog('Bring Down');
      await workbench.waitForNotification(end, timeout);
      await workbench.clearNotifications();
      return `${message}\n${detail}`;
    },
    widenSidebar: async (pixels) => {
      const box = await workbench.page.locator('[id="workbench.parts.sidebar"]').boundingBox();
      if (!box) throw new Error('no sidebar');
      const { mouse } = workbench.page;
      await mouse.move(box.x + box.width, box.y + 400);
      await mouse.down();
      await mouse.move(box.x + box.width + pixels, box.y + 400, { steps: 10 });
      await mouse.up();
    },
    openGroup: async (group, label) => {
      await workbench.until(`${label} in ${group}`, async () => {
        await workbench.expand(group);
        return row(label);
      });
    },
  };
}
