/** What helps to write cluster files, and what is seldom asked for: a bundle of its own, loaded at its first use. */
export { createClusterFileEditor } from './editor/clusterFileEditor.ts';
export { openPlan, showPlan } from './plan/openPlan.ts';
export { openIssueReport } from './report/openIssueReport.ts';
export { writeClusterFile } from './wizard/writeClusterFile.ts';
